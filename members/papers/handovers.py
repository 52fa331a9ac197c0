"""联络员工作交接单: what one liaison leaves to the next."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from core.papers import Column, Document, Layout, Paper
from members.models import Handover
from members.papers.heads import iso, name_on


def handover_sheet(handover: Handover) -> Document:
    """The items with their state, and places for the three who sign."""
    before, after = handover.predecessor, handover.successor
    membership = after.membership
    items = list(handover.items.all())
    done, not_yet = pgettext("on paper", "accepted"), pgettext("on paper", "open")
    accepted = handover.accepted_at
    return Document(
        title=_("Hand-over of a liaison's work"),
        number=str(HANDOVER.number),
        maker=name_on(membership.committee, after.starts_on),
        facts={
            "unit": membership.unit.name,
            "committee": name_on(membership.committee, after.starts_on),
            "predecessor": before.person.name,
            "successor": after.person.name,
            "handed_over_on": iso(after.starts_on),
            "accepted_on": iso(timezone.localtime(accepted).date()) if accepted else "",
        },
        rows=[
            {"no": str(at), "text": item.text, "state": done if item.is_accepted else not_yet}
            for at, item in enumerate(items, 1)
        ],
        summary=_("%(done)d of %(all)d accepted.")
        % {"done": sum(item.is_accepted for item in items), "all": len(items)},
        empty=_("There was nothing to hand over."),
        signatures=[_("Handed over by:"), _("Taken over by:"), _("Witness:")],
    )


HANDOVER = Paper(
    kind="handover",
    label=gettext_lazy("Hand-over sheet"),
    model="members.handover",
    make=handover_sheet,
    layout=Layout.SHEET,
    number=gettext_lazy("QYDJ-05"),
    facts={
        "unit": gettext_lazy("Member unit"),
        "committee": gettext_lazy("Committee"),
        "predecessor": gettext_lazy("Predecessor"),
        "successor": gettext_lazy("Successor"),
        "handed_over_on": gettext_lazy("Handed over on"),
        "accepted_on": gettext_lazy("Accepted on"),
    },
    columns=(
        Column("no", pgettext_lazy("on paper", "No."), 0.65, centred=True),
        Column("text", gettext_lazy("What is handed over"), 6),
        Column("state", pgettext_lazy("on paper", "State"), 1, centred=True),
        Column("note", pgettext_lazy("on paper", "Note"), 1.5),
    ),
    committee_of=lambda handover: handover.successor.membership.committee,
)
