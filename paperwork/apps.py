from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PaperworkConfig(AppConfig):
    name = "paperwork"
    verbose_name = _("Imports, exports and papers")

    def ready(self) -> None:
        from paperwork import receivers, tasks  # noqa: F401 they register themselves
