"""What a reorganisation does to units, memberships, seats, liaisons and party members.

The members' participant of ``core.hooks.reorganisation``. A merge takes the units of the merged
committee into the other one and re-points addresses and entries; an abolition ends what belongs
to the committee; every other kind only changes which committees see whom, which ``settle``
computes anew. Party members, who are many, are moved all at once and remembered by their numbers.
"""

import datetime
from typing import Any

from django.db.models import Max

from audit.actors import Actor
from audit.services import record
from committees import memory as remembered
from committees.memory import Memory
from committees.models import Committee, Reorganisation
from committees.services.appointments import file_liaison_access
from committees.services.placing import follow, give_back
from committees.services.regrouping import basis_of
from core import clock
from core.changes import apply, write
from members.models import (
    Liaison,
    Membership,
    MemberUnit,
    PartyMember,
    PartyOrganization,
    Person,
    PersonScope,
    Seat,
    Turn,
    UnitScope,
)
from members.reorganisation import party_members, told
from members.services.liaisons import close_liaison, open_handovers
from members.services.scopes import refresh_people, refresh_units
from members.services.seats import close_seat
from members.terms import PartyStatus

Kind = Reorganisation.Kind
ORGANISATION = PartyOrganization._meta.label_lower


class Members:
    """The members' part in every reorganisation."""

    def preview(self, plan: Reorganisation) -> list[str]:
        return told.preview(plan)

    def apply(self, plan: Reorganisation, by: Actor) -> dict[str, Any]:
        memory = Memory()
        if plan.kind in plan.ENDING:
            _lock_memberships(plan)
        known = _known_to([plan.committee_id])
        moved = _end_committee(plan, memory, by) if plan.kind in plan.ENDING else None
        return {"rows": memory.kept(), **known, "moved": moved}

    def lock(self, kept: dict[str, Any]) -> None:
        """Party members before organisations: who edits one locks the home branch last."""
        branches = [row for row in kept["rows"] if row["model"] == ORGANISATION]
        rest = [row for row in kept["rows"] if row["model"] != ORGANISATION]
        remembered.lock(rest, Membership, Seat, Liaison)
        if moved := kept.get("moved"):
            party_members.lock_moved(moved)
        remembered.lock(branches)

    def touched(self, plan: Reorganisation, kept: dict[str, Any]) -> list[str]:
        told = remembered.touched(kept["rows"]) + _unfit_again(kept["rows"])
        if moved := kept.get("moved"):
            told += party_members.moved_on(moved)
        return told

    def revert(self, plan: Reorganisation, kept: dict[str, Any], by: Actor) -> None:
        """Put the rows back, and note who is known to the committees that lose them again."""
        involved = [plan.committee_id, plan.memory["committees"]["new"]]
        if plan.kind == Kind.MERGE:
            involved.append(plan.target_id)
        now = _known_to([pk for pk in involved if pk])
        kept |= {name: sorted({*kept[name], *now[name]}) for name in now}
        if moved := kept.get("moved"):
            party_members.move_back(plan, moved, by)
        if plan.kind == Kind.SPLIT:
            give_back(PartyMember, plan)
        remembered.restore(kept["rows"], by=by)

    def settle(self, plan: Reorganisation, kept: dict[str, Any]) -> None:
        refresh_units(kept["units"])
        refresh_people(kept["people"])
        follow(PartyMember, plan)


def _unfit_again(rows: list[dict[str, Any]]) -> list[str]:
    """Liaisons that would run again, though their people are no full party members any more."""
    ran = [
        row["pk"]
        for row in rows
        if row["model"] == Liaison._meta.label_lower
        and row["before"] is not None
        and row["before"]["ends_on"] is None
    ]
    unfit = Liaison.objects.filter(pk__in=ran).exclude(person__party_status=PartyStatus.FULL)
    return [f"{Liaison._meta.verbose_name}: {row}" for row in unfit.select_related("person")]


def _known_to(committees: list[int]) -> dict[str, list[int]]:
    """Who is known to these committees or below, by the scope rows that are not yet renewed."""
    units = UnitScope.objects.filter(committee__in=committees)
    people = PersonScope.objects.filter(committee__in=committees)
    return {
        "units": sorted(set(units.values_list("unit", flat=True))),
        "people": sorted(set(people.values_list("person", flat=True))),
    }


def _end_committee(plan: Reorganisation, memory: Memory, by: Actor) -> dict[str, Any] | None:
    """End what belongs to a committee that ends; in a merge it goes on at the other one.

    Returns what is remembered of the party members.
    """
    target = plan.target if plan.kind == Kind.MERGE else None
    here = plan.committee
    day = plan.effective_on
    for seat in Seat.objects.filter(committee=here, ends_on__isnull=True).order_by("pk"):
        memory.before(seat)
        memory.made(close_seat(seat, day, by=by, reason=str(plan)))
    _end_turns(here, plan, memory, by)
    current = Membership.objects.current().filter(committee=here).select_related("unit")
    for membership in current.order_by("pk"):
        _end_membership(membership, target, plan, memory, by)
    moved = party_members.move_members(plan, by)
    if target is not None:
        _repoint(here, target, memory, by)
    return moved


def _lock_memberships(plan: Reorganisation) -> None:
    """Of both committees, before what belongs to them: nobody files a liaison there meanwhile."""
    involved = Membership.objects.filter(committee__in=[plan.committee_id, plan.target_id])
    list(involved.current().order_by("pk").select_for_update(of=("self",), no_key=True))


def _end_turns(here: Committee, plan: Reorganisation, memory: Memory, by: Actor) -> None:
    """Turns in the chair that have not begun fall away; the one that runs ends."""
    for turn in Turn.objects.filter(committee=here, ends_on__gt=plan.effective_on):
        memory.before(turn)
        if turn.starts_on >= plan.effective_on:
            record("members.turn_dropped", turn, by=by, after={"removed": True})
            turn.delete()
        else:
            before = apply(turn, {"ends_on": plan.effective_on})
            after = {"ends_on": plan.effective_on}
            record("members.turn_ended", turn, by=by, before=before, after=after)


def _end_membership(
    membership: Membership,
    target: Committee | None,
    plan: Reorganisation,
    memory: Memory,
    by: Actor,
) -> None:
    """End one membership; in a merge the unit is on the other roster from the same day, with the
    same step, unless it is there already."""
    was = membership.status
    day = max(plan.effective_on, membership.starts_on)
    liaisons = list(membership.liaisons.filter(ends_on__isnull=True).select_related("person"))
    memory.before(membership)
    counted = was in Membership.COUNTING
    changes = {
        "status": Membership.Status.LEFT if counted else Membership.Status.DECLINED,
        "change_type": Membership.Change.MOVED,
        "reason": str(plan)[:300],
        "ends_on": day,
    }
    for liaison in liaisons:
        _remember_liaison(liaison, memory)
        # Access ends now, not on a later first day that can no longer come.
        close_liaison(liaison, max(day, liaison.starts_on), by=by, reason=str(plan))
    before = apply(membership, changes)
    record("members.membership_left", membership, by=by, before=before, after=changes)
    if target is None:
        return
    there = _place_there(membership, was, target, plan, memory, by)
    if counted and there.status in Membership.COUNTING:
        for liaison in liaisons:
            _refile(liaison, there, memory, by)


def _remember_liaison(liaison: Liaison, memory: Memory) -> None:
    if liaison.appointment is not None:
        memory.before(liaison.appointment)
    memory.before(liaison)


def _place_there(
    membership: Membership,
    status: str,
    target: Committee,
    plan: Reorganisation,
    memory: Memory,
    by: Actor,
) -> Membership:
    there = Membership.objects.current().filter(unit=membership.unit, committee=target).first()
    if there is not None and not (
        there.status not in Membership.COUNTING and status in Membership.COUNTING
    ):
        return there
    if there is not None:
        # It was only invited there; as a member of the merged committee it is a member now.
        memory.before(there)
        changes = {"status": status, "starts_on": _free_from(plan.effective_on, there)}
        before = apply(there, changes)
        record("members.membership_active", there, by=by, before=before, after=changes)
        return there
    there = Membership(
        unit=membership.unit,
        committee=target,
        status=status,
        change_type=Membership.Change.MOVED,
        basis=basis_of(plan),
    )
    there.starts_on = _free_from(max(plan.effective_on, membership.starts_on), there)
    write(there)
    memory.made(there)
    after = {"unit": there.unit, "status": status, "from": there.starts_on}
    record("members.unit_admitted", there, by=by, after=after)
    return there


def _free_from(day: datetime.date, there: Membership) -> datetime.date:
    """The day, or a later one up to which the unit was on that roster by an earlier membership."""
    rows = Membership.objects.filter(unit=there.unit, committee=there.committee).ever_on_roster()
    last: datetime.date | None = rows.aggregate(last=Max("ends_on"))["last"]
    return max(day, last or day)


def _refile(liaison: Liaison, there: Membership, memory: Memory, by: Actor) -> None:
    """File the same person at the other committee, with access, unless filed there already."""
    again = there.liaisons.filter(person=liaison.person_id, ends_on__isnull=True).first()
    if again is None:
        again = _file_again(liaison, there, memory, by)
    for handover in open_handovers(liaison):
        memory.before(handover)
        before = apply(handover, {"successor": again})
        after = {"successor": again}
        record("members.handover_passed_on", handover, by=by, before=before, after=after)


def _file_again(liaison: Liaison, there: Membership, memory: Memory, by: Actor) -> Liaison:
    starts = max(liaison.ends_on or clock.today(), there.starts_on)
    access = None
    if liaison.appointment is not None and liaison.person.user is not None:
        access = file_liaison_access(
            liaison.person.user, there.committee, by=by, starts_on=clock.today()
        )
        memory.made(access)
    again = Liaison(
        membership=there,
        person=liaison.person,
        starts_on=starts,
        # Nobody was late: the unit had told of this liaison, and the office moves it.
        filed_on=starts,
        appointment=access,
    )
    write(again)
    memory.made(again)
    after = {"person": again.person, "unit": there.unit, "from": starts, "filed": again.filed_on}
    record("members.liaison_filed", again, by=by, after=after)
    return again


def _repoint(here: Committee, target: Committee, memory: Memory, by: Actor) -> None:
    """Addresses in the merged area lie in the other one; entries kept there are kept here."""
    for unit in MemberUnit.objects.filter(area=here).order_by("pk"):
        memory.before(unit)
        before = apply(unit, {"area": target})
        record("members.unit_edited", unit, by=by, before=before, after={"area": target})
    for person in Person.objects.filter(home=here).order_by("pk"):
        memory.before(person)
        before = apply(person, {"home": target})
        record("members.person_edited", person, by=by, before=before, after={"home": target})
    for organisation in PartyOrganization.objects.filter(home=here).order_by("pk"):
        memory.before(organisation)
        before = apply(organisation, {"home": target})
        record(
            "members.organisation_edited",
            organisation,
            by=by,
            before=before,
            after={"home": target},
        )
