"""Bringing a table, looking at what it would change, mending, confirming and undoing it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from django.views.generic.detail import SingleObjectMixin

from core.imports import IMPORTS, hiding, importer_for
from core.imports.cells import CONTROL
from core.imports.engine import OUTCOMES, REFUSED
from core.imports.gates import column_letters
from core.imports.papers import template
from core.imports.problems import ERROR, NOTE, WARNING
from core.models import Job
from core.pages import ActionView, DetailPage, FormPage, ListPage, VisibleRows
from core.paging import KeysetPaginator
from core.panels import Action, Fact
from core.verdicts import Refused, Verdict, require
from paperwork import rules
from paperwork.filters import ImportFilter
from paperwork.forms.imports import BringForm
from paperwork.models import ImportRun
from paperwork.services import imports as services
from paperwork.services import leftovers, undoing
from paperwork.tables import ImportTable

RUNS = ImportRun.objects.select_related("committee", "user", "job")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

SKIPPED_SHOWN = 30
GRAVEST_FIRST = (ERROR, WARNING, NOTE)
LABELS = {
    "new": gettext_lazy("new"),
    "changed": gettext_lazy("changed"),
    "same": gettext_lazy("the same"),
    "refused": gettext_lazy("refused"),
}


def workbook(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


class ImportList(ListPage):
    title = gettext_lazy("Imports")
    queryset = ImportRun.objects.all()
    table_class = ImportTable
    filterset_class = ImportFilter
    create_url_name = "paperwork:import-create"
    create_label = gettext_lazy("Import a table")
    empty_text = gettext_lazy("You have imported nothing yet.")

    def can_create(self) -> Verdict:
        return rules.can_import(self.request.actor)  # type: ignore[attr-defined]


class ImportCreate(FormPage, FormView):
    """The first step: nothing is written before the rows have been seen."""

    title = gettext_lazy("Import a table")
    form_class = BringForm
    template_name = "paperwork/import_form.html"
    submit_label = gettext_lazy("Read and check")
    success_message = gettext_lazy("Read. Please look at what would change.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_import(request.actor))  # type: ignore[attr-defined]
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"actor": self.request.actor}  # type: ignore[attr-defined]

    def get_initial(self) -> dict[str, Any]:
        at = self.request.at  # type: ignore[attr-defined]
        return {"kind": self.request.GET.get("kind", "units"), "committee": at.pk if at else None}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"kinds": context["form"].fields["kind"].choices}

    def back_url(self) -> str:
        return reverse("paperwork:import-list")

    def save(self, form: BringForm) -> Any:
        values = form.cleaned_data
        committee = values["committee"] if importer_for(values["kind"]).needs_place else None
        run = services.bring(values["kind"], committee, values["file"], by=self.request.actor)  # type: ignore[attr-defined]
        return _after(run)


def _after(run: ImportRun) -> str:
    """The page that comes next: of the job while one is under way, else of the import."""
    if run.job and run.status in ImportRun.UNDER_WAY:
        return reverse("paperwork:job-detail", args=[run.job.pk])
    return run.get_absolute_url()


class ImportDetail(DetailPage):
    """What the table would change, row by row; what is wrong with it, and where to mend it."""

    queryset = RUNS
    template_name = "paperwork/import_detail.html"
    rows_per_page = 50

    def get_title(self) -> str:
        return self.object.file_name

    @cached_property
    def has_rows(self) -> bool:
        """Whether its rows are still kept."""
        return bool(self.object.rows.exists())

    def actions(self) -> list[Action]:
        run, by = self.object, self.request.actor  # type: ignore[attr-defined]
        url = {
            name: reverse(f"paperwork:import-{name}", args=[run.pk])
            for name in ("confirm", "confirm-good", "undo", "discard")
        }
        found = []
        if run.status == run.Status.STAGED:
            good = run.new + run.changed
            found.append(
                Action(
                    _("Import all"),
                    url["confirm"],
                    rules.can_confirm(by, run, good_rows=False),
                    post=True,
                    style="primary",
                )
            )
            if run.refused:
                found.append(
                    Action(
                        _("Import only the %(count)d good "
                        "rows") % {"count": good}, url["confirm-good"],
                        rules.can_confirm(by, run, good_rows=True), post=True, style="primary",
                        confirm=_("%(count)d refused rows are left out. Go "
                        "on?") % {"count": run.refused},
                    )
                )  # fmt: skip
        if self.has_rows and run.file:
            found.append(
                Action(
                    _("Workbook with the faults marked"),
                    reverse("paperwork:import-marked", args=[run.pk]),
                )
            )
        if run.status == run.Status.DONE:
            found.append(
                Action(_("Undo the whole "
                "import"), url["undo"], rules.can_undo(by, run), post=True, style="danger",
                       confirm=_("Everything that this import has made or changed is taken "
                       "back. Go on?"))
            )  # fmt: skip
        if run.status in run.OPEN:
            found.append(
                Action(
                    _("Discard"),
                    url["discard"],
                    rules.can_discard(by, run),
                    post=True,
                    style="danger",
                )
            )
        return found

    def get_facts(self) -> list[Fact]:
        run = self.object
        facts = [Fact(_("kind of import"), run.title)]
        if run.committee:
            facts.append(Fact(_("committee"), run.committee))
        facts.append(Fact(_("sheet"), run.sheet.get("name") or "—"))
        if run.total and not self.has_rows:
            counted = [f"{LABELS[name]} {getattr(run, name)}" for name in OUTCOMES]
            facts.append(Fact(_("Rows"), " · ".join(counted)))
        if others := run.sheet.get("other_sheets"):
            facts.append(Fact(_("Sheets without a table, left out"), _("; ").join(others)))
        if unknown := run.sheet.get("unknown"):
            words = [f"{letter} {heading}" for letter, heading in unknown]
            facts.append(
                Fact(_("Columns that are not known and were left out"), _("; ").join(words))
            )
        if skipped := run.sheet.get("skipped"):
            words = [
                _("row %(row)d (%(why)s)") % {"row": number, "why": why}
                for number, why in skipped[:SKIPPED_SHOWN]
            ]
            if len(skipped) > SKIPPED_SHOWN:
                words.append(_("and %(count)d more") % {"count": len(skipped) - SKIPPED_SHOWN})
            facts.append(Fact(_("Rows that were left out"), _("; ").join(words)))
        return facts

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = self.object
        by_outcome = {name: getattr(run, name) for name in OUTCOMES}
        asked = self.request.GET.get("show", "")
        first = next(
            (name for name in (REFUSED, "changed", "new", "same") if by_outcome[name]), "new"
        )
        shown = asked if asked in OUTCOMES else first
        page = KeysetPaginator(
            run.rows.filter(outcome=shown), ["number"], per_page=self.rows_per_page
        ).page(self.request.GET)
        return super().get_context_data(**kwargs) | {
            "tabs": [(name, LABELS[name], by_outcome[name], name == shown) for name in OUTCOMES],
            "has_rows": self.has_rows,
            "shown": shown,
            "page": page,
            "staged": [self._row(row) for row in page.rows],
            "is_written": run.status in (*run.STANDING, run.Status.UNDONE),
            "may_mend": bool(rules.can_mend(self.request.actor, run)),  # type: ignore[attr-defined]
            "intro": IMPORTS[run.kind].intro if run.kind in IMPORTS else "",
        }

    def _row(self, row: Any) -> dict[str, Any]:
        """One row as the page shows it: name, changes, faults, and what can be typed."""
        importer, places = importer_for(self.object.kind), self.object.sheet["places"]
        columns = {column.key: column for column in importer.columns}
        bad = [p["column"] for p in row.problems if p["kind"] == "error" and p["column"] in places]
        name = next((c.key for c in importer.columns if c.required and c.kind == "text"), "")
        return {
            "number": row.number,
            "name": hiding.shown(row.cells.get(name, "")) or "—",
            "changes": [
                (str(columns[key]) if key in columns else _("Membership"), before, after)
                for key, (before, after) in row.changes.items()
            ],
            "problems": [
                {
                    "kind": p["kind"],
                    "message": p["message"],
                    "where": f"{column_letters(places[p['column']])}{row.number}"
                    if p["column"] in places
                    else "",
                    "column": str(columns[p["column"]]) if p["column"] in columns else "",
                }
                for p in sorted(row.problems, key=lambda p: GRAVEST_FIRST.index(p["kind"]))
            ],
            "fields": [
                {
                    "key": key,
                    "label": str(columns[key]),
                    "value": hiding.shown(row.cells.get(key, "")),
                    "words": columns[key].choices(),
                }
                for key in dict.fromkeys(bad)
            ],
            "mend_url": reverse("paperwork:import-mend", args=[self.object.pk, row.number]),
        }


class OwnRun(VisibleRows, SingleObjectMixin, View):
    """Something done to one's own import."""

    queryset = RUNS


class ImportMend(ActionView):
    """Other text for the bad cells of one row, or the row left out; all rows are judged anew."""

    queryset = RUNS
    success_message = gettext_lazy("Checked anew.")

    def act(self, run: ImportRun) -> str:
        number, by = self.kwargs["number"], self.request.actor  # type: ignore[attr-defined]
        if not run.rows.filter(number=number).exists():
            raise Http404
        if "leave_out" in self.request.POST:
            services.leave_out(run, number, by=by)
        else:
            cells = {
                name.removeprefix("cell-"): CONTROL.sub("", text[:2000])
                for name, text in self.request.POST.items()
                if name.startswith("cell-") and isinstance(text, str)
            }
            services.mend(run, number, cells, by=by)
        return f"{run.get_absolute_url()}?show=refused#rows"


class ImportConfirm(ActionView):
    """Write the import: all rows, or with ``good_rows`` those that are right."""

    queryset = RUNS
    good_rows = False
    success_message = gettext_lazy("The import is confirmed.")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        # Not inside the transaction of ``once``: the service keeps what it has judged anew even
        # when it refuses to write; the run's status lets nobody write it twice.
        run = self.get_object()
        try:
            run = services.confirm(run, good_rows=self.good_rows, by=request.actor)  # type: ignore[attr-defined]
        except Refused as refusal:
            if refusal.kind.value == "forbidden":
                raise
            messages.error(request, refusal.reason)
            return HttpResponseRedirect(run.get_absolute_url())
        messages.success(request, self.success_message)
        return HttpResponseRedirect(_after(run))


class ImportUndo(ActionView):
    queryset = RUNS
    success_message: Any = gettext_lazy("The import is undone.")

    def act(self, run: ImportRun) -> str:
        run = undoing.undo(run, by=self.request.actor)  # type: ignore[attr-defined]
        if run.status == run.Status.UNDOING:
            self.success_message = _("The undoing has begun.")
        return _after(run)


class ImportDiscard(ActionView):
    queryset = RUNS
    success_message = gettext_lazy("Discarded; its rows and its file are deleted.")

    def act(self, run: ImportRun) -> str:
        leftovers.discard(run, by=self.request.actor)  # type: ignore[attr-defined]
        return reverse("paperwork:import-list")


class ImportMarked(OwnRun):
    """The workbook back, with the faults marked."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        run = self.get_object()
        if not run.file or not run.rows.exists():
            raise Http404
        stem = run.file_name.rsplit(".", 1)[0]
        return workbook(services.marked_workbook(run), _("%(name)s (marked).xlsx") % {"name": stem})


class ImportTemplate(View):
    """The empty workbook of one kind of import."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        if kind not in IMPORTS:
            raise Http404
        require(rules.can_import_kind(request.actor, kind))  # type: ignore[attr-defined]
        importer = importer_for(kind)
        return workbook(
            template(importer), _("%(name)s (template).xlsx") % {"name": importer.title}
        )


class JobDetail(DetailPage):
    """Work under way: how far it is, and where it leads."""

    template_name = "core/progress.html"
    context_object_name = "job"

    def get_object(self, queryset: Any = None) -> Job:
        return get_object_or_404(Job, pk=self.kwargs["pk"], user=self.request.user.pk)

    def get_template_names(self) -> list[str]:
        return ["core/_progress.html"] if self.request.htmx else [self.template_name]  # type: ignore[attr-defined]

    def get_title(self) -> str:
        return _("Work under way")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        run = ImportRun.objects.visible_to(self.request.user).filter(job=self.object).first()
        # Other work says with its result where that is to be seen.
        url = run.get_absolute_url() if run else self.object.result.get("url", "")
        return context | {
            "job": self.object,
            "done_url": url,
            "back_url": url,
            "summary": self.object.result.get("summary", ""),
        }
