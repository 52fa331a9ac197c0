"""成员单位聘任书: what a unit receives when it is on the roster of a committee."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from core import clock
from core.papers import Document, Layout, Paper, long_date
from members import rules
from members.models import Membership
from members.papers.heads import last_day, name_on


def appointment_letter(membership: Membership) -> Document:
    """The letter that makes a unit a member, under the name that the committee had that day."""
    unit, day = membership.unit, membership.starts_on
    committee = name_on(membership.committee, day)
    term = (
        _("until %(date)s") % {"date": long_date(last_day(day, membership.ends_on))}
        if membership.ends_on
        else _("until further notice")
    )
    seats = (
        membership.seats.filled().representing().select_related("person").order_by("sequence", "id")
    )
    sitting = [seat.person.name for seat in seats]
    liaising = [
        liaison.person.name
        for liaison in membership.liaisons.running().select_related("person").order_by("id")
    ]
    comma = pgettext("on paper", ", ")
    facts = {
        "unit": unit.name,
        "committee": committee,
        "joined": long_date(day),
        "until": term,
        "basis_of_membership": membership.basis,
        "representative": comma.join(sitting),
        "liaisons": comma.join(liaising),
    }
    decided = (
        _("By %(basis)s, your unit is a member unit of %(committee)s from %(joined)s, %(until)s.")
        if membership.basis
        else _("Your unit is a member unit of %(committee)s from %(joined)s, %(until)s.")
    )
    paragraphs = [
        _("To %(unit)s:") % facts,
        decided % (facts | {"basis": membership.basis, "until": term}),
    ]
    if sitting:
        paragraphs.append(_("Representative: %(representative)s.") % facts)
    if liaising:
        paragraphs.append(_("Liaison: %(liaisons)s.") % facts)
    paragraphs.append(
        _(
            "Please keep the committee's charter, carry out what is agreed there, answer the other "
            "members' requests and file every change of your representative or liaison at once."
        )
    )
    return Document(
        title=_("Letter of Appointment"),
        maker=committee,
        number=_("No. %(code)s-%(number)05d")
        % {"code": membership.committee.code, "number": membership.pk},
        facts=facts,
        paragraphs=paragraphs,
        closing=[committee, _("(stamp)"), long_date(clock.today())],
    )


LETTER = Paper(
    kind="appointment",
    label=gettext_lazy("Letter of appointment of the unit"),
    model="members.membership",
    make=appointment_letter,
    layout=Layout.LETTER,
    facts={
        "unit": gettext_lazy("Member unit"),
        "committee": gettext_lazy("Committee"),
        "joined": gettext_lazy("Joined on"),
        "until": pgettext_lazy("on paper", "Until"),
        "basis_of_membership": gettext_lazy("Basis of the membership"),
        "representative": gettext_lazy("Representative"),
        "liaisons": gettext_lazy("Liaisons"),
    },
    verdict=rules.can_print_letter,
    committee_of=lambda membership: membership.committee,
)
