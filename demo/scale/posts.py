"""Posts of all communities, and one claim of each party member.

The posts come first, because SQLite looks for whoever waits for a row that comes late; so it is
counted beforehand how many of their places will be taken.
"""

import datetime
import json
import random
from collections.abc import Iterator
from itertools import count
from typing import Any

from core import clock
from demo.dates import day
from demo.scale.people import SAID, Member, status_of
from demo.scale.rows import Rows
from demo.scale.tree import Place
from demo.scale.words import SEED
from posts.models import Claim, ClaimStep, Post, PostCategory

TABLES = (Post, Claim, ClaimStep)
IN_COMMUNITY = 25
WHERE = ("小区主干道", "3号楼至8号楼", "社区活动室", "社区调解室", "垃圾分类投放点")
# What becomes of the claims of one post, in turn.
TURNS = (
    *("in-post", "in-post", "ended", "in-post", "applied-for", "in-post", "left", "in-post"),
    *("in-post", "community-confirmed", "in-post", "withdrawn", "late"),
)
HOLDING = set(map(str, Claim.HOLDING))
IN_POST = {"in-post", "ended", "left"}
A_YEAR = 366  # days


class Claims:
    """Writes the posts, and then the claims of members batch by batch."""

    def __init__(self, members: int, places: list[Place]) -> None:
        self.places = places
        self.taken = [0] * (len(places) * IN_COMMUNITY)
        for number in range(members):
            post, status = self._claimed(number, counts=status_of(number) in SAID)
            self.taken[post] += status in HOLDING
        self.chance = random.Random(SEED + 3)
        self.today = clock.today()
        self.days = {
            ago: f"{self.today - datetime.timedelta(days=ago)}" for ago in range(-A_YEAR, 1000)
        }
        self.ids = count(1)
        self.claims = Rows(
            Claim,
            "id post member employer city district street community grid status starts_on since "
            "ends_on branch_agreed_on in_post_on term_ends_on",
        )
        self.steps = Rows(ClaimStep, "claim status day")

    def write(self, members: list[Member]) -> None:
        rows, steps = [], []
        days = self.days
        waited = self.chance.choices(range(40, 360), k=len(members))
        for one, ago in zip(members, waited, strict=True):
            pk = next(self.ids)
            post, status = self._claimed(one.number, counts=one.counts)
            taken = _steps(status, ago)
            steps += [(pk, step, days[when]) for step, when in taken]
            entered = dict(taken).get("in-post")
            over = status not in HOLDING and status != "waiting"
            since = days[taken[-1][1]]
            rows.append(
                (
                    pk, post + 1, one.pk, one.employer, *one.place.tiers, status,
                    days[taken[0][1]], since, since if over else None,
                    *((None, None, None) if entered is None
                      else (days[entered], days[entered], days[entered - A_YEAR])),
                )
            )  # fmt: skip
        self.claims.write(rows)
        self.steps.write(steps)

    def _claimed(self, number: int, *, counts: bool) -> tuple[int, str]:
        """Which post the member has claimed, and what has become of it."""
        turn, community = divmod(number, len(self.places))
        turn, at = divmod(turn, IN_COMMUNITY)
        post, status = community * IN_COMMUNITY + at, TURNS[(turn + at) % len(TURNS)]
        if status == "late":  # where all places are taken one waits, elsewhere one was refused
            status = "waiting" if is_full(post) and counts else "refused"
        if not counts and (status in HOLDING or status == "waiting"):
            status = "left"
        return post, status

    def write_posts(self) -> None:
        """Of every fourth post all places are taken; of the others two are left."""
        kinds = list(PostCategory.objects.order_by("pk").exclude(duties=""))
        skills = [json.dumps(kind.skills) for kind in kinds]
        posts = Rows(
            Post,
            "id committee city district street community grid category name duties skills quota "
            "taken where schedule starts_on published_on status decision_body decision_number "
            "decision_on",
            frequency="每周一次，每次两小时",
        )
        posts.write(self._posts(kinds, skills))

    def _posts(self, kinds: list[PostCategory], skills: list[str]) -> Iterator[tuple[Any, ...]]:
        for n, taken in enumerate(self.taken):
            place = self.places[n // IN_COMMUNITY]
            kind = kinds[n % len(kinds)]
            full = is_full(n) and taken > 0
            start = f"{day(36 + n % 12, 1 + n % 28)}"
            decided = n % 10 > 0
            yield (
                n + 1, place.committee.pk, *place.tiers, kind.pk,
                f"{kind.name.removesuffix('岗')}{n % IN_COMMUNITY + 1}号岗", kind.duties,
                skills[n % len(kinds)], taken if full else taken + 2, taken, WHERE[n % 5],
                (0, 0x4924, 0x1B8000)[n % 3], start, start, "full" if full else "published",
                f"{place.committee.area_name}党委" if decided else "",
                f"〔{self.today.year - 4}〕{n % IN_COMMUNITY + 1}号" if decided else "",
                start if decided else None,
            )  # fmt: skip


def is_full(post: int) -> bool:
    return post % 4 == 0


def _steps(status: str, ago: int) -> list[tuple[str, int]]:
    """The steps to this status with how many days ago each was taken; ``ago``: the first one."""
    if status in ("ended", "left"):
        ago += A_YEAR + 90
    steps = [("applied-for", ago)]
    if status in ("waiting", "applied-for"):
        return [(status, ago)]
    if status in ("refused", "withdrawn"):
        return [*steps, (status, ago - 5)]
    steps.append(("community-confirmed", ago - 3))
    if status in IN_POST:
        steps.append(("in-post", ago - 10))
    if status == "ended":
        steps.append((status, ago - 10 - A_YEAR))
    elif status == "left":
        steps.append((status, ago - 70))
    return steps
