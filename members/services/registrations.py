"""Registrations: entered or announced, confirmed, paused, exempt, renewed, moved, revoked."""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from committees.models import Committee, lineage_of
from core import clock
from core.changes import apply, write
from core.verdicts import require
from members import notices, rules
from members.models import MemberUnit, PartyMember, Person, Registration, RegistrationStep
from members.signals import stopped_serving

Status = Registration.Status


@transaction.atomic
def register_member(
    member: PartyMember, committee: Committee, *, on: datetime.date | None = None, by: Actor
) -> Registration:
    """Register a member at the community where the member lives.

    At the community's own desk, or by an office above it, the member is registered at once and
    lives there from now on; announced by the unit, it waits for the community.
    """
    committee = Committee.objects.lock(committee)
    member = _lock_member(member)
    at_desk = bool(rules.can_keep_registrations(by, committee))
    require(rules.can_bring_member(by, member))
    require(rules.can_be_registered(member, committee))
    on = on or clock.today()
    require(rules.can_register_from(member, committee, on))
    registration = Registration(
        committee=committee,
        member=member,
        employer=member.employer,
        starts_on=on,
        notice_version=notices.VERSION,
        noticed_at=clock.now(),
    )
    registration.stand_at(committee)
    return _enter(registration, at_desk, by)


@transaction.atomic
def register_unit(
    unit: MemberUnit, committee: Committee, *, on: datetime.date | None = None, by: Actor
) -> Registration:
    """Register a unit at a street or community; announced by its liaison, it waits."""
    committee = Committee.objects.lock(committee)
    unit = MemberUnit.objects.lock(unit)
    require(rules.can_bring_unit(by, unit, committee))
    require(rules.can_unit_be_registered(unit, committee))
    on = on or clock.today()
    require(rules.can_register_from(unit, committee, on))
    at_desk = bool(rules.can_keep_registrations(by, committee))
    registration = Registration(committee=committee, unit=unit, starts_on=on)
    registration.stand_at(committee)
    return _enter(registration, at_desk, by)


def _enter(registration: Registration, at_desk: bool, by: Actor) -> Registration:
    write(registration)
    after = {"who": registration.who, "at": registration.committee, "from": registration.starts_on}
    record("members.registration_entered", registration, by=by, after=after)
    _note(registration, registration.starts_on, "", by)
    if at_desk:
        _confirm(registration, registration.starts_on, by)
    return registration


@transaction.atomic
def move_on(
    registration: Registration,
    status: str,
    *,
    on: datetime.date | None = None,
    reason: str = "",
    by: Actor,
) -> Registration:
    """One step: confirmed, paused, exempt, taken up again, revoked. Moving has its own service."""
    registration = _lock(registration)
    on = on or clock.today()
    require(rules.can_move_registration(by, registration, status))
    require(rules.can_step_on_day(registration, on))
    if status == Status.REGISTERED and registration.status == Status.PENDING:
        _confirm(registration, on, by)
    else:
        _step(registration, {"status": status, "reason": reason}, on, by)
    return registration


def _confirm(registration: Registration, on: datetime.date, by: Actor) -> None:
    """Registered, for a year from that day; a member lives here from now on."""
    if registration.member is not None:
        _settle(registration.member, registration.committee, by)
        registration.stand_at(registration.member.residence or registration.committee)
    _step(registration, {"status": Status.REGISTERED, "valid_until": a_year_after(on)}, on, by)


def _step(
    registration: Registration, changes: dict[str, Any], on: datetime.date, by: Actor
) -> None:
    if changes["status"] in Registration.OVER:
        changes = changes | {"ends_on": max(on, registration.starts_on)}
    before = apply(registration, changes)
    record(
        f"members.registration_{changes['status']}",
        registration,
        by=by,
        before=before,
        after=changes | {"on": on},
    )
    _note(registration, on, changes.get("reason", ""), by)
    if registration.member is not None and changes["status"] in Registration.OVER:
        leave(registration.member, registration.committee_id, on, str(registration.reason), by)


def leave(
    member: PartyMember, community: int | None, on: datetime.date, reason: str, by: Actor
) -> None:
    """Tell the rooms above that the member serves there no longer."""
    stopped_serving.send(
        PartyMember, member=member, community=community, on=on, reason=reason, by=by
    )


def _note(registration: Registration, on: datetime.date, reason: str, by: Actor) -> None:
    step = RegistrationStep(
        registration=registration,
        status=registration.status,
        day=on,
        reason=reason[:200],
        user=by.user,
    )
    write(step)


@transaction.atomic
def renew(registration: Registration, *, by: Actor) -> Registration:
    """For another year, from its last day if that has not come yet."""
    registration = _lock(registration)
    require(rules.can_renew(by, registration))
    until = a_year_after(max(clock.today(), registration.valid_until or clock.today()))
    before = apply(registration, {"valid_until": until})
    after = {"valid_until": until}
    record("members.registration_renewed", registration, by=by, before=before, after=after)
    return registration


@transaction.atomic
def move_to(
    registration: Registration, committee: Committee, *, on: datetime.date, reason: str, by: Actor
) -> Registration:
    """A member has moved house: the registration ends here and goes on there, from the same day.

    The entry and who sees it move at once. Where one does not keep the other community, that one
    confirms first. Returns the new registration.
    """
    for one in sorted([registration.committee, committee], key=lambda c: c.pk):
        Committee.objects.lock(one)
    registration = _lock(registration)
    require(rules.can_move_registration(by, registration, Status.MOVED))
    require(rules.can_step_on_day(registration, on))
    require(rules.can_move_to(registration, committee))
    _step(registration, {"status": Status.MOVED, "reason": reason}, on, by)
    member = registration.member
    following = Registration(
        committee=committee,
        member=member,
        employer=registration.employer,
        starts_on=on,
        notice_version=registration.notice_version,
        noticed_at=registration.noticed_at,
        last_active_on=registration.last_active_on,
    )
    following.stand_at(committee)
    at_desk = bool(rules.can_keep_registrations(by, committee))
    _enter(following, at_desk, by)
    if member is not None and not at_desk:
        _settle(member, committee, by)
    apply(registration, {"moved_to": following})
    return following


@transaction.atomic
def end_with_member(member: PartyMember, on: datetime.date, *, reason: str, by: Actor) -> None:
    """Who has left the party or died is registered no longer; the caller has asked the rules."""
    for registration in member.registrations.active().select_for_update(of=("self",), no_key=True):
        last = registration.steps.order_by("-day").values_list("day", flat=True).first()
        _step(registration, {"status": Status.REVOKED, "reason": reason}, max(on, last or on), by)


def note_active(member: PartyMember, community: int | None, day: datetime.date) -> None:
    """Something was recorded of the member there: the running registration knows the last day.

    It follows from what is recorded elsewhere: neither an edit nor a version of its own.
    """
    running = member.registrations.active().filter(community=community)
    running.filter(Q(last_active_on__isnull=True) | Q(last_active_on__lt=day)).update(
        last_active_on=day
    )


def forget_active(
    member: PartyMember,
    community: int | None,
    day: datetime.date,
    last: datetime.date | None,
) -> None:
    """What was recorded of that day was wrong: ``last`` is the day before it, if there is one."""
    running = member.registrations.active().filter(community=community)
    running.filter(last_active_on=day).update(last_active_on=last)


def follow_member(member: PartyMember) -> None:
    """The running registration stands at the grid where the member lives, as the entry says."""
    running = member.registrations.active().filter(community=member.community_id)
    running.update(grid=member.grid_id)


def follow_members(members: QuerySet) -> None:
    """The same for many at once."""
    home = PartyMember.objects.filter(pk=OuterRef("member"))
    running = Registration.objects.active().filter(
        member__in=members.values("pk"), community=F("member__community")
    )
    running.update(grid=Subquery(home.values("grid")[:1]))


def _settle(member: PartyMember, community: Committee, by: Actor) -> None:
    """The entry says that the member lives there, unless it says so already (or a grid of it)."""
    if member.place.startswith(community.path):
        return
    before, left = {"residence": member.residence}, member.community_id
    apply(member, {f"{tier}_id": pk for tier, pk in lineage_of(community).items()})
    after = {"residence": community}
    record("members.member_edited", member, by=by, before=before, after=after)
    if left is not None:
        leave(member, left, clock.today(), _lives_in(community), by)


def _lives_in(community: Committee) -> str:
    return _("lives in %(place)s now") % {"place": community.area_name}


def a_year_after(day: datetime.date) -> datetime.date:
    """The same day of the next year; after 29 February the last day of that month."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def _lock(registration: Registration) -> Registration:
    Committee.objects.lock(registration.committee)
    member = registration.member and _lock_member(registration.member)
    found: Registration = Registration.objects.lock(registration)
    found.member = member
    return found


def _lock_member(member: PartyMember) -> PartyMember:
    person = Person.objects.lock(member.person)
    found: PartyMember = PartyMember.objects.lock(member)
    found.person = person
    return found
