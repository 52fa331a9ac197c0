"""How many should register, have registered, and where the lists of units and communities differ.

``here`` is one committee with all below it. By the residence, never by the home branch: the two
bases are not mixed (party statistics count by the branch, service counts where people live).
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees.models import Committee
from core import clock
from core.figures import Figure, register
from members.models import PartyMember, Registration
from members.terms import Employment

# Of whom nothing is heard for so long is called silent.
SILENCE = datetime.timedelta(days=90)


Status = Registration.Status
# Who is paused has registered; who is exempt counts on neither side.
REGISTERED = (Status.REGISTERED, Status.PAUSED)


def should_register(rows: Any) -> Any:
    """Members in service whom the party counts register where they live (应报到), but for those
    who are exempt."""
    exempt = Registration.objects.active().filter(status=Status.EXEMPT, member=OuterRef("pk"))
    return rows.counting().filter(~Exists(exempt), employment=Employment.IN_SERVICE)


def not_registered(rows: Any) -> Any:
    """Those of these members without a registration that runs."""
    running = Registration.objects.active().filter(member=OuterRef("pk"))
    return rows.exclude(Exists(running))


@register("members.should_register")
def members_who_should_register(here: Committee, date: datetime.date | None = None) -> Figure:
    """Members in service who live here or below; as of today, whatever the date."""
    rows = should_register(PartyMember.objects.at(here).current())
    url = reverse("members:member-list") + "?registration=should"
    return Figure(gettext_lazy("members who should register"), rows, url)


@register("members.registered")
def members_registered(here: Committee, date: datetime.date | None = None) -> Figure:
    """Registrations of members that were confirmed and ran here or below on that day."""
    date = date or clock.today()
    rows = Registration.objects.at(here).of_members().on(date).having_status(REGISTERED, date)
    url = reverse("members:registration-list") + "?kind=member&status=registered&status=paused"
    return Figure(gettext_lazy("registered members"), rows, url)


@dataclass(frozen=True)
class Difference:
    """One way in which the lists differ, with the rows of it."""

    key: str
    label: str
    none: str
    rows: QuerySet
    # Whether the rows are members; else they are registrations.
    is_of_members: bool = False


def differences(user: Any, here: Committee | None) -> list[Difference]:
    """Where units' and communities' lists differ, as far as this user sees: at a committee and
    below it, or (a liaison) for the own units."""
    if here is not None:
        members, running = PartyMember.objects.at(here), Registration.objects.at(here)
    else:
        members = PartyMember.objects.visible_to(user)
        running = Registration.objects.visible_to(user)
    running = (
        running.active()
        .of_members()
        .select_related("committee", "employer", "member__person", "member__employer")
    )
    members = members.current().select_related("person", "employer", "community")
    left = Q(employer__isnull=False) & (
        ~Q(employer=F("member__employer")) | Q(member__employer__isnull=True)
    )
    today = clock.today()
    return [
        Difference(
            "missing",
            _("Should register and did not"),
            _("Everybody in service is registered."),
            not_registered(should_register(members)).order_by("sort_key", "pk"),
            is_of_members=True,
        ),
        Difference(
            "twice",
            _("Perhaps registered twice"),
            _("No two registrations look like the same person's."),
            running.filter(_same_person_elsewhere()).order_by("member__sort_key", "pk"),
        ),
        Difference(
            "left",
            _("Registered for a unit where they no longer work, or members no more"),
            _("All who are registered still work where they did."),
            running.filter(left | Q(member__is_current=False)).order_by("member__sort_key", "pk"),
        ),
        Difference(
            "silent",
            _("Registered, and nothing heard for 90 days"),
            _("Of everybody something was recorded in the last 90 days."),
            running.silent_since(today - SILENCE).order_by("last_active_on", "pk"),
        ),
    ]


def _same_person_elsewhere() -> Any:
    """Another registration that runs, of somebody of the same name with the same phone number, or
    (without one) the same workplace."""
    others = (
        Registration.objects.active()
        .of_members()
        # The same name has the same key, by which an index finds the namesakes.
        .filter(
            member__person__sort_key=OuterRef("member__person__sort_key"),
            member__person__name=OuterRef("member__person__name"),
        )
        .exclude(member=OuterRef("member"))
    )
    same_phone = Q(member__person__phone=OuterRef("member__person__phone")) & ~Q(
        member__person__phone=""
    )
    same_work = Q(member__employer=OuterRef("member__employer"))
    return Exists(others.filter(same_phone | same_work))
