"""What is done to needs, in the log's words."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register

register(
    {
        "exchange.need_registered": _("Need registered"),
        "exchange.need_edited": _("Need edited"),
        "exchange.need_met": _("Need met"),
        "exchange.need_dropped": _("Need dropped"),
        "exchange.needs_moved": _("Needs moved by a reorganisation"),
        "exchange.need_reopened": _("Need taken up again"),
    },
)
