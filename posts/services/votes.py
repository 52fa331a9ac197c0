"""群众测评: voting papers are printed, used once, and revoked.

A paper's secret stands on the paper alone: 256 random bits, of which the digest is kept. A vote is
written without the paper it came on, so that nobody can tell who voted what.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from committees.models import Committee
from core import clock
from core.changes import apply, write
from core.public import digest_of, new_token
from core.verdicts import Refused, require
from posts import rules
from posts.models import Evaluation, Vote, VoteBatch, VoteSheet

MOST_PAPERS = 100


@transaction.atomic
def print_votes(
    committee: Committee, year: int, papers: int, *, by: Actor
) -> tuple[VoteBatch, list[str]]:
    """So many voting papers; their secrets are returned here and nowhere else."""
    committee = Committee.objects.lock(committee)
    require(rules.can_print_votes(by, committee, year))
    if not 1 <= papers <= MOST_PAPERS:
        raise Refused(_("From 1 to %(n)d papers are printed at a time.") % {"n": MOST_PAPERS})
    until = clock.now() + datetime.timedelta(days=settings.VOTE_SHEET_DAYS)
    batch = VoteBatch(year=year, printed=papers, expires_at=until)
    batch.stand_at(committee)
    write(batch)
    found = [new_token() for _n in range(papers)]
    VoteSheet.objects.bulk_create(
        VoteSheet(batch=batch, digest=digest_of(secret)) for secret in found
    )
    after = {"year": year, "printed": papers, "expires_at": until}
    record("posts.votes_printed", batch, by=by, after=after)
    return batch, found


@transaction.atomic
def revoke_votes(batch: VoteBatch, *, by: Actor) -> VoteBatch:
    """Papers that went astray are void; what has been voted stands."""
    if batch.community is not None:
        Committee.objects.lock(batch.community)
    batch = VoteBatch.objects.lock(batch)
    require(rules.can_revoke_votes(by, batch))
    changes = {"revoked_on": clock.today()}
    record("posts.votes_revoked", batch, by=by, before=apply(batch, changes), after=changes)
    return batch


class Spent(Exception):
    """The paper has been used, has expired or was revoked."""


def find_sheet(secret: str) -> VoteSheet | None:
    """The paper with this secret, or nothing. Raises ``Spent`` for one that is void."""
    sheet = VoteSheet.objects.select_related("batch").filter(digest=digest_of(secret)).first()
    if sheet is not None and not _is_valid(sheet):
        raise Spent
    return sheet


def _is_valid(sheet: VoteSheet) -> bool:
    batch = sheet.batch
    return not sheet.is_used and batch.revoked_on is None and clock.now() < batch.expires_at


def on_the_paper(sheet: VoteSheet) -> Any:
    """Whom one may vote on with this paper: those whose grade is not signed yet."""
    batch = sheet.batch
    rows = Evaluation.objects.filter(community=batch.community_id, year=batch.year)
    rows = rows.filter(status__in=Evaluation.IN_WORK)
    return rows.select_related("claim__member__person", "claim__post").order_by("pk")


@transaction.atomic
def vote(sheet: VoteSheet, answers: Mapping[int, str]) -> int:
    """Use the paper: evaluation → answer. Returns how many were voted on. Raises ``Spent``."""
    sheet = (
        VoteSheet.objects.select_for_update(of=("self",), no_key=True)
        .select_related("batch")
        .get(pk=sheet.pk)
    )
    if not _is_valid(sheet):
        raise Spent
    allowed = set(on_the_paper(sheet).values_list("pk", flat=True))
    votes = [
        Vote(batch=sheet.batch, evaluation_id=pk, answer=Vote.Answer(answer))
        for pk, answer in answers.items()
        if pk in allowed
    ]
    if not votes:
        raise Refused(_("Please choose an answer for at least one of them."))
    sheet.is_used = True
    sheet.save(update_fields=["is_used"])
    Vote.objects.bulk_create(votes)
    return len(votes)
