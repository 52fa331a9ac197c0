"""Which claims still need an agreement, and whether a signed one says what is so today."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _

from core.papers import long_date
from core.prepared import Among, Prepared
from posts.figures import facts
from posts.models import Agreement, Claim


def unsigned(rows: Any) -> Any:
    """Claims in post for which no agreement is signed."""
    signed = Agreement.objects.signed().filter(claim=OuterRef("pk"))
    return rows.filter(~Exists(signed), status=Claim.Status.IN_POST)


def out_of_date(agreement: Agreement) -> list[str]:
    """What has changed since the agreement was drawn up, in words; compared by its own rows."""
    claim, content = agreement.claim, agreement.content
    found = []
    standing = set(claim.pledges.standing().values_list("pk", flat=True))
    if standing != {told["pledge"] for told in content["pledges"]}:
        found.append(_("the pledges"))
    with translation.override(settings.LANGUAGE_CODE):
        until = long_date(claim.term_ends_on) if claim.term_ends_on else ""
    if until != content["term_to"]:
        found.append(_("the term"))
    if (claim.post.name, claim.post.duties) != (content["post"], content["duties"]):
        found.append(_("the post or its duties"))
    return found


def latest_standing(claims: Any) -> Any:
    """The ids of the versions to print: of each claim the last that is signed, or is to be."""
    standing = Agreement.objects.standing()
    later = standing.filter(claim=OuterRef("claim"), version_no__gt=OuterRef("version_no"))
    wanted = standing.filter(claim__in=claims.order_by().values("pk"))
    return wanted.filter(~Exists(later)).values("pk")


@facts.keeps("claim.agreement")
def numbers_of(
    claims: Sequence[int], start: datetime.date | None, end: datetime.date
) -> dict[int, str]:
    """The number of each claim's signed agreement (认岗书编号)."""
    return dict(SIGNED(Among(claims), end))


def _signed(claims: Among, end: datetime.date) -> Any:
    signed = Agreement.objects.signed().filter(claim__in=claims, signed_on__lte=end)
    return signed.order_by().values_list("claim", "number")


SIGNED = Prepared(_signed)
