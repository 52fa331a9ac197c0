"""What a reorganisation does to units, memberships, seats, liaisons and party members.

The members' participant of ``core.hooks.reorganisation``. A merge takes the units of the merged
committee into the other one and re-points addresses and entries; an abolition ends what belongs
to the committee; every other kind only changes which committees see whom, which ``settle``
computes anew. Party members, who are many, are moved all at once and remembered by their numbers.
"""

import datetime
from typing import Any

from django.db.models import Max
from django.utils.translation import ngettext

from audit.actors import Actor
from audit.services import record
from committees import memory as remembered
from committees.memory import Memory
from committees.models import Committee, Reorganisation
from committees.services.appointments import file_liaison_access
from committees.services.placing import follow, give_back, standing_at
from committees.services.regrouping import basis_of
from committees.terms import Level
from core import clock
from core.changes import apply, write
from members import figures
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
from members.reorganisation import party_members
from members.services.liaisons import close_liaison, open_handovers
from members.services.scopes import refresh_people, refresh_units
from members.services.seats import close_seat
from members.terms import PartyStatus

Kind = Reorganisation.Kind
ENDS = (Kind.MERGE, Kind.ABOLISH)
ORGANISATION = PartyOrganization._meta.label_lower


class Members:
    """The members' part in every reorganisation."""

    def preview(self, plan: Reorganisation) -> list[str]:
        counts = self._counts(plan)
        told = []
        if plan.kind == Kind.MERGE:
            told += _told(counts, MERGED, target=str(plan.target))
            told += _size_told(plan)
        elif plan.kind == Kind.ABOLISH:
            told += _told(counts, ENDED, above=str(plan.committee.parent))
        told += party_members.carried_told(plan)
        if plan.kind in (Kind.MERGE, Kind.MOVE, Kind.SPLIT):
            units = UnitScope.objects.filter(committee=plan.committee_id, is_member=True).count()
            if units:
                told.append(
                    ngettext(
                        "No unit is lost: %(n)d unit is on a roster there, before and after.",
                        "No unit is lost: %(n)d units are on a roster there, before and after.",
                        units,
                    )
                    % {"n": units}
                )
        return told

    def _counts(self, plan: Reorganisation) -> dict[str, int]:
        if plan.kind not in ENDS:
            return {}
        here = plan.committee_id
        # Above a grid there is still a community to live in.
        unplaced = plan.kind == Kind.ABOLISH and plan.committee.level != Level.GRID
        members = PartyMember.objects.filter(standing_at(plan.committee))
        current = Membership.objects.current().filter(committee=here)
        there = Membership.objects.current().filter(committee=plan.target_id)
        both = current.filter(unit__in=there.values("unit")).count()
        return {
            "units": current.count() - (both if plan.kind == Kind.MERGE else 0),
            "both": both if plan.kind == Kind.MERGE else 0,
            "seats": Seat.objects.filter(committee=here, ends_on__isnull=True).count(),
            "liaisons": Liaison.objects.filter(
                membership__committee=here, ends_on__isnull=True
            ).count(),
            "addresses": MemberUnit.objects.filter(area=here).count(),
            "people": Person.objects.filter(home=here).count(),
            "organisations": PartyOrganization.objects.filter(home=here).count(),
            "unplaced" if unplaced else "members": members.count(),
        }

    def apply(self, plan: Reorganisation, by: Actor) -> dict[str, Any]:
        memory = Memory()
        if plan.kind in ENDS:
            _lock_memberships(plan)
        known = _known_to([plan.committee_id])
        moved = _end_committee(plan, memory, by) if plan.kind in ENDS else None
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


def _size_told(plan: Reorganisation) -> list[str]:
    """What to say about the size of the committee that takes the units on its roster, before."""
    here = Membership.objects.active().filter(committee=plan.committee_id)
    there = Membership.objects.active().filter(committee=plan.target_id)
    adding = here.exclude(unit__in=there.values("unit")).count()
    warning = figures.size_warning(plan.target, adding=adding) if plan.target and adding else ""
    return [warning] if warning else []


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


def _told(counts: dict[str, int], words: dict[str, Any], **extra: str) -> list[str]:
    return [words[k](n) % ({"n": n} | extra) for k, n in counts.items() if n and k in words]


MERGED: dict[str, Any] = {
    "units": lambda n: ngettext(
        "%(n)d membership goes on at “%(target)s”.",
        "%(n)d memberships go on at “%(target)s”.",
        n,
    ),
    "both": lambda n: ngettext(
        "%(n)d unit is on both rosters and stays on that of “%(target)s”.",
        "%(n)d units are on both rosters and stay on that of “%(target)s”.",
        n,
    ),
    "seats": lambda n: ngettext("%(n)d seat there ends.", "%(n)d seats there end.", n),
    "liaisons": lambda n: ngettext(
        "%(n)d liaison is filed at “%(target)s”, with access.",
        "%(n)d liaisons are filed at “%(target)s”, with access.",
        n,
    ),
    "addresses": lambda n: ngettext(
        "%(n)d unit's address lies in “%(target)s” from then on.",
        "%(n)d units' addresses lie in “%(target)s” from then on.",
        n,
    ),
    "organisations": lambda n: ngettext(
        "%(n)d party organisation's entry is kept by “%(target)s” from then on.",
        "%(n)d party organisations' entries are kept by “%(target)s” from then on.",
        n,
    ),
    "people": lambda n: ngettext(
        "%(n)d person's entry is kept by “%(target)s” from then on.",
        "%(n)d people's entries are kept by “%(target)s” from then on.",
        n,
    ),
    "members": lambda n: ngettext(
        "%(n)d party member is listed at “%(target)s” from then on.",
        "%(n)d party members are listed at “%(target)s” from then on.",
        n,
    ),
}
ENDED: dict[str, Any] = {
    "units": lambda n: ngettext("%(n)d membership ends.", "%(n)d memberships end.", n),
    "seats": lambda n: ngettext("%(n)d seat there ends.", "%(n)d seats there end.", n),
    "liaisons": lambda n: ngettext(
        "%(n)d liaison ends, with the access.", "%(n)d liaisons end, with their access.", n
    ),
    "members": lambda n: ngettext(
        "%(n)d party member is listed at “%(above)s” from then on.",
        "%(n)d party members are listed at “%(above)s” from then on.",
        n,
    ),
    "unplaced": lambda n: ngettext(
        "%(n)d party member is kept by “%(above)s” from then on, with the residence unknown.",
        "%(n)d party members are kept by “%(above)s” from then on, with the residence unknown.",
        n,
    ),
}
