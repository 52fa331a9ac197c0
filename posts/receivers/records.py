"""What activities and service records answer when a lower room asks or tells."""

import datetime
from typing import Any

from django.db.models import Min, OuterRef
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from audit.actors import Actor
from committees.models import Committee
from committees.prepared import Seen
from committees.rules import belongings
from core import clock, hooks
from core.days import Item
from core.panels import Action, Added, Panel, may_have
from exchange.models import Need
from members.models import PartyMember
from members.reach import units_of
from members.signals import stopped_serving
from posts import figures, rules
from posts.models import Activity, Claim, Post, ServiceProof, ServiceRecord, SignUp
from posts.models.hours import hours_of
from posts.services.sign_ups import release_sign_ups
from posts.tables.activities import ActivitiesOfNeed, SignUpsOfMember
from posts.tables.records import ProofsOfMember, RecordsOfClaim, RecordsOfMember, RecordTable

AT_MOST = 20


@receiver(stopped_serving)
def leave_activities(
    sender: Any,
    member: PartyMember,
    community: int | None,
    on: datetime.date,
    reason: str,
    by: Actor,
    **_kwargs: Any,
) -> None:
    """Who serves at a community no longer comes to its activities, unless invited by the unit."""
    release_sign_ups(member, community, reason, by)


@belongings.register
def activities_there(committee: Committee) -> list[str]:
    """The activities that a committee has planned."""
    planned = Activity.objects.planned().filter(committee=committee).count()
    words = ngettext("%(n)d planned activity", "%(n)d planned activities", planned)
    return [words % {"n": planned}] if planned else []


@hooks.my_day.register
def waiting(request: Any) -> list[Item]:
    """For offices: who came has to be noted, disputed records to be settled. For liaisons and
    members: records that they confirm."""
    found: list[Item] = []
    at = request.at or None
    listed = reverse("posts:record-list")
    if at is not None and request.user.reach.manages(at.path):
        today = clock.today()
        activities = figures.to_be_noted(Activity.objects.at(at), today)
        url = f"{reverse('posts:activity-list')}?state=to-note"
        label = _("Activities of which nobody has noted who came")
        found += _item(label, activities, "on", url, at.name)
        records = figures.disputed(ServiceRecord.objects.at(at))
        url = f"{listed}?state=disputed"
        found += _item(_("Service records in dispute"), records, "since", url, at.name)
    units = units_of(request.user)
    mine: Any = ServiceRecord.objects.filter(member__person__user=request.user.pk)
    if units:
        mine |= ServiceRecord.objects.filter(employer__in=units)
    if at is None or not request.user.reach.covers(at.path):
        label = _("Service records that wait for your confirmation")
        url = f"{listed}?state=to-confirm"
        rows = figures.to_be_confirmed(mine)
        found += _item(label, rows, "since", url, str(request.user))
    return found


def _item(label: str, rows: Any, since: str, url: str, in_hands: str) -> list[Item]:
    count = rows.count()
    if not count:
        return []
    first = rows.order_by().aggregate(first=Min(since))["first"]
    return [Item(label, count, url, since=first, in_hands=in_hands)]


@hooks.added_to_page.register
def about_a_need(row: Any, request: Any) -> Added | None:
    """The activities that answer a need, and planning one for it."""
    if not isinstance(row, Need):
        return None
    rows = Activity.objects.visible_to(request.user).filter(need=row).select_related("committee")
    title = pgettext("of a need", "Activities for it")
    rows = rows.order_by("-on", "-pk")[:AT_MOST]
    panels = [Panel.of("activities", title, ActivitiesOfNeed(), rows)] if rows else []
    actions = []
    if row.status == Need.Status.OPEN and rules.can_keep_activities(request.actor, row.committee):
        url = f"{reverse('posts:activity-create')}?need={row.pk}"
        actions.append(Action(_("Plan an activity for it"), url))
    return Added(panels, actions)


hooks.page_knows[PartyMember] |= {
    "sign_ups": lambda: SignUp.objects.filter(member=OuterRef("pk")),
    "proofs": lambda: ServiceProof.objects.filter(member=OuterRef("pk")),
}


def _records_of_member(user: Any, member: int) -> Any:
    rows = ServiceRecord.objects.visible_to(user).filter(member=member).order_by("-on", "-pk")
    rows = figures.with_sums(rows, clock.today().year)
    return RecordsOfMember().read(rows, "services", "served")[:AT_MOST]


def _sign_ups_of_member(user: Any, member: int) -> Any:
    rows = SignUp.objects.visible_to(user).filter(member=member).standing()
    rows = rows.filter(activity__status="planned").order_by("-pk")
    return SignUpsOfMember().read(rows)[:AT_MOST]


def _proofs_of_member(user: Any, member: int) -> Any:
    rows = ServiceProof.objects.visible_to(user).filter(member=member)
    return ProofsOfMember().read(rows)[:AT_MOST]


def _records_of_post(user: Any, post: int) -> Any:
    rows = ServiceRecord.objects.visible_to(user).filter(claim__post=post)
    return RecordTable().read(rows.order_by("-on", "-pk"))[:AT_MOST]


RECORDS_OF_MEMBER = Seen(_records_of_member)
SIGN_UPS_OF_MEMBER = Seen(_sign_ups_of_member)
PROOFS_OF_MEMBER = Seen(_proofs_of_member)
RECORDS_OF_POST = Seen(_records_of_post)


@hooks.added_to_page.register
def about_a_member(row: Any, request: Any) -> Added | None:
    """What a member has done, what the member comes to, and the proofs of it."""
    if not isinstance(row, PartyMember):
        return None
    user = request.user
    last = RECORDS_OF_MEMBER(user, row.pk)
    year = clock.today().year
    services, minutes = last[0][-2:] if last else (0, 0)
    title = _("Service records (services in %(year)d: %(n)d, hours: %(hours)s)") % {
        "year": year,
        "n": services,
        "hours": hours_of(minutes or 0),
    }
    panels = [
        Panel.read(
            "records",
            title,
            RecordsOfMember(),
            last,
            empty_text=_("Nothing is on record yet."),
        )
    ]
    if may_have(row, "sign_ups") and (coming := SIGN_UPS_OF_MEMBER(user, row.pk)):
        title = pgettext("of a member", "Signed up for")
        panels.append(Panel.read("sign-ups", title, SignUpsOfMember(), coming))
    if may_have(row, "proofs") and (issued := PROOFS_OF_MEMBER(user, row.pk)):
        panels.append(Panel.read("proofs", _("Proofs of service"), ProofsOfMember(), issued))
    url = f"{reverse('posts:record-list')}?member={row.pk}"
    actions = [Action(_("All service records"), url)] if last else []
    if last and request.user.reach.manages(row.place):
        url = f"{reverse('posts:proof-create')}?member={row.pk}"
        actions.append(Action(_("Proof of service"), url))
    return Added(panels, actions)


@hooks.added_to_page.register
def about_a_claim(row: Any, request: Any) -> Added | None:
    """What the member has done in this post."""
    if not isinstance(row, Claim) or row.in_post_on is None:
        return None
    records = ServiceRecord.objects.visible_to(request.user).filter(claim=row)
    done = figures.total(records, "")
    title = _("Service records (services: %(n)d, hours: %(hours)s)") % {
        "n": done.services,
        "hours": done.hours,
    }
    shown = records.order_by("-on", "-pk")[:AT_MOST]
    empty = _("Nothing is on record in this post yet.")
    panels = [Panel.of("records", title, RecordsOfClaim(), shown, empty_text=empty)]
    actions = []
    if row.status == Claim.Status.IN_POST and rules.can_record_at(request.actor, row.post):
        url = f"{reverse('posts:record-create')}?post={row.post_id}"
        actions.append(Action(_("Record a service"), url))
    return Added(panels, actions)


@hooks.added_to_page.register
def about_a_post(row: Any, request: Any) -> Added | None:
    """What was done in a post, and recording more."""
    if not isinstance(row, Post) or row.status == Post.Status.DRAFT:
        return None
    panels = []
    if shown := RECORDS_OF_POST(request.user, row.pk):
        panels.append(Panel.read("records", _("Service records"), RecordTable(), shown))
    actions = []
    if row.is_current and rules.can_record_at(request.actor, row):
        url = f"{reverse('posts:record-create')}?post={row.pk}"
        actions.append(Action(_("Record a service"), url))
    return Added(panels, actions)
