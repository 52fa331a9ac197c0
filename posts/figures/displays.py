"""Who stands on a board: those in post who have consented, and nobody else."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch

from committees.models import Committee
from posts.models import Claim, DisplayConsent, Pledge


def on_board(committee: Committee) -> Any:
    """The claims that the board of a community or grid shows now, with their pledges."""
    consents = DisplayConsent.objects.running().filter(claim=OuterRef("pk"))
    pledges = Pledge.objects.standing().order_by("due_on", "pk")
    return (
        Claim.objects.at(committee)
        .in_post()
        .filter(Exists(consents))
        .select_related("post", "member__person")
        .prefetch_related(Prefetch("pledges", pledges, to_attr="shown_pledges"))
        .order_by("post__name", "post", "member__sort_key", "pk")
    )
