"""Whether a page reads a large table from one end to the other."""

import json
import re
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

LARGE = ("members_memberunit", "members_unitscope", "members_membership", "members_person",
         "members_personscope", "members_liaison", "members_seat", "members_partymember",
         "members_personkey", "members_registration", "posts_claim", "posts_post",
         "posts_claimstep", "posts_servicerecord", "posts_pledge")  # fmt: skip


def full_reads(client: Any, url: str) -> tuple[int, list[str]]:
    """How many queries the page makes, and which large tables they read as a whole."""
    with CaptureQueriesContext(connection) as caught:
        response = client.get(url)
    if response.status_code != 200:
        raise RuntimeError(f"{url} answers {response.status_code}")
    found = []
    for query in caught.captured_queries:
        if query["sql"].lstrip().upper().startswith("SELECT"):
            found += _reads(query["sql"])
    return len(caught), sorted(set(found))


def _reads(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
            plan = cursor.fetchone()[0]
            plan = json.loads(plan) if isinstance(plan, str) else plan
            return [
                node["Relation Name"]
                for node in _nodes(plan[0]["Plan"])
                if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE
                if not node.get("stops early")
            ]
        # The captured text is not fit to be run again when it holds quotes; such are parameters
        # of the session alone here.
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        names = {match[2]: match[1] for match in re.finditer(r'"(\w+)" (U\d+|\w+)\b', sql)}
        lines = [row[3] for row in cursor.fetchall()]
    scanned = [match[1] for line in lines if (match := re.match(r"SCAN (\w+)", line))]
    return [table for name in scanned if (table := names.get(name, name)) in LARGE]


def _nodes(plan: dict[str, Any]) -> Any:
    yield plan
    for child in plan.get("Plans", []):
        # What is cut by a LIMIT reads a small part of the table, if most of its rows are wanted.
        child["stops early"] = (
            plan["Node Type"] == "Limit" and plan["Total Cost"] < child["Total Cost"] / 10
        )
        yield from _nodes(child)
