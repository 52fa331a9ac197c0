"""What a reorganisation does to registrations: they go on where their committee goes on.

A merge takes those of the merged committee to the other one. What stood at a committee that is
abolished stands at the one above, where the office moves each to another community.
"""

from typing import Any

from django.db.models import F, Q
from django.utils.translation import ngettext

from audit.actors import Actor
from audit.services import record
from committees import memory as remembered
from committees.memory import Memory
from committees.models import Committee, Reorganisation, lineage_of
from committees.services.placing import follow, give_back, standing_at
from committees.services.reorganisations import LONGEST_LIST
from committees.terms import Level
from core.changes import apply
from members.models import Registration, RegistrationStep

Kind = Reorganisation.Kind
NEXT_VERSION = F("version") + 1
BATCH = 2000


class Registrations:
    """The registrations' part in every reorganisation."""

    def preview(self, plan: Reorganisation) -> list[str]:
        if plan.kind not in plan.ENDING:
            return []
        running = Registration.objects.active().filter(committee=plan.committee_id).count()
        if not running:
            return []
        words = {"n": running, "target": str(plan.target)}
        if plan.kind == Kind.MERGE:
            told = ngettext(
                "%(n)d registration goes on at “%(target)s”.",
                "%(n)d registrations go on at “%(target)s”.",
                running,
            )
        else:
            told = ngettext(
                "%(n)d registration is to be moved to another committee by the office above.",
                "%(n)d registrations are to be moved to other committees by the office above.",
                running,
            )
        return [told % words]

    def apply(self, plan: Reorganisation, by: Actor) -> dict[str, Any]:
        memory = Memory()
        at = plan.target if plan.kind == Kind.MERGE else plan.committee.parent
        if plan.kind not in plan.ENDING or at is None:
            return {"rows": [], "ids": [], "units": [], "to": None}
        if plan.kind == Kind.MERGE:
            _end_doubles(plan, memory, by)
        standing = Registration.objects.filter(standing_at(plan.committee)).order_by("pk")
        ids = list(standing.select_for_update(no_key=True).values_list("pk", flat=True))
        units = []
        if plan.kind == Kind.MERGE:
            here = Registration.objects.filter(committee=plan.committee, unit__isnull=False)
            units = list(here.order_by("pk").values_list("pk", flat=True))
            here.update(committee=at)
        for some in _batches(ids):
            rows = Registration.objects.filter(pk__in=some)
            rows.update(**lineage_of(at), version=NEXT_VERSION)
        if ids:
            after = {"registrations": len(ids), "to_committee": at, "plan": plan}
            record("members.registrations_moved", plan.committee, by=by, after=after)
        return {"rows": memory.kept(), "ids": ids, "units": units, "to": at.pk}

    def lock(self, kept: dict[str, Any]) -> None:
        for some in _batches(kept["ids"]):
            rows = Registration.objects.filter(pk__in=some).order_by("pk")
            list(rows.select_for_update(no_key=True).values_list("pk"))
        remembered.lock(kept["rows"], Registration)

    def touched(self, plan: Reorganisation, kept: dict[str, Any]) -> list[str]:
        told = remembered.touched(kept["rows"])
        if kept["to"] is None:
            return told
        at = Committee.objects.get(pk=kept["to"])
        for some in _batches(kept["ids"]):
            gone = Registration.objects.filter(pk__in=some).exclude(standing_at(at))
            told += [f"{Registration._meta.verbose_name}: {row}" for row in gone.order_by("pk")]
        return told + _registered_elsewhere(plan, kept)

    def revert(self, plan: Reorganisation, kept: dict[str, Any], by: Actor) -> None:
        """Put back what stands where the plan has put it."""
        places = lineage_of(plan.committee)
        for some in _batches(kept["ids"]):
            rows = Registration.objects.filter(pk__in=some)
            rows.update(**places, version=NEXT_VERSION)
        Registration.objects.filter(pk__in=kept["units"]).update(committee=plan.committee)
        if plan.kind == Kind.SPLIT:
            give_back(Registration, plan)
            new = plan.memory["committees"]["new"]
            Registration.objects.filter(committee=new).update(committee=plan.committee)
        remembered.restore(kept["rows"], by=by)

    def settle(self, plan: Reorganisation, kept: dict[str, Any]) -> None:
        """Members are registered at the community where their row stands."""
        follow(Registration, plan)
        involved = [plan.committee_id, plan.target_id, plan.memory["committees"]["new"]]
        ids = [pk for pk in involved if pk]
        rows = Registration.objects.of_members().filter(Q(community__in=ids) | Q(grid__in=ids))
        known = rows.exclude(community=None)
        known.exclude(committee=F("community")).update(committee=F("community"))


def _registered_elsewhere(plan: Reorganisation, kept: dict[str, Any]) -> list[str]:
    """The registrations made meanwhile of members who would live elsewhere again, were the two
    communities parted, and those that would go back without their members."""
    if plan.committee.level != Level.COMMUNITY:
        return []
    moved = plan.memory["members"].get("moved") or {"ids": []}
    members, back = set(moved["ids"]), set(kept["ids"])
    running = Registration.objects.active().of_members().filter(committee=kept["to"])
    parted = [
        pk
        for pk, member in running.order_by("pk").values_list("pk", "member")
        if (pk in back) != (member in members)
    ][:LONGEST_LIST]
    rows = Registration.objects.filter(pk__in=parted).order_by("pk")
    return [f"{Registration._meta.verbose_name}: {row}" for row in rows]


def _end_doubles(plan: Reorganisation, memory: Memory, by: Actor) -> None:
    """A unit registered at both committees goes on with the registration at the other one."""
    there = Registration.objects.active().filter(committee=plan.target, unit__isnull=False)
    doubles = Registration.objects.active().filter(
        committee=plan.committee, unit__in=there.values("unit")
    )
    for row in doubles.order_by("pk"):
        memory.before(row)
        day = max(plan.effective_on, row.starts_on)
        changes = {"status": Registration.Status.MOVED, "ends_on": day, "reason": str(plan)[:200]}
        before = apply(row, changes)
        record("members.registration_moved", row, by=by, before=before, after=changes)
        step = RegistrationStep.objects.create(
            registration=row, status=row.status, day=day, reason=row.reason, user=by.user
        )
        memory.made(step)


def _batches(ids: list[int]) -> Any:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
