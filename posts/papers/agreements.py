"""认岗书: one sheet, in three copies, word for word what was drawn up."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.identifiers import mask_phone
from core.papers import Box, Column, Document, Layout, Paper
from posts import rules
from posts.models import Agreement

FACTS: dict[str, Any] = {
    "name": gettext_lazy("Name"),
    "sex": pgettext_lazy("on paper", "Sex"),
    "born": pgettext_lazy("on paper", "Born in"),
    "joined": pgettext_lazy("on paper", "Joined the party"),
    "employment": pgettext_lazy("on paper", "Working life"),
    "phone": gettext_lazy("Phone"),
    "workplace": pgettext_lazy("on paper", "Workplace and position"),
    "organisation": gettext_lazy("Home party organisation"),
    "community": pgettext_lazy("on paper", "Lives in the community"),
    "grid": pgettext_lazy("on paper", "Grid"),
    "specialties": pgettext_lazy("on paper", "Specialties"),
    "post": pgettext_lazy("on paper", "Post claimed"),
    "category": gettext_lazy("Kind of post"),
    "duties": pgettext_lazy("on paper", "Duties"),
    "area": pgettext_lazy("on paper", "Area of service"),
    "frequency": pgettext_lazy("on paper", "How often and when"),
    "term": pgettext_lazy("on paper", "Term"),
    "display": pgettext_lazy("on paper", "Displayed for objections"),
    "rights": pgettext_lazy("on paper", "Rights and safeguards"),
    "note": pgettext_lazy("on paper", "Remarks"),
}


def agreement_paper(agreement: Agreement, phones: bool = False) -> Document:
    """The words of the version. With ``phones`` the whole number is read from the person's entry,
    if it still is the one of which the agreement has the mask."""
    told = agreement.content
    person = agreement.claim.member.person
    whole = phones and bool(person.phone) and mask_phone(person.phone) == told["phone"]
    sign = _("(signature, stamp)\nDate:")
    return Document(
        title=_("Party Member's Agreement on a Post"),
        maker=told["community_branch"],
        number=_("No. %(number)s, version %(version)d")
        % {"number": agreement.number, "version": agreement.version_no},
        facts={name: told.get(name, "") for name in FACTS}
        | {
            "phone": person.phone if whole else told["phone"],
            "term": _period(told["term_from"], told["term_to"]),
            "display": _period(told["display_from"], told["display_to"]),
        },
        rows=[
            {
                "no": str(at),
                "content": pledge["content"],
                "measure": pledge["measure"],
                "due": pledge["due"],
            }
            for at, pledge in enumerate(told["pledges"], 1)
        ],
        empty=_("Nothing is pledged besides the duties."),
        boxes=[
            Box(_("Signed by the member"), sign=_("Signature:\nDate:")),
            Box(
                _("Opinion of the community's party branch"),
                text=told["community_branch"],
                sign=sign,
            ),
            Box(_("Opinion of the unit's party branch"), text=told["home_branch"], sign=sign),
        ],
        summary=_(
            "Three copies: for the member, the community and the unit's party branch. Check code "
            "of the words: %(code)s."
        )
        % {"code": agreement.check_code},
        readings=[(person, "phone")] if whole else [],
    )


def _period(start: str, end: str) -> str:
    if not start and not end:
        return ""
    return _("%(start)s to %(end)s") % {"start": start, "end": end}


AGREEMENT = Paper(
    kind="post-agreement",
    label=gettext_lazy("Agreement on a post"),
    model="posts.agreement",
    make=agreement_paper,
    layout=Layout.CONTRACT,
    facts=FACTS,
    columns=(
        Column("no", pgettext_lazy("on paper", "No."), 0.7, centred=True),
        Column("content", pgettext_lazy("on paper", "What is pledged"), 4),
        Column("measure", pgettext_lazy("on paper", "Measure"), 2),
        Column("due", pgettext_lazy("on paper", "To be kept by"), 1.5, centred=True),
    ),
    wide=("workplace", "organisation", "specialties", "duties", "area"),
    below=("display", "rights", "note"),
    copies=(
        gettext_lazy("Copy 1 of 3: for the member"),
        gettext_lazy("Copy 2 of 3: for the community"),
        gettext_lazy("Copy 3 of 3: for the unit's party branch"),
    ),
    asks=("phones",),
    verdict=rules.can_print_agreement,
    phones_verdict=rules.can_print_whole_phone,
    committee_of=lambda agreement: agreement.claim.post.committee,
)
