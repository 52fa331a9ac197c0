"""Five hundred agreements on posts in one file, as the page gives it: read, set, put on record."""

import time

from audit.actors import Actor
from benchmarks.pages import browser
from committees.reach import read_reach
from demo.scale import City
from posts.models import Claim
from posts.services import agreements

COUNT = 500
GOAL = 5
PAGE = "/posts/agreements/print/"


def measure(city: City, count: int = COUNT) -> None:
    """Each of one copy and of three, as PDF and as Word file."""
    by = Actor(user=city.office, held=read_reach(city.office).held(), source="command")
    claims = Claim.objects.filter(status="in-post").select_related("post", "member").order_by("pk")
    rows = list(claims[:count])
    for claim in rows:
        agreements.draw_up_agreement(claim, by=by)
    client = browser(city, city.city.pk)
    query = "&".join(f"row={claim.pk}" for claim in rows)
    print(f"\n{len(rows)} agreements in one file")
    for file_type, copies in (("pdf", "one"), ("pdf", "three"), ("docx", "one")):
        started = time.perf_counter()
        made = client.post(f"{PAGE}?{query}", {"copies": copies, "as": file_type, "reason": "x"})
        took = time.perf_counter() - started
        if not made.headers["Content-Disposition"].startswith("attachment"):
            raise RuntimeError(f"{PAGE} answered with a page")
        goal = f" (goal {GOAL} s for {COUNT})" if copies == "one" and file_type == "pdf" else ""
        print(f"  {file_type:5}{copies:6}{took:7.1f} s, {len(made.content) / 1e6:.1f} MB{goal}")
