"""Rows that go on where their committee goes on, whatever a reorganisation does to the tree.

A room names its ``Placed`` models once, in the order in which it locks them, and registers the
result with ``core.hooks.reorganisation``. A merge takes what stands at the merged committee to the
other one; where ``ends`` says so too, what stood at an abolished one stands at the one above.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import F
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from committees.models import Committee, Placed, Reorganisation, lineage_of
from committees.services.placing import follow, give_back, standing_at

Kind = Reorganisation.Kind
BATCH = 2000


class Carried:
    """One room's part in every reorganisation; ``action`` is what the log calls it.

    A model with a ``committee`` of its own, besides its tiers, has it set to the same place, unless
    it is among ``signed``: whoever has signed a row stays its committee. Rows of ``following`` stay
    where they are, whatever becomes of the committee, and carry those above it.
    """

    def __init__(
        self,
        action: str,
        models: Sequence[type[Placed]],
        ends: Sequence[str] = (Kind.MERGE,),
        signed: Sequence[type[Placed]] = (),
        following: Sequence[type[Placed]] = (),
    ) -> None:
        self.action, self.models, self.ends = action, models, ends
        self.signed, self.following = signed, following

    def preview(self, plan: Reorganisation) -> list[str]:
        at = self._next_place(plan)
        if at is None:
            return []
        told = []
        for model in self.models:
            standing = model._base_manager.filter(standing_at(plan.committee)).count()
            if standing:
                what = capfirst(model._meta.verbose_name_plural)
                words = {"what": what, "n": standing, "target": str(at)}
                told.append(_("%(what)s: %(n)d go on at “%(target)s”.") % words)
        return told

    def apply(self, plan: Reorganisation, by: Actor) -> dict[str, Any]:
        at = self._next_place(plan)
        if at is None:
            return {"ids": {}, "to": None}
        kept = {}
        for model in self.models:
            rows = model._base_manager.filter(standing_at(plan.committee)).order_by("pk")
            ids = list(rows.select_for_update(no_key=True).values_list("pk", flat=True))
            if ids:
                kept[model._meta.label_lower] = ids
                self.stand_at(model, ids, at)
        if kept:
            after = {"rows": sum(map(len, kept.values())), "to_committee": at, "plan": plan}
            record(self.action, plan.committee, by=by, after=after)
        return {"ids": kept, "to": at.pk}

    def lock(self, kept: dict[str, Any]) -> None:
        for model, ids in self._kept(kept):
            for some in batches(ids):
                rows = model._base_manager.filter(pk__in=some).order_by("pk")
                list(rows.select_for_update(no_key=True).values_list("pk"))

    def touched(self, plan: Reorganisation, kept: dict[str, Any]) -> list[str]:
        told: list[str] = []
        if kept["to"] is None:
            return told
        at = Committee.objects.get(pk=kept["to"])
        for model, ids in self._kept(kept):
            for some in batches(ids):
                gone = model._base_manager.filter(pk__in=some).exclude(standing_at(at))
                told += [f"{model._meta.verbose_name}: {row}" for row in gone.order_by("pk")]
        return told

    def revert(self, plan: Reorganisation, kept: dict[str, Any], by: Actor) -> None:
        """Put back what stands where the plan has put it."""
        for model, ids in self._kept(kept):
            self.stand_at(model, ids, plan.committee)
        if plan.kind == Kind.SPLIT:
            new = Committee.objects.get(pk=plan.memory["committees"]["new"])
            for model in (*self.models, *self.following):
                if self._moves_committee(model):
                    rows: Any = model._base_manager
                    rows.filter(committee=new).update(committee=plan.committee)
                give_back(model, plan)

    def settle(self, plan: Reorganisation, kept: dict[str, Any]) -> None:
        for model in (*self.models, *self.following):
            follow(model, plan)

    def _next_place(self, plan: Reorganisation) -> Committee | None:
        if plan.kind not in self.ends:
            return None
        return plan.target if plan.kind == Kind.MERGE else plan.committee.parent

    def _moves_committee(self, model: type[Placed]) -> bool:
        fields = model._meta.concrete_fields
        return model not in self.signed and any(field.name == "committee" for field in fields)

    def stand_at(self, model: type[Placed], ids: list[int], at: Committee) -> None:
        """Whoever had the page of one of them open is told that it has changed."""
        changes: dict[str, Any] = dict(lineage_of(at))
        if self._moves_committee(model):
            changes["committee"] = at
        if any(field.name == "version" for field in model._meta.concrete_fields):
            changes["version"] = F("version") + 1
        for some in batches(ids):
            model._base_manager.filter(pk__in=some).update(**changes)

    def _kept(self, kept: dict[str, Any]) -> Iterator[tuple[type[Placed], list[int]]]:
        for model in self.models:
            if ids := kept["ids"].get(model._meta.label_lower):
                yield model, ids


def batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
