"""报到单 and 回执: what a member takes to the community, and what goes back to the unit."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core import clock
from core.identifiers import mask_phone
from core.papers import Document, Layout, Paper, long_date
from members import notices, rules
from members.models import Registration
from members.papers.heads import last_day, name_on

FACTS: dict[str, Any] = {
    "who": gettext_lazy("Who is registered"),
    "unit": gettext_lazy("Employing unit"),
    "organisation": gettext_lazy("Home party organisation"),
    "phone": gettext_lazy("Phone"),
    "committee": gettext_lazy("registered at"),
    "registered": gettext_lazy("Registered on"),
    "valid": pgettext_lazy("on paper", "Valid until"),
}


def _facts(registration: Registration) -> dict[str, str]:
    member = registration.member
    day, until = registration.starts_on, registration.valid_until
    return {
        "who": str(registration.who),
        "unit": str(registration.employer or (member.person.workplace if member else "")),
        "organisation": str(member.organisation or member.organisation_name) if member else "",
        "phone": mask_phone(member.person.phone) if member else "",
        "committee": name_on(registration.committee, day),
        "registered": long_date(day),
        "valid": long_date(until) if until else "",
    }


def _number(registration: Registration) -> str:
    return _("No. %(code)s-%(number)05d") % {
        "code": registration.committee.code,
        "number": registration.pk,
    }


def slip(registration: Registration) -> Document:
    """The slip with which a unit sends a member (or itself) to register."""
    facts = _facts(registration)
    words = (
        _(
            "%(who)s (%(from)s), party member, registers with you. Please enter the member, offer "
            "posts and activities, and record the service."
        )
        if registration.member
        else _("%(who)s registers with you as a unit of the area. Please enter it.")
    )
    sent_from = " · ".join(filter(None, [facts["unit"], facts["organisation"]])) or _("no unit")
    told = [_("The member is told:"), *map(str, notices.SENTENCES)] if registration.member else []
    return Document(
        title=_("Registration Slip"),
        maker=facts["unit"] or facts["who"],
        number=_number(registration),
        facts=facts,
        paragraphs=[
            _("To %(unit)s:") % {"unit": facts["committee"]},
            words % (facts | {"from": sent_from}),
            *told,
        ],
        closing=[
            facts["unit"] or facts["who"],
            _("(stamp)"),
            long_date(registration.starts_on),
        ],
    )


def receipt(registration: Registration) -> Document:
    """What the community answers: registered from when until when, or how it ended."""
    facts = _facts(registration)
    words = _("%(who)s is registered at %(committee)s from %(registered)s. Valid until %(valid)s.")
    if registration.ends_on is not None:
        facts["valid"] = long_date(last_day(registration.starts_on, registration.ends_on))
        words = _("%(who)s was registered at %(committee)s from %(registered)s until %(valid)s.")
    return Document(
        title=_("Receipt of Registration"),
        maker=facts["committee"],
        number=_number(registration),
        facts=facts,
        paragraphs=[
            _("To %(unit)s:") % {"unit": facts["unit"] or facts["who"]},
            words % facts,
            _("We record what is done here and write to you about it twice a year."),
        ],
        closing=[facts["committee"], _("(stamp)"), long_date(clock.today())],
    )


SLIP = Paper(
    kind="registration-slip",
    label=gettext_lazy("Registration slip"),
    model="members.registration",
    make=slip,
    layout=Layout.LETTER,
    facts=FACTS,
    verdict=rules.can_print_slip,
    committee_of=lambda registration: registration.committee,
)
RECEIPT = Paper(
    kind="registration-receipt",
    label=gettext_lazy("Receipt of registration"),
    model="members.registration",
    make=receipt,
    layout=Layout.LETTER,
    facts=FACTS,
    verdict=rules.can_print_receipt,
    committee_of=lambda registration: registration.committee,
)
