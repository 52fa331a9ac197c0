"""What a reorganisation does to members' requests: they are answered where their committee goes
on."""

from typing import Any

from django.db.models import F

from audit.actors import Actor
from audit.services import record
from committees.models import Committee, Reorganisation, lineage_of
from committees.services.placing import follow, give_back, standing_at
from members.models import MemberRequest

Kind = Reorganisation.Kind
NEXT_VERSION = F("version") + 1


class Requests:
    """The requests' part in every reorganisation. There are few of them at any one committee."""

    def preview(self, plan: Reorganisation) -> list[str]:
        return []

    def apply(self, plan: Reorganisation, by: Actor) -> dict[str, Any]:
        at = plan.target if plan.kind == Kind.MERGE else plan.committee.parent
        if plan.kind not in plan.ENDING or at is None:
            return {"ids": [], "to": None}
        standing = MemberRequest.objects.filter(standing_at(plan.committee)).order_by("pk")
        ids = list(standing.select_for_update(no_key=True).values_list("pk", flat=True))
        rows = MemberRequest.objects.filter(pk__in=ids)
        rows.update(**lineage_of(at), version=NEXT_VERSION)
        if ids:
            after = {"requests": len(ids), "to_committee": at, "plan": plan}
            record("members.requests_moved", plan.committee, by=by, after=after)
        return {"ids": ids, "to": at.pk}

    def lock(self, kept: dict[str, Any]) -> None:
        rows = MemberRequest.objects.filter(pk__in=kept["ids"]).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk"))

    def touched(self, plan: Reorganisation, kept: dict[str, Any]) -> list[str]:
        if kept["to"] is None:
            return []
        at = Committee.objects.get(pk=kept["to"])
        gone = MemberRequest.objects.filter(pk__in=kept["ids"]).exclude(standing_at(at))
        return [f"{MemberRequest._meta.verbose_name}: {row}" for row in gone.order_by("pk")]

    def revert(self, plan: Reorganisation, kept: dict[str, Any], by: Actor) -> None:
        rows = MemberRequest.objects.filter(pk__in=kept["ids"])
        rows.update(**lineage_of(plan.committee), version=NEXT_VERSION)
        if plan.kind == Kind.SPLIT:
            give_back(MemberRequest, plan)

    def settle(self, plan: Reorganisation, kept: dict[str, Any]) -> None:
        follow(MemberRequest, plan)
