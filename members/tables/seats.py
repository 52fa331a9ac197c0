"""The small table on a seat's page."""

from django.utils.translation import gettext_lazy as _

from core.tables import Choice, Date, Prose, Table, Text
from members.models import SeatStep


class StepsOfSeat(Table):
    model = SeatStep
    columns = [Choice("step"), Date("day"), Prose("basis"), Text("user__name", _("noted by"))]
