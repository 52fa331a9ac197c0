"""What a reorganisation does to party members, who are many: moved all at once, and remembered by
their numbers."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import ngettext

from audit.actors import Actor
from audit.services import record
from committees.models import Committee, Reorganisation, lineage_of
from committees.services.placing import standing_at
from committees.services.reorganisations import LONGEST_LIST
from committees.terms import Level
from members.models import PartyMember, Person

Kind = Reorganisation.Kind
# Where somebody can be said to live; who stands higher lives nobody knows where.
RESIDENCES = (Level.COMMUNITY, Level.GRID)
NEXT_VERSION = F("version") + 1
BATCH = 2000


def move_members(plan: Reorganisation, by: Actor) -> dict[str, Any] | None:
    """Party members who stand at a committee that ends stand at the next one from then on.

    An entry that was kept there is kept at the next one too, and so is that of everybody whose
    residence is not known any more. Returns their numbers, and who kept whose entry before.
    """
    here, at = plan.committee, _next_place(plan)
    standing = PartyMember.objects.filter(standing_at(here))
    kept = Person.objects.filter(party_member__in=standing)
    homes = _locked(kept, "pk", "home")
    ids = [pk for (pk,) in _locked(standing, "pk")]
    if at is None or not ids:
        return None
    if at.level in RESIDENCES:
        kept = kept.filter(home=here)
        homes = [(pk, home) for pk, home in homes if home == here.pk]
    kept.update(home=at)  # the form of a person offers no committee that is over
    standing.update(**lineage_of(at), version=NEXT_VERSION)
    after = {"party_members": len(ids), "to_committee": at, "plan": plan}
    record("members.members_moved", here, by=by, after=after)
    return {"to": at.pk, "ids": ids, "homes": homes}


def _next_place(plan: Reorganisation) -> Committee | None:
    return plan.target if plan.kind == Kind.MERGE else plan.committee.parent


def _locked(rows: QuerySet, *columns: str) -> list[Any]:
    rows = rows.order_by("pk").select_for_update(of=("self",), no_key=True)
    return list(rows.values_list(*columns))


def lock_moved(moved: dict[str, Any]) -> None:
    for some in _batches([pk for pk, _home in moved["homes"]]):
        _locked(Person.objects.filter(pk__in=some), "pk")
    for some in _batches(moved["ids"]):
        _locked(PartyMember.objects.filter(pk__in=some), "pk")


def moved_on(moved: dict[str, Any]) -> list[str]:
    """The first of those who do not stand, or are not kept, where the plan has put them."""
    at = Committee.objects.get(pk=moved["to"])
    standing = PartyMember.objects.filter(standing_at(at))
    gone = set(moved["ids"]).difference(standing.values_list("pk", flat=True))
    kept = Person.objects.filter(home=at, party_member__isnull=False)
    gone |= {pk for pk, _home in moved["homes"]}.difference(kept.values_list("pk", flat=True))
    first = sorted(gone)[:LONGEST_LIST]
    names = Person.objects.in_bulk(first)
    return [f"{PartyMember._meta.verbose_name}: {names.get(pk, pk)}" for pk in first]


def move_back(plan: Reorganisation, moved: dict[str, Any], by: Actor) -> None:
    by_home = defaultdict(list)
    for pk, home in moved["homes"]:
        by_home[home].append(pk)
    for home, people in by_home.items():
        for some in _batches(people):
            Person.objects.filter(pk__in=some).update(home=home)
    places = lineage_of(plan.committee)
    for some in _batches(moved["ids"]):
        PartyMember.objects.filter(pk__in=some).update(**places, version=NEXT_VERSION)
    after = {"party_members": len(moved["ids"]), "plan": plan}
    record("members.members_moved_back", plan.committee, by=by, after=after)


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def carried_told(plan: Reorganisation) -> list[str]:
    """How many party members lie at what changes its place in the tree."""
    below = Q(pk__in=[])
    if plan.kind == Kind.MOVE:
        below |= Q(**{plan.committee.level: plan.committee_id})
    elif plan.kind == Kind.MERGE:
        below |= Q(**{plan.committee.level: plan.committee_id}) & ~standing_at(plan.committee)
    elif plan.kind == Kind.SPLIT:
        for part in plan.parts.all():
            below |= Q(**{part.level: part.pk})
    n = PartyMember.objects.filter(below).count()
    if not n:
        return []
    words = ngettext(
        "%(n)d party member below gets a new place in the tree.",
        "%(n)d party members below get a new place in the tree.",
        n,
    )
    return [words % {"n": n}]
