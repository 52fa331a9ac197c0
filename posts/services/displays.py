"""示岗: consent given and revoked; boards opened to the public and closed again."""

import datetime

from django.db import transaction

from audit.actors import Actor
from audit.services import record
from committees.models import Committee
from core import clock
from core.changes import apply, write
from core.public import digest_of, new_token
from core.verdicts import require
from posts import notices, rules
from posts.models import BoardLink, Claim, DisplayConsent
from posts.services.locks import lock_claim


@transaction.atomic
def give_consent(
    claim: Claim, *, on: datetime.date | None = None, paper: str = "", by: Actor
) -> DisplayConsent:
    """The member wants to be shown; entered by the community, ``paper`` says what was signed."""
    claim = lock_claim(claim)
    on = on or clock.today()
    require(rules.can_consent(by, claim))
    require(rules.has_consent_paper(by, claim, paper))
    require(rules.can_consent_on(claim, on))
    consent = DisplayConsent(
        claim=claim,
        starts_on=on,
        notice_version=notices.VERSION,
        notice=notices.as_told(),
        paper=paper,
        given_to=by.user,
    )
    write(consent)
    after = {"from": on, "notice": notices.VERSION, "paper": paper}
    record("posts.consent_given", claim, by=by, after=after)
    return consent


@transaction.atomic
def revoke_consent(claim: Claim, *, by: Actor) -> DisplayConsent:
    """From now on the member is on no board."""
    claim = lock_claim(claim)
    require(rules.can_revoke_consent(by, claim))
    consent = claim.display_consents.select_for_update().get(ends_on__isnull=True)
    consent.ends_on, consent.revoked_by = clock.today(), by.user
    write(consent)
    record("posts.consent_revoked", claim, by=by, after={"until": consent.ends_on})
    return consent


@transaction.atomic
def open_board(committee: Committee, *, by: Actor) -> tuple[BoardLink, str]:
    """Give the board a public address; returns its token, which is kept nowhere."""
    committee = Committee.objects.lock(committee)
    require(rules.can_open_board(by, committee))
    token = new_token()
    link = BoardLink(committee=committee, token_digest=digest_of(token), made_by=by.user)
    write(link)
    record("posts.board_opened", link, by=by)
    return link, token


@transaction.atomic
def close_board(link: BoardLink, *, by: Actor) -> BoardLink:
    """The address answers nobody any more."""
    Committee.objects.lock(link.committee)
    link = BoardLink.objects.select_related("committee").lock(link)
    require(rules.can_close_board(by, link))
    apply(link, {"revoked_at": clock.now(), "revoked_by": by.user})
    record("posts.board_closed", link, by=by)
    return link
