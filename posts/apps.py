from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PostsConfig(AppConfig):
    name = "posts"
    verbose_name = _("Posts of party members")

    def ready(self) -> None:
        from posts import faults, papers, receivers, tasks  # noqa: F401 they register themselves
