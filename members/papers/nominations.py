"""兼职委员推荐、提名、审核表: the paper that goes round until a part-time member is appointed."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from core.papers import Box, Document, Layout, Paper
from core.verdicts import Verdict, refuse
from members import rules
from members.models import Seat
from members.papers.heads import iso, name_on


def nomination_form(seat: Seat) -> Document:
    """One form for the whole chain: the unit recommends, the person agrees, the street nominates,
    the organisation department reviews and the committee above appoints (domain source F24)."""
    person, committee = seat.person, seat.committee
    sign = _("(stamp)        Date:")
    return Document(
        title=_("Recommendation, nomination and review of a part-time member"),
        number=str(NOMINATION.number),
        maker=name_on(committee, seat.starts_on),
        facts={
            "name": person.name,
            "party_status": person.get_party_status_display(),
            "workplace": person.workplace,
            "position": person.position,
            "unit": seat.membership.unit.name if seat.membership else "",
            "committee": name_on(committee, seat.starts_on),
            "capacity": seat.capacity.name,
            "term": iso(seat.term_ends_on),
            "step": seat.get_status_display(),
            "basis_of_seat": seat.basis,
        },
        boxes=[
            Box(_("The unit's party organisation recommends"), sign=sign),
            Box(_("The person agrees"), sign=_("Signature:        Date:")),
            Box(_("The working committee nominates"), sign=sign),
            Box(_("The organisation department reviews"), sign=sign),
            Box(pgettext("on paper", "Appointment"), sign=sign),
        ],
        summary=_("Each box is signed and stamped before the paper goes on."),
    )


def _can_print(by: object, seat: Seat) -> Verdict:
    if not seat.capacity.needs_nomination:
        return refuse(_("In this capacity nobody is nominated."))
    return rules.can_print_lists(by, seat.committee)  # type: ignore[arg-type]


NOMINATION = Paper(
    kind="nomination",
    label=gettext_lazy("Recommendation, nomination and review"),
    model="members.seat",
    make=nomination_form,
    layout=Layout.FORM,
    number=gettext_lazy("QYDJ-04"),
    facts={
        "name": gettext_lazy("Name"),
        "party_status": gettext_lazy("Party membership"),
        "workplace": gettext_lazy("Workplace"),
        "position": gettext_lazy("Position"),
        "unit": gettext_lazy("For the unit"),
        "committee": gettext_lazy("Committee"),
        "capacity": gettext_lazy("Capacity"),
        "term": gettext_lazy("Term ends on"),
        "step": gettext_lazy("Present step"),
        "basis_of_seat": gettext_lazy("Basis"),
    },
    verdict=_can_print,
    committee_of=lambda seat: seat.committee,
)
