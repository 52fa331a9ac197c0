"""What must always hold of rounds, checks and talks."""

from collections.abc import Iterator

from django.db.models import F, Q

from core import hooks
from posts import drawing
from posts.faults.keys import keys
from posts.models import CheckRound, PostCheck, Talk
from posts.services.checks import drawn_before

TIERS = ("city", "district", "street", "community", "grid")


def elsewhere(rows: object, than: str) -> Iterator[tuple[int, str]]:
    """Rows that lie elsewhere than what they belong to."""
    for tier in TIERS:
        same = Q(**{tier: F(f"{than}__{tier}")})
        neither = Q(**{f"{tier}__isnull": True, f"{than}__{tier}__isnull": True})
        for pk in keys(rows.exclude(same | neither)):  # type: ignore[attr-defined]
            yield pk, tier


@hooks.integrity.register
def faults_of_checks() -> Iterator[str]:
    """Each lies where its claim does; each round looks at whom its own seed draws."""
    for pk, tier in elsewhere(PostCheck.objects.all(), "claim"):
        yield f"check {pk}: its {tier} is not that of its claim"
    for pk, tier in elsewhere(Talk.objects.all(), "claim"):
        yield f"talk {pk}: its {tier} is not that of its claim"
    for pk in keys(Talk.objects.exclude(claim=F("after_check__claim"))):
        yield f"talk {pk}: the check that opened it is of another claim"
    early = PostCheck.objects.entered().filter(on__lt=F("claim__in_post_on"))
    for pk in keys(early):
        yield f"check {pk}: the member was not in post yet"
    for round_ in CheckRound.objects.exclude(seed="").iterator(chunk_size=500):
        wanted = drawing.draw(round_.seed, round_.drawn_from, round_.share, drawn_before(round_))
        if set(round_.checks.values_list("claim", flat=True)) != set(wanted):
            yield f"round {round_.pk}: it looks at others than its seed draws"
    closed = CheckRound.objects.filter(status=CheckRound.Status.CLOSED)
    for pk in keys(closed.filter(checks__result="").distinct()):
        yield f"round {pk}: it is closed, but something has not been entered"
