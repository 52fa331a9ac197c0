"""认岗书: drawn up, numbered, signed, corrected by a new version.

Locked in the room's order (``posts.services.locks``), the community first: its numbers run through
its year without a gap, whoever draws up at the same moment.
"""

import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from core import clock
from core.changes import apply, write
from core.verdicts import Refused, require
from posts import rules
from posts.models import Agreement, Claim
from posts.models.agreements import digest_of
from posts.services.locks import lock_claim
from posts.services.wording import words_of

Status = Agreement.Status


@transaction.atomic
def draw_up_agreement(
    claim: Claim, told: dict[str, Any] | None = None, *, on: datetime.date | None = None, by: Actor
) -> Agreement:
    """Draw the agreement up as things stand now; again, while it waits to be signed.

    ``on``: the day that stands on it, where an earlier paper is entered.

    ``told`` is what is said for this agreement alone (``posts.services.wording.words_of``).
    """
    claim = lock_claim(claim, with_community=True)
    on = on or clock.today()
    require(rules.can_draw_up(by, claim))
    require(rules.can_draw_up_on(claim, on))
    content = words_of(claim, told or {})
    draft = claim.agreements.filter(status=Status.DRAFT).first()
    if draft is None:
        last = claim.agreements.order_by("-version_no").first()
        reason = ""
        if last is not None:  # dropped: else there would be something signed
            reason = _("drawn up anew: version %(n)d was dropped") % {"n": last.version_no}
        return _write_version(claim, content, on, reason, by)
    draft = Agreement.objects.lock(draft)
    draft.claim = claim
    before = apply(draft, {"content": content, "digest": digest_of(content), "drawn_up_on": on})
    if before:
        told_before = {name: before[name] for name in before if name != "content"}
        after = {"digest": draft.digest, "drawn_up_on": on}
        record("posts.agreement_redrawn", draft, by=by, before=told_before, after=after)
    return draft  # type: ignore[no-any-return]


@transaction.atomic
def correct_agreement(
    claim: Claim, told: dict[str, Any] | None = None, *, reason: str, by: Actor
) -> Agreement:
    """Draw up the next version of a signed agreement, which stays in force until that is signed."""
    claim = lock_claim(claim, with_community=True)
    require(rules.can_correct_agreement(by, claim))
    return _write_version(claim, words_of(claim, told or {}), clock.today(), reason, by)


def _write_version(
    claim: Claim, content: dict[str, Any], on: datetime.date, reason: str, by: Actor
) -> Agreement:
    """The next version, under the claim's number. The claim and its community must be locked."""
    last = claim.agreements.order_by("-version_no").first()
    numbered = _number_of(last) if last is not None else _next_number(claim, on.year)
    agreement = Agreement(
        claim=claim,
        version_no=last.version_no + 1 if last is not None else 1,
        content=content,
        digest=digest_of(content),
        drawn_up_on=on,
        reason=reason,
        **numbered,
    )
    write(agreement)
    after = {"number": str(agreement), "digest": agreement.digest, "reason": reason}
    record("posts.agreement_drawn_up", agreement, by=by, after=after)
    return agreement


def _number_of(agreement: Agreement) -> dict[str, Any]:
    return {
        "number": agreement.number,
        "issued_by": agreement.issued_by,
        "year": agreement.year,
        "running": agreement.running,
    }


def _next_number(claim: Claim, year: int) -> dict[str, Any]:
    """Community, year, and the next number of that year."""
    community = claim.post.community
    if community is None:
        raise Refused(_("The post lies in no community, whose numbers its agreement could bear."))
    given = Agreement.objects.filter(issued_by=community, year=year, version_no=1)
    running = (given.aggregate(last=Max("running"))["last"] or 0) + 1
    return {
        "number": f"{community.code}-{year}-{running:04d}",
        "issued_by": community,
        "year": year,
        "running": running,
    }


@transaction.atomic
def sign_agreement(agreement: Agreement, *, on: datetime.date, by: Actor) -> Agreement:
    """Note that all three copies are signed and stamped; the version before is superseded."""
    agreement = _lock(agreement)
    require(rules.can_sign_agreement(by, agreement))
    require(rules.can_sign_on(agreement, on))
    if digest_of(agreement.content) != agreement.digest:
        raise Refused(
            _("The words are not those that were drawn up. Please have this looked into.")
        )
    for found in agreement.claim.agreements.signed():
        earlier = Agreement.objects.lock(found)
        before = apply(earlier, {"status": Status.SUPERSEDED})
        after = {"status": earlier.status}
        record("posts.agreement_superseded", earlier, by=by, before=before, after=after)
    changes = {"status": Status.SIGNED, "signed_on": on, "noted_by": by.user}
    before = apply(agreement, changes)
    after = {"status": agreement.status, "signed_on": on, "digest": agreement.digest}
    record("posts.agreement_signed", agreement, by=by, before=before, after=after)
    return agreement


@transaction.atomic
def drop_draft(agreement: Agreement, *, reason: str, by: Actor) -> Agreement:
    """A version that nobody will sign. Its number stays the claim's."""
    agreement = _lock(agreement)
    require(rules.can_drop_draft(by, agreement))
    changes = {"status": Status.DROPPED, "dropped_because": reason}
    before = apply(agreement, changes)
    record("posts.agreement_dropped", agreement, by=by, before=before, after=changes)
    return agreement


def _lock(agreement: Agreement) -> Agreement:
    claim = lock_claim(agreement.claim)
    found: Agreement = Agreement.objects.lock(agreement)
    found.claim = claim
    return found
