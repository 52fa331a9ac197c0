from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = _("Member units and people")

    def ready(self) -> None:
        from members import faults, imports, papers, receivers, sections  # noqa: F401 they register themselves
