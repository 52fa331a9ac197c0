"""Which lists went out."""

from django.utils.translation import gettext_lazy

from core.pages import ListPage
from paperwork.filters import ExportFilter
from paperwork.models import ExportRecord
from paperwork.tables import ExportTable


class ExportList(ListPage):
    """One's own exports; all of them for the audit administrator."""

    title = gettext_lazy("Exports")
    queryset = ExportRecord.objects.all()
    table_class = ExportTable
    filterset_class = ExportFilter
    empty_text = gettext_lazy("No list has been exported yet.")
