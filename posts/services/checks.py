"""检查: rounds planned, drawn and closed; what was found entered, put right, looked at again.

Locked in this order: the round's community, the post's committee, the claim, the check. Three times
in a row not on duty opens a talk; no post ends by it.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from committees.models import Committee
from core import clock
from core.changes import apply, require_version, write
from core.verdicts import Refused, require
from posts import drawing, rules
from posts.models import CheckRound, Claim, PostCheck, Talk

Status = CheckRound.Status
Result = PostCheck.Result
NEEDED = ("round", "claim__post__committee")


@transaction.atomic
def plan_round(
    committee: Committee, year: int, quarter: int, *, due_on: date, share: int, by: Actor
) -> CheckRound:
    """Plan a community's round of a quarter. Raises ``ValidationError`` for a second one."""
    committee = Committee.objects.lock(committee)
    require(rules.can_plan_round(by, committee))
    return _plan(committee, year, quarter, due_on, share, by)


def _plan(
    committee: Committee, year: int, quarter: int, due_on: date, share: int, by: Actor
) -> CheckRound:
    round_ = CheckRound(committee=committee, year=year, quarter=quarter, due_on=due_on, share=share)
    round_.stand_at(committee)
    write(round_)
    after = {"year": year, "quarter": quarter, "due_on": due_on, "share": share}
    record("posts.round_planned", round_, by=by, after=after)
    return round_


def plan_due_rounds(*, by: Actor) -> int:
    """Plan the round of this quarter for each community with somebody in post; returns how many.

    Of four rounds a year there is one in each quarter; of two, in the second and the fourth.
    """
    today = clock.today()
    quarter = (today.month + 2) // 3
    if quarter % (4 // settings.CHECK_ROUNDS_A_YEAR):
        return 0
    planned = CheckRound.objects.filter(year=today.year, quarter=quarter)
    without = Claim.objects.in_post().exclude(community__in=planned.values("community"))
    communities = Committee.objects.in_being().filter(pk__in=without.values("community"))
    return sum(_plan_for(found, today.year, quarter, by) for found in communities.order_by("pk"))


@transaction.atomic
def _plan_for(community: Committee, year: int, quarter: int, by: Actor) -> bool:
    """Unless somebody has planned it meanwhile."""
    community = Committee.objects.lock(community)
    here = Q(community=community) | Q(committee=community)
    if CheckRound.objects.filter(here, year=year, quarter=quarter).exists():
        return False
    last = last_day_of_quarter(year, quarter)
    _plan(community, year, quarter, last, settings.CHECK_SHARE_PERCENT, by)
    return True


def last_day_of_quarter(year: int, quarter: int) -> date:
    return date(year, quarter * 3, 31 if quarter in (1, 4) else 30)


@transaction.atomic
def edit_round(
    round_: CheckRound, changes: dict[str, Any], *, version: int | None, by: Actor
) -> CheckRound:
    """Another share or day, before it is drawn."""
    round_ = _lock_round(round_)
    require(rules.can_edit_round(by, round_))
    require_version(round_, version)
    before = apply(round_, changes)
    if before:
        after = {name: changes[name] for name in before}
        record("posts.round_edited", round_, by=by, before=before, after=after)
    return round_


@transaction.atomic
def draw_round(round_: CheckRound, *, on: date | None = None, by: Actor) -> CheckRound:
    """The system draws whom to check among those in post on that day, by a seed that it keeps."""
    round_ = _lock_round(round_)
    require(rules.can_draw_round(by, round_))
    on = on or clock.today()
    require(rules.can_follow_on(None, on))
    here = Claim.objects.at(round_.at_committee)
    in_post = here.on(on).as_of(on).filter(status_then=Claim.Status.IN_POST)
    candidates = sorted(in_post.values_list("pk", flat=True))
    require(rules.can_draw_from(candidates))
    seed = drawing.new_seed()
    drawn = drawing.draw(seed, candidates, round_.share, drawn_before(round_))
    changes = {"status": Status.DRAWN, "seed": seed, "drawn_on": on, "drawn_from": candidates}
    before = apply(round_, changes)
    told = changes | {"drawn_from": len(candidates), "drawn": len(drawn)}
    record("posts.round_drawn", round_, by=by, before=before, after=told)
    claims = Claim.objects.select_related("post__committee").in_bulk(drawn)
    for pk in drawn:
        check = PostCheck(round=round_, claim=claims[pk], due_on=max(round_.due_on, on))
        check.stand_at(claims[pk].post.committee)
        write(check)
    return round_


def drawn_before(round_: CheckRound) -> set[int]:
    """The claims that the community's last round looked at."""
    earlier = CheckRound.objects.filter(committee=round_.committee).exclude(seed="")
    earlier = earlier.filter(year__lt=round_.year) | earlier.filter(
        year=round_.year, quarter__lt=round_.quarter
    )
    last = earlier.order_by("-year", "-quarter").first()
    return set(last.checks.values_list("claim", flat=True)) if last else set()


@transaction.atomic
def close_round(
    round_: CheckRound, *, on: date | None = None, reason: str = "", by: Actor
) -> CheckRound:
    """All has been entered; or nothing was checked, and why."""
    round_ = _lock_round(round_)
    require(rules.can_close_round(by, round_))
    require(rules.says_why_it_was_not_drawn(round_, reason))
    changes = {"status": Status.CLOSED, "closed_on": on or clock.today(), "reason": reason}
    before = apply(round_, changes)
    record("posts.round_closed", round_, by=by, before=before, after=changes)
    return round_


@transaction.atomic
def enter_round(
    round_: CheckRound, results: Mapping[int, dict[str, Any]], *, by: Actor
) -> CheckRound:
    """What was found at several posts of a round, entered together: check → its values."""
    round_ = _lock_round(round_)
    require(rules.can_enter_round(by, round_))
    for check in round_.checks.select_related(*NEEDED).filter(pk__in=results).order_by("claim"):
        values = dict(results[check.pk])
        enter_check(check, values, version=values.pop("version", None), by=by)
    return round_


@transaction.atomic
def check_post(claim: Claim, values: dict[str, Any], *, by: Actor) -> PostCheck:
    """A check outside a round."""
    claim = _lock_claim(claim)
    require(rules.can_check(by, claim))
    check = PostCheck(claim=claim, due_on=values["on"])
    check.stand_at(claim.post.committee)
    return _enter(check, values, by)


@transaction.atomic
def enter_check(
    check: PostCheck, values: dict[str, Any], *, version: int | None, by: Actor
) -> PostCheck:
    """What was found at a post: on which day, by whom, with what result; or a correction of it."""
    check = _lock_check(check)
    require(rules.can_enter_check(by, check))
    require_version(check, version)
    return _enter(check, values, by)


def _enter(check: PostCheck, values: dict[str, Any], by: Actor) -> PostCheck:
    on, result = values["on"], values["result"]
    finding, rectify_by = values.get("finding", "").strip(), values.get("rectify_by")
    require(rules.can_be_checked_on(check.claim, on, result))
    require(rules.fits_result(result, finding, on, rectify_by))
    changes = {
        "on": on,
        "checker": values.get("checker", ""),
        "result": result,
        "finding": finding,
        "rectify_by": rectify_by,
        "entered_by": by.user,
    }
    if check.pk is None:
        for name, value in changes.items():
            setattr(check, name, value)
        write(check)
        record("posts.check_entered", check, by=by, after=changes | {"claim": check.claim})
    elif before := apply(check, changes):
        act = "posts.check_corrected" if before.get("result") else "posts.check_entered"
        after = {name: changes[name] for name in before}
        record(act, check, by=by, before=before, after=after)
    _follow_talks(check.claim, by)
    return check


def _follow_talks(claim: Claim, by: Actor) -> None:
    """Open a talk after three times in a row "not"; an open one whose three were corrected is void.

    Who was excused neither counts nor breaks the row. After three the row begins anew.
    """
    rows = list(claim.checks.checked().order_by("on", "pk"))
    talks = {talk.after_check_id: talk for talk in claim.talks.exclude(status=Talk.Status.VOID)}
    in_a_row, thirds = 0, []
    for place, check in enumerate(rows):
        in_a_row = in_a_row + 1 if check.result == Result.NOT else 0
        if in_a_row == rules.IN_A_ROW:
            in_a_row = 0
            thirds.append((place, check))
    standing = {check.pk for _place, check in thirds}
    for talk in talks.values():
        if talk.status == Talk.Status.OPEN and talk.after_check_id not in standing:
            changes = {"status": Talk.Status.VOID}
            record("posts.talk_void", talk, by=by, before=apply(talk, changes), after=changes)
    for place, check in thirds:
        goes_on = all(later.result == Result.NOT for later in rows[place:])
        if goes_on and check.pk not in talks:
            _open_talk(claim, check, by)


def _open_talk(claim: Claim, check: PostCheck, by: Actor) -> None:
    if claim.talks.open().exists() or claim.status != Claim.Status.IN_POST:
        return
    talk = Talk(claim=claim, after_check=check, opened_on=clock.today())
    talk.stand_at(claim.post.committee)
    write(talk)
    record("posts.talk_opened", talk, by=by, after={"claim": claim, "check": check})


@transaction.atomic
def rectify_check(check: PostCheck, *, on: date, rectification: str, by: Actor) -> PostCheck:
    """What was wrong has been put right, and how."""
    check = _lock_check(check)
    require(rules.can_rectify(by, check))
    require(rules.can_follow_on(check.looked_back_on or check.on, on))
    changes = {"rectified_on": on, "rectification": rectification}
    before = apply(check, changes)
    record("posts.check_rectified", check, by=by, before=before, after=changes)
    return check


@transaction.atomic
def look_back(
    check: PostCheck,
    *,
    on: date,
    holds: bool,
    look_back: str,
    rectify_by: date | None = None,
    by: Actor,
) -> PostCheck:
    """回头看: it holds; or it does not, and is to be put right again by another day."""
    check = _lock_check(check)
    require(rules.can_look_back(by, check))
    require(rules.can_follow_on(check.rectified_on, on))
    require(rules.needs_a_new_day(holds, on, rectify_by))
    changes: dict[str, Any] = {"looked_back_on": on, "look_back": look_back}
    if not holds:
        changes |= {"rectified_on": None, "rectification": "", "rectify_by": rectify_by}
    before = apply(check, changes)
    after = {name: changes[name] for name in before}
    record("posts.check_looked_back", check, by=by, before=before, after=after)
    return check


@transaction.atomic
def hold_talk(talk: Talk, *, on: date, held_by: str, note: str, by: Actor) -> Talk:
    """The talk took place: who held it and what was said."""
    talk = _lock_talk(talk)
    require(rules.can_hold_talk(by, talk))
    require(rules.can_follow_on(talk.after_check.on, on))
    changes = {"status": Talk.Status.HELD, "held_on": on, "held_by": held_by, "note": note}
    before = apply(talk, changes)
    record("posts.talk_held", talk, by=by, before=before, after=changes)
    return talk


@transaction.atomic
def drop_talk(talk: Talk, *, reason: str, by: Actor) -> Talk:
    """It is not needed, and why."""
    talk = _lock_talk(talk)
    require(rules.can_drop_talk(by, talk))
    changes = {"status": Talk.Status.DROPPED, "reason": reason}
    before = apply(talk, changes)
    record("posts.talk_dropped", talk, by=by, before=before, after=changes)
    return talk


def _lock_round(round_: CheckRound) -> CheckRound:
    Committee.objects.lock(round_.at_committee)
    found: CheckRound = CheckRound.objects.lock(round_)
    if found.at_committee != round_.at_committee:
        raise Refused(_("Somebody else has changed this in the meantime."))
    return found


def _lock_claim(claim: Claim) -> Claim:
    Committee.objects.lock(claim.post.committee)
    found: Claim = Claim.objects.lock(claim)
    found.post = claim.post
    return found


def _lock_check(check: PostCheck) -> PostCheck:
    if check.round is not None:  # whoever closes it holds its community
        Committee.objects.lock(check.round.at_committee)
    claim = _lock_claim(check.claim)
    found: PostCheck = PostCheck.objects.lock(check)
    found.claim = claim
    return found


def _lock_talk(talk: Talk) -> Talk:
    claim = _lock_claim(talk.claim)
    found: Talk = Talk.objects.lock(talk)
    found.claim = claim
    return found
