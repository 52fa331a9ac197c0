"""The page of a grid."""

from typing import Any

from django.utils.translation import gettext as _

from committees.models import Committee
from core.panels import Panel
from members import figures
from members.models import MemberUnit
from members.tables.belongings import SeatsHere
from members.views.base import HereDetail


class GridPage(HereDetail):
    """A grid: its branch, the units at its addresses across all systems, its people."""

    queryset = Committee.objects.filter(level="grid").select_related("parent")
    template_name = "members/grid.html"
    facts = ["branch_name", "code", "parent", "status"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        units_here = MemberUnit.objects.visible_to(self.request.user).filter(area=self.object)
        groups = figures.by_system(units_here)
        return super().get_context_data(**kwargs) | {
            "groups": groups,
            "units_count": sum(len(found) for _system, found in groups),
            "panels": [
                Panel.of(
                    "people",
                    _("People of the grid"),
                    SeatsHere(),
                    figures.seats_of(self.object, self.date),
                    empty_text=_("Nobody has a seat in this grid yet."),
                )
            ],
        }
