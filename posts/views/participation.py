"""Both sides of taking part: what members have done, and what communities have offered."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from committees.pages import Here, number_asked_for
from core import clock
from core.pages import ListPage, Titled
from members.models import Registration
from posts import figures
from posts.filters.records import ParticipationFilter
from posts.tables.records import ParticipationTable


class Participation(Here, ListPage):
    """Registered members with what they have done in the year: effectively, little, not at all."""

    title = gettext_lazy("Who takes part")
    queryset = Registration.objects.all()
    table_class = ParticipationTable
    filterset_class = ParticipationFilter
    empty_text = gettext_lazy("Nobody is registered here yet.")

    def get_queryset(self) -> Any:
        return self.rows_here(Registration)


class Gaps(Here, Titled, TemplateView):
    """供给缺口: the months in which a community or grid offered nothing."""

    template_name = "posts/gaps.html"
    title = gettext_lazy("Months without anything")

    @property
    def year(self) -> int:
        asked = number_asked_for(self.request, "year").get("year", clock.today().year)
        return asked if 2000 <= asked <= clock.today().year else clock.today().year

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = self.at if self.reads_all_here else None
        lines = figures.supply(here, self.year) if here else []
        return super().get_context_data(**kwargs) | {
            "here": here,
            "year": self.year,
            "years": [clock.today().year - n for n in range(4)],
            "months": [datetime.date(self.year, month, 1) for month in figures.MONTHS],
            "lines": lines,
            "gaps": sum(line.gaps for line in lines),
        }
