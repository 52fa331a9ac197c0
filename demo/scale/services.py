"""What members have done in their posts in the last year, and what they have pledged.

The database itself makes these rows from the claims and a small plan: which services has a claim
of this turn, on which days. Six million rows would take Python minutes.
"""

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import connection

from core import clock
from posts.models import Pledge, ServiceRecord

TABLES = (ServiceRecord, Pledge)
# So many claims in turn differ in what is done.
TURNS = 97
# A service every two months, on days of its own in each turn.
IN_A_YEAR, APART, LAST = 6, 58, 5
# No claim has more, so the number of a record follows from that of its claim.
MOST = 10
MINUTES = (120, 60, 90, 120, 180, 120, 45)
RESULTS = ("巡查一圈，无异常", "调解邻里纠纷1件", "走访独居老人2户", "整理活动室", "", "宣讲一场")
LATE_BY = 12  # days
CONFIRMED_AFTER = datetime.timedelta(days=4)
# Of these turns one service is …
DISPUTED, VOID, CORRECTED = 5, 11, 17
PLEDGES = (
    ("每周巡查一次，发现隐患当日上报", "巡查记录48次"),
    ("每月走访独居老人两户", "走访24次"),
    ("每季度开展一次政策宣讲", "宣讲4场"),
)
MAKE_SERVICES = """
INSERT INTO posts_servicerecord (id, created_at, updated_at, version, city_id, district_id,
    street_id, community_id, grid_id, member_id, employer_id, claim_id, "on", minutes, result,
    entered_on, entered_by_id, days_late, status, since, reason, replaces_id)
SELECT (c.id - 1) * %s + p.nth, %s, %s, 1, c.city_id, c.district_id,
    c.street_id, c.community_id, c.grid_id, c.member_id, c.employer_id, c.id, p."on", p.minutes,
    p.result, p.entered_on, a.user_id, p.days_late, p.status, p.since, p.reason,
    (c.id - 1) * %s + p.replaces
FROM posts_claim c
JOIN planned_services p ON p.turn = c.id %% %s AND p."on" >= c.in_post_on
    AND (c.ends_on IS NULL OR p."on" <= c.ends_on)
LEFT JOIN committees_appointment a ON a.committee_id = c.community_id
"""
MAKE_PLEDGES = """
INSERT INTO posts_pledge (created_at, updated_at, version, claim_id, content, measure, due_on,
    status, done_on, reason)
SELECT %s, %s, 1, c.id, p.content, p.measure, p.due_on, p.status, p.done_on, p.reason
FROM posts_claim c JOIN planned_pledges p ON p.turn = c.id %% %s
WHERE c.status = 'in-post' AND p.due_on >= c.starts_on AND p.due_on <= c.term_ends_on
    AND (p.done_on IS NULL OR p.done_on >= c.in_post_on)
"""
# As ``members.services.registrations.note_active`` keeps it.
NOTE_ACTIVE = """
UPDATE members_registration SET last_active_on = s.day
FROM (SELECT member_id, community_id, max("on") AS day FROM posts_servicerecord
      WHERE status IN ('entered', 'confirmed') GROUP BY member_id, community_id) s
WHERE members_registration.member_id = s.member_id
    AND members_registration.community_id = s.community_id AND members_registration.is_active
"""


def make_services() -> None:
    """Of all claims, which must be there."""
    now = clock.now()
    with connection.cursor() as cursor:
        _plan(
            cursor,
            "planned_services",
            'turn integer, nth integer, "on" date, minutes integer, result text, entered_on date, '
            "days_late integer, status text, since date, reason text, replaces integer",
            _services(),
        )
        cursor.execute(MAKE_SERVICES, [MOST, now, now, MOST, TURNS])
        cursor.execute(NOTE_ACTIVE)
        _plan(
            cursor,
            "planned_pledges",
            "turn integer, content text, measure text, due_on date, status text, done_on date, "
            "reason text",
            _pledges(),
        )
        cursor.execute(MAKE_PLEDGES, [now, now, TURNS])
        cursor.execute("DROP TABLE planned_services")
        cursor.execute("DROP TABLE planned_pledges")


def _plan(cursor: Any, table: str, columns: str, rows: Iterator[tuple[Any, ...]]) -> None:
    """A table for this session alone; as columns of a table its days are days to PostgreSQL."""
    lines = list(rows)
    cursor.execute(f"CREATE TEMPORARY TABLE {table} ({columns})")
    marks = ", ".join(["%s"] * len(lines[0]))
    cursor.executemany(f"INSERT INTO {table} VALUES ({marks})", lines)  # noqa: S608 our own words


def _services() -> Iterator[tuple[Any, ...]]:
    today = clock.today()
    for turn in range(TURNS):
        for n in range(IN_A_YEAR):
            ago = LAST + turn * 7 % APART + n * APART
            late = LATE_BY if (turn + n) % 13 == 0 and ago > LATE_BY else turn % 3
            on = today - datetime.timedelta(days=ago)
            entered = on + datetime.timedelta(days=late)
            status, reason = ("entered" if ago < 30 or turn % 4 == 0 else "confirmed"), ""
            since = entered if status == "entered" else min(today, entered + CONFIRMED_AFTER)
            if n == 1 and turn == DISPUTED:
                status, reason = "disputed", "当日我在外出差"
            elif n == 1 and turn == VOID:
                status, reason = "void", "误录，实为他人服务"
            minutes, result = MINUTES[(turn + n) % 7], RESULTS[(turn + n) % 6]
            if n == 1 and turn == CORRECTED:
                status, reason = "corrected", "时长录错"
                yield (
                    turn, IN_A_YEAR + 1, on, minutes + 30, result, since, late, "entered", since,
                    "", n + 1,
                )  # fmt: skip
            yield (
                turn, n + 1, on, minutes, result, entered, late, status, since, reason, None,
            )  # fmt: skip


def _pledges() -> Iterator[tuple[Any, ...]]:
    today = clock.today()
    for turn in range(TURNS):
        due = today + datetime.timedelta(days=turn * 3 - 60)
        done, status, reason = None, "open", ""
        if turn % 3 == 0:
            done, status = today - datetime.timedelta(days=turn % 50 + 10), "kept"
        elif turn % 31 == 1:
            done, status, reason = today, "not-kept", "岗位调整，未能完成"
        yield turn, *PLEDGES[turn % 3], due, status, done, reason
