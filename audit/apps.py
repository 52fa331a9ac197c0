from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "audit"
    verbose_name = _("Audit log")

    def ready(self) -> None:
        from audit import checks, protection, receivers, tasks  # noqa: F401 they register themselves

        # Every room's actions.py, which says what its actions are called.
        autodiscover_modules("actions")
        post_migrate.connect(protection.after_migrate, sender=self)
