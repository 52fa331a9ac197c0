"""The audit administrator's pages: the log, who looked at personal data, the seals."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import DetailView, View

from audit import labels, rules, services
from audit.filters import EntryFilter, ReadFilter, SealFilter
from audit.models import Entry, ReadEntry, Seal
from audit.tables import EntryTable, ReadTable, SealTable, changes_panel
from core.models import Job
from core.once import once
from core.pages import DetailPage, ListPage, Titled
from core.panels import Action, Fact, Panel
from core.verdicts import require


class LogPage:
    """Only for the audit administrator; that the log was read is itself on record."""

    request: Any
    title: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        require(rules.can_read_log(request.actor))
        if request.method == "GET":
            services.note_log_reading(
                self.what_is_read(), request.GET.urlencode(), by=request.actor
            )
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc, no-any-return]

    def what_is_read(self) -> str:
        return str(self.title)


class EntryList(LogPage, ListPage):
    title = gettext_lazy("Audit log")
    queryset = Entry.objects.all()
    table_class = EntryTable
    filterset_class = EntryFilter


class EntryDetail(LogPage, DetailPage):
    template_name = "audit/entry_detail.html"
    queryset = Entry.objects.all()

    def what_is_read(self) -> str:
        return _("Entry %(number)d") % {"number": self.kwargs["pk"]}  # type: ignore[attr-defined]

    def get_title(self) -> str:
        return f"{labels.action_label(self.object.action)} · {self.object.object_name}"

    def get_facts(self) -> list[Fact]:
        entry = self.object
        label = {field.name: field.verbose_name for field in Entry._meta.fields}
        return [
            Fact(label["at"], entry.at),
            Fact(label["user_name"], entry.user_name),
            Fact(label["role"], labels.role_label(entry.role)),
            Fact(label["role_committee_name"], entry.role_committee_name),
            Fact(label["model"], labels.kind_label(entry.model)),
            Fact(label["object_id"], entry.object_id),
            Fact(label["object_name"], entry.object_name),
            Fact(label["source"], labels.source_label(entry.source)),
            Fact(label["request_id"], entry.request_id),
            Fact(label["address"], entry.address),
        ]

    def actions(self) -> list[Action]:
        entry = self.object
        here = reverse("audit:list")
        found = [Action(_("All of this request"), f"{here}?request_id={entry.request_id}")]
        if entry.object_id is not None:
            of_row = f"{here}?model={entry.model}&object_id={entry.object_id}"
            found.append(Action(_("All about this record"), of_row))
        return found

    def panels(self) -> list[Panel]:
        return [changes_panel(self.object)]


class ReadList(LogPage, ListPage):
    title = gettext_lazy("Who looked at personal data")
    queryset = ReadEntry.objects.all()
    table_class = ReadTable
    filterset_class = ReadFilter
    empty_text = gettext_lazy("Nobody has looked at a telephone number yet.")


class SealList(LogPage, ListPage):
    title = gettext_lazy("Seals of the audit log")
    queryset = Seal.objects.all()
    table_class = SealTable
    filterset_class = SealFilter
    empty_text = gettext_lazy("Nothing is sealed yet: the background worker seals every minute.")

    def links(self) -> list[Action]:
        return [Action(_("Check the log"), reverse("audit:verify"), post=True, style="primary")]


class Verify(View):
    """Starts a check of the log against its seals."""

    http_method_names = ["post"]

    def post(self, request: Any) -> HttpResponse:
        require(rules.can_read_log(request.actor))

        def work() -> str:
            job = services.start_verification(by=request.actor)
            return reverse("audit:verification", args=[job.pk])

        return once(request, work)


class Verification(Titled, DetailView):
    """How far a check is, and what it found."""

    title = gettext_lazy("Check of the audit log")
    template_name = "audit/verification.html"
    queryset = Job.objects.filter(task="audit.verify")
    context_object_name = "job"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_read_log(request.actor))  # type: ignore[attr-defined]
        return super().dispatch(request, *args, **kwargs)

    def get_template_names(self) -> list[str]:
        return ["core/_progress.html"] if self.request.htmx else [self.template_name]  # type: ignore[attr-defined]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        job = self.object
        faults = job.result.get("faults", [])
        summary = ""
        if job.status == Job.Status.DONE:
            summary = _(
                "%(checked)d rows compared with their seals, %(unsealed)d not sealed yet;"
                " damaged: %(faults)d."
            ) % (job.result | {"faults": len(faults)})
        return super().get_context_data(**kwargs) | {
            "summary": summary,
            "faults": faults,
            "back_url": reverse("audit:seal-list"),
            "done_url": self.request.path if faults else "",
        }
