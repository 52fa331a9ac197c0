"""What this room shows and gives to a party member of what it holds about them."""

from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core import clock, hooks
from core.own import Own
from core.panels import Action, Fact, Panel, fact_of
from members import rules
from members.models import (
    Handover,
    Invitation,
    Liaison,
    MemberRequest,
    PartyMember,
    Person,
    Registration,
    RegistrationStep,
    Seat,
    SeatStep,
)

KEYS = frozenset({"sort_key", "pinyin", "initials"})
TIERS = frozenset({"city", "district", "street", "community", "grid"})


def member_of(user: Any) -> PartyMember | None:
    """The entry of the account's owner as party member, if there is one."""
    rows = PartyMember.objects.filter(person__user=user.pk)
    return rows.select_related(
        "person__home", "organisation", "employer", "community", "grid"
    ).first()


@hooks.own_data.register
def held_here(user: Any) -> list[Own]:
    """The entry, what followed from it, and what the person has asked for."""
    person = Q(person__user=user.pk)
    member = Q(member__person__user=user.pk)
    of_registrations = Registration.objects.filter(member)
    seats = Seat.objects.filter(person)
    liaisons = Liaison.objects.filter(person)
    handovers = Handover.objects.filter(Q(predecessor__in=liaisons) | Q(successor__in=liaisons))
    return [
        Own(
            _("Person"),
            Person.objects.filter(user=user.pk),
            KEYS,
            kept_at=lambda row: int(row.home_id),
        ),
        Own(
            _("Entry as party member"),
            PartyMember.objects.filter(person),
            frozenset({"sort_key", "resident_id_index", "is_current"}),
            kept_at=lambda row: int(row.lies_at),
        ),
        Own(
            _("Registrations"),
            of_registrations,
            TIERS | {"is_active", "unit"},
            kept_at=lambda row: int(row.committee_id),
        ),
        Own(
            _("Steps of registrations"),
            RegistrationStep.objects.filter(registration__in=of_registrations),
            kept_at=lambda row: int(row.registration.committee_id),
        ),
        Own(_("Seats"), seats, kept_at=lambda row: int(row.committee_id)),
        Own(
            _("Steps of nominations"),
            SeatStep.objects.filter(seat__in=seats),
            kept_at=lambda row: int(row.seat.committee_id),
        ),
        Own(
            _("Liaison for"),
            liaisons,
            kept_at=lambda row: int(row.membership.committee_id),
        ),
        Own(_("Hand-overs"), handovers),
        Own(
            _("Invitations to an account"), Invitation.objects.filter(member), frozenset({"digest"})
        ),
        Own(
            _("My requests"),
            MemberRequest.objects.filter(member),
            TIERS | {"about_model", "about_id"},
        ),
    ]


def what_stands(member: PartyMember) -> list[Fact]:
    """The entry in short."""
    person, years = member.person, member.party_years(clock.today())
    branch = member.organisation or member.organisation_name
    return [
        fact_of(member, "status"),
        Fact(_("Lives in"), str(member.residence or _("not known"))),
        Fact(_("Employing unit"), str(member.employer or person.workplace)),
        Fact(_("Home party organisation"), str(branch or "")),
        *([Fact(_("Years in the party"), years)] if years is not None else []),
        fact_of(member, "specialties"),
        fact_of(member, "service_intent"),
        fact_of(member, "free_slots"),
        Fact(_("Kept by"), str(person.home)),
    ]


def registration_of(member: PartyMember) -> Registration | None:
    """The running registration, else the last one."""
    rows = member.registrations.select_related("committee")
    return rows.order_by(F("ends_on").desc(nulls_first=True), "-pk").first()


def panels_of(member: PartyMember, request: Any) -> tuple[list[Panel], list[Action]]:
    """What stands about the member here, and what every room above adds."""
    found = registration_of(member)
    panels = [
        Panel("registration", _("My registration"), facts=_registration_facts(found))
        if found
        else Panel(
            "registration",
            _("My registration"),
            empty_text=_("You are not registered at any community. Yours registers you."),
        )
    ]
    answers = [one for one in hooks.my_own.ask(member, request) if one is not None]
    panels += [panel for one in answers for panel in one.panels]
    return panels, [action for one in answers for action in one.actions]


def _registration_facts(registration: Registration) -> list[Fact]:
    until = registration.valid_until
    due = until is not None and until - rules.RENEWAL <= clock.today()
    renewal = _("due: please speak to your community") if due else _("not yet due")
    runs = registration.status == Registration.Status.REGISTERED
    return [
        Fact(pgettext("of mine", "Registered at"), registration),
        fact_of(registration, "status"),
        Fact(_("Registered on"), registration.starts_on),
        fact_of(registration, "valid_until"),
        *([Fact(_("Renewal"), renewal, "text-danger" if due else "")] if runs else []),
        fact_of(registration, "last_active_on"),
    ]
