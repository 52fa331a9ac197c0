"""Proofs of service: issued with a code, found again by it, revoked.

The code is made of the proof's own random number under the installation's key, so that the paper
can be printed again though the database holds nothing but the code's digest: whoever reads the
database alone can make no paper that is found valid.
"""

import base64
import secrets
from datetime import date

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from committees.models import Committee
from core import clock, public
from core.changes import apply, write
from core.verdicts import Refused, require
from members.models import PartyMember
from posts import rules
from posts.models import ServiceProof, ServiceRecord

GROUP = 4


def code_of(proof: ServiceProof) -> str:
    """The code as it stands on paper: 160 bits in groups of four. Raises ``Refused`` when the
    installation's key has changed since, so that no paper leaves with a code that nobody finds."""
    code = _code(proof.nonce)
    if digest_of(code) != proof.digest:
        raise Refused(
            _("The key of this installation has changed since; please revoke this proof and issue "
              "a new one.")
        )  # fmt: skip
    return "-".join(code[at : at + GROUP] for at in range(0, len(code), GROUP))


def _code(nonce: str) -> str:
    """32 letters and digits, none of which is taken for another."""
    mac = salted_hmac("posts.proofs", nonce, algorithm="sha256").digest()
    return base64.b32encode(mac[:20]).decode()


def digest_of(typed: str) -> str:
    """What stands for a code in the database, however it was typed."""
    plain = "".join(c for c in typed.upper() if c.isalnum())
    # 0, 1 and 8 are in no code: whoever types them means the letters.
    return public.digest_of(plain.translate(str.maketrans("018", "OIB")))


@transaction.atomic
def issue_proof(
    committee: Committee, member: PartyMember, *, since: date, until: date, by: Actor
) -> ServiceProof:
    """Certify what counts of a member's services at a community in a period."""
    committee = Committee.objects.lock(committee)
    member = PartyMember.objects.lock(member)
    require(rules.can_issue(by, committee))
    require(rules.can_certify(committee))
    require(rules.can_certify_period(since, until))
    rows = ServiceRecord.objects.counting().filter(
        member=member, community=committee, on__gte=since, on__lte=until
    )
    found = list(rows.select_for_update(of=("self",), no_key=True).order_by("on", "pk"))
    if not found:
        raise Refused(_("Nothing is on record of %(name)s in this period.") % {"name": member})
    sums = rows.order_by().aggregate(services=Count("pk"), minutes=Sum("minutes"))
    nonce = secrets.token_hex(16)
    proof = ServiceProof(
        committee=committee,
        member=member,
        since=since,
        until=until,
        services=sums["services"],
        minutes=sums["minutes"],
        issued_on=clock.today(),
        issued_by=by.user,
        nonce=nonce,
        digest=digest_of(_code(nonce)),
    )
    proof.stand_at(committee)
    write(proof)
    proof.records.set(found)
    after = {"member": member, "since": since, "until": until, "services": len(found)}
    record("posts.proof_issued", proof, by=by, after=after)
    return proof


@transaction.atomic
def revoke_proof(proof: ServiceProof, *, reason: str, by: Actor) -> ServiceProof:
    """Whoever asks for its code from now on is told that it no longer holds."""
    committee = Committee.objects.lock(proof.committee)
    proof = ServiceProof.objects.lock(proof)
    proof.committee = committee
    require(rules.can_revoke(by, proof))
    changes = {
        "status": ServiceProof.Status.REVOKED,
        "revoked_on": clock.today(),
        "reason": reason,
    }
    before = apply(proof, changes)
    record("posts.proof_revoked", proof, by=by, before=before, after=changes)
    return proof


def with_code(typed: str) -> ServiceProof | None:
    """The proof of a code that somebody typed."""
    rows = ServiceProof.objects.select_related("member__person", "committee")
    found: ServiceProof | None = rows.filter(digest=digest_of(typed)).first()
    return found
