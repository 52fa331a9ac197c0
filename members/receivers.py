"""What this room answers when a lower one asks."""

import itertools
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, Min, OuterRef, Q
from django.dispatch import receiver
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from committees.figures import accounts_known_to
from committees.models import Committee
from committees.rules import belongings
from committees.services.placing import standing_at
from committees.terms import OVER, Role
from core import clock, hooks, own
from core.days import Item
from core.panels import Action, Added, Panel, may_have
from members import figures, undoing
from members import own as what_is_own  # noqa: F401 it answers what is held about a person
from members.models import (
    Handover,
    Invitation,
    Liaison,
    MemberRequest,
    Membership,
    MemberUnit,
    PartyMember,
    Person,
    PersonKey,
    PersonScope,
    Seat,
    UnitKey,
    UnitScope,
)
from members.reorganisation import Members, Registrations, Requests
from members.rules import working_days_between
from members.services.liaisons import handover_items
from members.services.requests import follow_entry
from members.services.scopes import wanted_for_people, wanted_for_units
from members.signals import stopped_serving
from members.tables.requests import RequestsOfOne
from members.terms import PartyStatus

BATCH = 2000
AT_MOST = 20
# These are alarms; the others are steps that wait for somebody.
URGENT = {"representative", "liaison", "late"}
# Of these the clock is shown: since when they wait.
WAITING = {"confirm", "adjust", "nomination", "registration"}

hooks.reorganisation.register("members", Members())
hooks.reorganisation.register("registrations", Registrations())
hooks.reorganisation.register("requests", Requests())
hooks.undoing.register("members", undoing.Members)


@accounts_known_to.register
def accounts_of_people(paths: list[str]) -> list[Any]:
    """The accounts of the people whom these committees and those below them know."""
    roots = Committee.objects.filter(path__in=paths)
    known = PersonScope.objects.filter(committee__in=roots)
    return [Person.objects.filter(user__isnull=False, pk__in=known.values("person")).values("user")]


@hooks.my_day.register
def waiting(request: Any) -> list[Item]:
    """For offices what is amiss at the committee looked at and below; for liaisons their own."""
    found = []
    at = request.at or None
    if at is not None and request.user.reach.manages(at.path):
        for alarm in figures.alarms(at):
            if count := alarm.rows.count():
                first = alarm.rows.order_by("starts_on").values_list("starts_on", flat=True).first()
                urgent = alarm.key in URGENT
                since = first if alarm.key in WAITING else None
                due = alarm.due and alarm.rows.aggregate(first=Min(alarm.due))["first"]
                found.append(
                    Item(alarm.label, count, alarm.url, urgent, since, at.name, due or None)
                )
    return [*found, *_handovers(request)]


def _handovers(request: Any) -> list[Item]:
    """Hand-over lists that wait for this person, each opened by its own line.

    With the end of its successor a list is closed; what was open went on to the next one's list.
    """
    rows = Handover.objects.filter(
        accepted_at__isnull=True,
        successor__ends_on__isnull=True,
        successor__person__user=request.user,
    ).select_related("successor__membership__unit")
    return [
        Item(
            _("Hand-over list to accept for %(unit)s") % {"unit": row.successor.membership.unit},
            1,
            row.get_absolute_url(),
            urgent=True,
            since=row.successor.starts_on,
            in_hands=str(request.user),
        )
        for row in rows
    ]


@handover_items.register
def left_behind(liaison: Liaison) -> list[tuple[str, str]]:
    """The unit's memberships, what is missing there, and what waits for an answer."""
    unit = liaison.membership.unit
    today = clock.today()
    rows = list(
        Membership.objects.current()
        .filter(unit=unit)
        .select_related("committee")
        .order_by("committee__path")
    )
    counting = [row for row in rows if row.status in Membership.COUNTING]
    gaps = figures.gaps_of(counting, today)
    found = []
    for row in rows:
        values = {"committee": row.committee.name, "status": row.get_status_display()}
        text = _("Membership of %(committee)s (%(status)s)") % values
        found.append((text, row.get_absolute_url()))
        lacks = [gap for gap in gaps.get(row.pk, []) if gap != _("no liaison")]
        if lacks:
            text = _("Open at %(committee)s: %(gaps)s") % (values | {"gaps": ", ".join(lacks)})
            found.append((text, row.get_absolute_url()))
    if unit.superior:
        text = _("Contact at the superior: %(contact)s") % {
            "contact": " · ".join(filter(None, [unit.superior, unit.superior_contact]))
        }
        found.append((text, unit.get_absolute_url()))
    return found


# What the frame of every page asks: whether the menu offers the own pages.
hooks.account_knows["is_party_member"] = lambda account: Exists(
    PartyMember.objects.filter(person__user=OuterRef(account)).order_by()
)


# What few members have, so that their page does not ask for it in vain.
hooks.page_knows[PartyMember] |= {
    "requests": lambda: MemberRequest.objects.filter(
        about_model=PartyMember._meta.label_lower, about_id=OuterRef("pk")
    ),
    "invitations": lambda: Invitation.objects.filter(member=OuterRef("pk")),
    "seats": lambda: Seat.objects.filter(person=OuterRef("pk")),
    "liaisons": lambda: Liaison.objects.filter(person=OuterRef("pk")),
}


@receiver(stopped_serving)
def take_requests_along(sender: Any, member: PartyMember, **_kwargs: Any) -> None:
    """Whoever lives elsewhere now is answered there."""
    follow_entry(member)


@hooks.my_day.register
def asked_by_members(request: Any) -> list[Item]:
    """For offices the requests that wait for an answer; for members their last answers."""
    at = request.at or None
    if at is None or not request.user.reach.manages(at.path):
        return []
    rows = MemberRequest.objects.at(at).open()
    told = rows.aggregate(n=Count("pk"), first=Min("asked_on"))
    if not told["n"]:
        return []
    late = (clock.today() - told["first"]).days >= settings.MEMBER_REQUEST_DAYS
    url = f"{reverse('members:request-list')}?state=open"
    label = _("Requests of party members to answer")
    return [Item(label, told["n"], url, urgent=late, since=told["first"], in_hands=at.name)]


@hooks.added_to_page.register
def requests_about(row: Any, request: Any) -> Added | None:
    """That the member objects to what stands here, on the row's own page; and where to object."""
    known = getattr(request.user, "is_party_member", False)
    if not known and not may_have(row, "requests"):
        return None
    label = row._meta.label_lower
    if label not in own.kinds_objectable():
        return None
    asked = MemberRequest.objects.visible_to(request.user).about(row)  # type: ignore[attr-defined]
    rows = list(asked.order_by("-asked_on", "-pk")[:AT_MOST]) if may_have(row, "requests") else []
    actions = []
    if known and own.objectable(request.user)[label].rows.filter(pk=row.pk).exists():
        url = reverse("members:me-object", args=[label, row.pk])
        actions.append(Action(_("This is not right"), url))
    if not rows:
        return Added([], actions)
    title = _("Requests and objections of the member")
    return Added([Panel.of("requests", title, RequestsOfOne(), rows)], actions)


@hooks.history_of.register
def belongs(row: Any) -> list[Any]:
    """A unit's page also tells what happened to its memberships, seats and liaisons."""
    if isinstance(row, MemberUnit):
        return [
            Membership.objects.filter(unit=row),
            Seat.objects.filter(membership__unit=row),
            Liaison.objects.filter(membership__unit=row),
        ]
    if isinstance(row, Membership):
        return [Seat.objects.filter(membership=row), Liaison.objects.filter(membership=row)]
    if isinstance(row, Liaison):
        return [Handover.objects.filter(Q(predecessor=row) | Q(successor=row))]
    return []


@hooks.integrity.register
def faults() -> Iterator[str]:
    """What must always hold between units, seats, liaisons, access and who sees what."""
    yield from _wrong_unit_scopes()
    yield from _wrong_person_scopes()
    yield from _wrong_keys(MemberUnit, UnitKey)
    yield from _wrong_keys(Person, PersonKey)
    yield from _doubles()
    yield from _misplaced_seats()
    yield from _wrong_liaisons()
    yield from _left_in_what_is_over()


def _batches(rows: Any) -> Iterator[list[int]]:
    ids = rows.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH)
    while batch := list(itertools.islice(ids, BATCH)):
        yield batch


def _wrong_unit_scopes() -> Iterator[str]:
    for batch in _batches(MemberUnit.objects):
        rows = MemberUnit.objects.filter(pk__in=batch).only("sequence", "sort_key")
        keys = {unit.pk: unit.list_key for unit in rows}
        wanted = {key: (m, keys[key[0]]) for key, m in wanted_for_units(batch).items()}
        have = {
            (unit, committee): (member, sort_key)
            for unit, committee, member, sort_key in UnitScope.objects.filter(
                unit__in=batch
            ).values_list("unit", "committee", "is_member", "sort_key")
        }
        for unit, committee in sorted({key for key, _v in wanted.items() ^ have.items()}):
            yield f"unit {unit}: who sees it at committee {committee} is out of date"


def _wrong_person_scopes() -> Iterator[str]:
    for batch in _batches(Person.objects):
        keys = dict(Person.objects.filter(pk__in=batch).values_list("pk", "sort_key"))
        wanted = {(*key, keys[key[0]]) for key in wanted_for_people(batch)}
        have = set(
            PersonScope.objects.filter(person__in=batch).values_list(
                "person", "committee", "sort_key"
            )
        )
        for person, committee, _key in sorted(wanted ^ have):
            yield f"person {person}: who sees it at committee {committee} is out of date"


def _wrong_keys(model: Any, keys: Any) -> Iterator[str]:
    for batch in _batches(model.objects):
        wanted = {
            (row.pk, key)
            for row in model.objects.filter(pk__in=batch)
            for key in row.finding_keys()
        }
        have = set(
            keys.objects.filter(**{f"{keys.owner}__in": batch}).values_list(keys.owner, "key")
        )
        for pk in sorted({pk for pk, _key in wanted ^ have}):
            yield f"{keys.owner} {pk}: what it is found by is out of date"
    owner = model.objects.filter(pk=OuterRef(f"{keys.owner}_id"))
    left = keys.objects.filter(~Exists(owner)).order_by(keys.owner)
    for pk in left.values_list(keys.owner, flat=True).distinct():
        yield f"{keys.owner} {pk}: it is gone, and what it was found by is not"


def _doubles() -> Iterator[str]:
    current = Membership.objects.current().order_by().values_list("unit", "committee")
    for unit, committee, count in current.annotate(n=Count("pk")).filter(n__gt=1):
        yield f"unit {unit}: {count} current memberships in committee {committee}"
    chairs = Seat.objects.filled().filter(office=Seat.Office.CHAIR).order_by()
    for committee, count in chairs.values_list("committee").annotate(n=Count("pk")).filter(n__gt=1):
        yield f"committee {committee}: {count} chairs"


@belongings.register
def what_lives_there(committee: Committee) -> list[str]:
    """The units, the seats that somebody holds or is being proposed for, and the party members."""
    units = Membership.objects.current().filter(committee=committee).count()
    seats = _living_seats().filter(committee=committee).count()
    members = PartyMember.objects.filter(standing_at(committee)).count()
    told = []
    if units:
        told.append(ngettext("%(n)d member unit", "%(n)d member units", units) % {"n": units})
    if seats:
        told.append(ngettext("%(n)d seat", "%(n)d seats", seats) % {"n": seats})
    if members:
        told.append(ngettext("%(n)d party member", "%(n)d party members", members) % {"n": members})
    return told


def _living_seats() -> Any:
    return Seat.objects.exclude(status__in=(Seat.Status.ENDED, Seat.Status.DROPPED))


def _left_in_what_is_over() -> Iterator[str]:
    units = Membership.objects.current().filter(committee__status__in=OVER)
    for pk in units.order_by("pk").values_list("pk", flat=True):
        yield f"membership {pk}: it is current in a committee that is over"
    seats = _living_seats().filter(committee__status__in=OVER)
    for pk in seats.order_by("pk").values_list("pk", flat=True):
        yield f"seat {pk}: it is held in a committee that is over"


def _misplaced_seats() -> Iterator[str]:
    seats = Seat.objects.filter(ends_on__isnull=True)
    for pk in seats.exclude(capacity__level=F("committee__level")).values_list("pk", flat=True):
        yield f"seat {pk}: its capacity belongs to another level"
    elsewhere = seats.filter(membership__isnull=False).exclude(membership__committee=F("committee"))
    for pk in elsewhere.values_list("pk", flat=True):
        yield f"seat {pk}: it stands for a unit of another committee"
    for pk in seats.filter(membership__ends_on__isnull=False).values_list("pk", flat=True):
        yield f"seat {pk}: it stands for a unit that has left"
    for pk in seats.filter(capacity__represents_unit=True, membership__isnull=True).values_list(
        "pk", flat=True
    ):
        yield f"seat {pk}: it stands for no unit, though its capacity asks for one"


def _wrong_liaisons() -> Iterator[str]:
    today = clock.today()
    running = Liaison.objects.running()
    over = running.filter(membership__ends_on__lte=today)
    for pk in over.values_list("pk", flat=True):
        yield f"liaison {pk}: still running, though its unit has left"
    for pk in running.exclude(person__party_status=PartyStatus.FULL).values_list("pk", flat=True):
        yield f"liaison {pk}: its person is not a full party member (any more)"
    still = Liaison.objects.filter(ends_on__lte=today).filter(
        Q(appointment__ends_on__isnull=True, appointment__isnull=False)
        | Q(appointment__ends_on__gt=today)
    )
    for pk in still.values_list("pk", flat=True):
        yield f"liaison {pk}: over, but its access is not"
    with_access = Liaison.objects.filter(appointment__isnull=False)
    strange = with_access.exclude(
        appointment__user=F("person__user"),
        appointment__committee=F("membership__committee"),
        appointment__role=Role.LIAISON,
    )
    for pk in strange.values_list("pk", flat=True):
        yield f"liaison {pk}: its access belongs to another person, committee or role"
    for pk, starts, filed, days in Liaison.objects.values_list(
        "pk", "starts_on", "filed_on", "days_to_file"
    ).iterator(chunk_size=BATCH):
        if days != working_days_between(starts, filed):
            yield f"liaison {pk}: the working days until it was filed are counted wrongly"
    astray = Membership.objects.filter(replaced_by__isnull=False).exclude(
        replaced_by__committee=F("committee")
    )
    for pk in astray.values_list("pk", flat=True):
        yield f"membership {pk}: its successor is in another committee"
