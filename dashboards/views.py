"""The first page, the search over everything one may see, and the state of the machine."""

import shutil
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from audit.models import Entry, Seal
from committees.models import Committee
from committees.terms import Role
from core import clock, hooks
from core.identifiers import normalise
from core.models import Job, Lease
from core.pages import Fact, Titled
from core.verdicts import forbid, require
from members.models import MemberUnit, Person

HITS = 20


class MyDay(Titled, TemplateView):
    """The person's own day: what waits, in whose hands, for how long; what changed."""

    template_name = "dashboards/my_day.html"
    title = gettext_lazy("My day")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        items = [item for answer in hooks.my_day.ask(self.request) for item in answer]
        items.sort(key=lambda item: (not item.urgent, -(item.days or 0)))
        reach = self.request.user.reach
        return super().get_context_data(**kwargs) | {
            "items": items,
            "changes": self.changes(),
            "today": clock.today(),
            "manages": bool(reach.managed),
            "is_liaison": bool(reach.liaison_at) and not reach.roots,
            "has_no_role": not reach.posts,
        }

    def changes(self) -> list[Entry]:
        """The last acts of others at the committees of one's offices."""
        ids = [post.committee_id for post in self.request.user.reach.posts if post.committee_id]
        if not self.request.user.reach.managed:
            return []
        return list(
            Entry.objects.filter(role_committee_id__in=ids).exclude(user=self.request.user)[:10]
        )


class Search(Titled, TemplateView):
    """Committees, units and people by name, pinyin, initials, code; only what one may see."""

    template_name = "dashboards/search.html"
    title = gettext_lazy("Search")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = normalise(self.request.GET.get("q", ""))[:50]
        return super().get_context_data(**kwargs) | {
            "q": asked,
            "groups": self.groups(asked) if asked else [],
        }

    def groups(self, asked: str) -> list[tuple[str, list[Any]]]:
        user = self.request.user
        found = [
            (_("Committees"), Committee.objects.visible_to(user).search(asked)),
            (_("Member units"), MemberUnit.objects.visible_to(user).search(asked)),
            (_("People"), Person.objects.visible_to(user).search(asked)),
        ]
        return [(label, list(rows[:HITS])) for label, rows in found]


class Health(Titled, TemplateView):
    """The system administrator's page: database, disk, migrations, jobs, chores, seals."""

    template_name = "dashboards/health.html"
    title = gettext_lazy("System health")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.reach.administers != Role.SYSTEM:
            require(forbid(_("Only the system administrator reads this page.")))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        disk = shutil.disk_usage(settings.DATA_DIR)
        seal = Seal.objects.order_by("-id").first()
        facts = [
            Fact(_("Database"), connection.vendor),
            Fact(_("Migrations not applied"), len(waiting)),
            Fact(
                _("Disk free"),
                f"{disk.free // 2**30} GB / {disk.total // 2**30} GB",
                "text-danger" if disk.free < disk.total * 0.2 else "",
            ),
            Fact(_("Jobs waiting"), Job.objects.filter(status=Job.Status.QUEUED).count()),
            Fact(_("Jobs failed"), Job.objects.filter(status=Job.Status.FAILED).count()),
            Fact(_("Last seal"), seal.at if seal else "—"),
        ]
        return super().get_context_data(**kwargs) | {
            "facts": facts,
            "leases": Lease.objects.order_by("name"),
            "now": clock.now(),
        }


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Up or down, without a word more; for the load balancer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("down", status=503, content_type="text/plain")
    return HttpResponse("up", content_type="text/plain")
