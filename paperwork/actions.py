"""What is done with papers, imports and exports, in the log's words."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register

register(
    {
        "paperwork.exported": _("List exported"),
        "paperwork.export_limit_reached": _("Day's limit of exports reached"),
        "paperwork.import_brought": _("File brought for import"),
        "paperwork.import_discarded": _("Import discarded"),
        "paperwork.imported": _("File imported"),
        "paperwork.import_undone": _("Import undone"),
        "paperwork.row_removed": _("Removed again with its import"),
        "paperwork.row_restored": _("Put back with its import"),
        "paperwork.template_uploaded": _("Template of a paper uploaded"),
        "paperwork.template_retired": _("Template of a paper retired"),
    },
    words={
        "file": _("file name"),
        "bytes": _("size in bytes"),
        "sha256": _("digest"),
        "limit": _("day's limit"),
        "second_person": _("second person"),
    },
)
