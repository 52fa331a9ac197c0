"""The five kinds of page that every app is made of.

A concrete page names its rows, its table, form or template and, where a rule applies, the verdict
and the service that does the work. ``members/views`` is a whole app written this way.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import CreateView, DetailView, FormView, UpdateView, View
from django.views.generic.detail import SingleObjectMixin
from django_filters.views import FilterView

from core import hooks
from core.exports import as_spreadsheet
from core.identifiers import mask_phone
from core.imports import IMPORTS
from core.once import new_token, once
from core.paging import KeysetPaginator
from core.panels import Action, Bulk, Fact, Panel, fact_of
from core.verdicts import ALLOWED, Refused, Stale, Verdict, require


class Titled:
    """What the page is called, on the page and in the browser's tab."""

    title: Any = ""

    def get_title(self) -> str:
        return str(self.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"page_title": self.get_title()}  # type: ignore[misc]


class VisibleRows:
    """Only rows the user may see; any other is a 404, as if it did not exist."""

    request: HttpRequest

    def get_queryset(self) -> Any:
        return super().get_queryset().visible_to(self.request.user)  # type: ignore[misc]


# What an address may say about a list without narrowing it.
NO_FILTERS = {"after", "before", "sort", "columns", "on"}


class ListPage(Titled, VisibleRows, FilterView):
    """A filtered, sortable, paged table that can be downloaded as it stands.

    ``described`` says in words what is listed; ``bulk`` names what can be done to selected rows.
    """

    template_name = "core/list.html"
    table_class: Any = None
    create_url_name: str | None = None
    create_label: Any = gettext_lazy("New")
    # The import that takes back what this list exports; offered to those who may start it.
    import_kind = ""
    import_url_name = "paperwork:import-create"
    empty_text: Any = gettext_lazy("Nothing here yet.")
    bulk: dict[str, Bulk] = {}
    rows_per_page = 50
    strict = False

    def get_template_names(self) -> list[str]:
        return ["core/_table.html"] if self.request.htmx else [self.template_name]  # type: ignore[attr-defined]

    def can_create(self) -> Verdict:
        """Whether the "new" button is offered; the page behind it asks the same rule."""
        return ALLOWED

    def links(self) -> list[Action]:
        """Further buttons above the list."""
        return []

    def get_import_url(self) -> str:
        importer = IMPORTS.get(self.import_kind)
        if importer is None or not importer.may_start(self.request.actor):  # type: ignore[attr-defined]
            return ""
        return f"{reverse(self.import_url_name)}?kind={self.import_kind}"

    def get_table(self) -> Any:
        return self.table_class(self.request.GET)

    def get_filterset_kwargs(self, filterset_class: Any) -> dict[str, Any]:
        """Turning the page, sorting and choosing columns leave the filter bar alone: no form."""
        kwargs = super().get_filterset_kwargs(filterset_class)
        if not set(self.request.GET) - NO_FILTERS:
            kwargs["data"] = None
        return kwargs

    def countable(self) -> Any:
        """Rows that are as many as those listed, if some are cheaper to count."""
        return self.object_list

    def paginator(self, table: Any) -> KeysetPaginator:
        return KeysetPaginator(
            self.object_list,
            table.keys,
            descending=table.descending_now,
            per_page=self.rows_per_page,
            countable=self.countable(),
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        table = self.get_table()
        page = self.paginator(table).page(self.request.GET, table.read)
        return context | {
            "table": table,
            "headings": table.headings(),
            "rows": table.painted(page.rows),
            "page": page,
            "create_url": reverse(self.create_url_name) if self.create_url_name else "",
            "create_verdict": self.can_create() if self.create_url_name else None,
            "create_label": self.create_label,
            "import_url": self.get_import_url(),
            "links": self.links(),
            "bulk": self.bulk,
            "empty_text": self.empty_text,
            "form_token": new_token(self.request) if self.bulk else "",
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Download what is listed (an export is on record), or act on the selected rows."""
        rows = self.get_filterset(self.filterset_class).qs
        if request.POST.get("bulk") in self.bulk:
            return self._act_on(rows.filter(pk__in=self._selected(request)), request)
        try:
            return as_spreadsheet(self.get_table(), rows, request, title=self.get_title())
        except Refused as refusal:
            messages.error(request, refusal.reason)
            return HttpResponseRedirect(request.get_full_path())

    @staticmethod
    def _selected(request: HttpRequest) -> list[int]:
        return [int(k) for k in request.POST.getlist("row") if k.isdecimal() and len(k) < 19]

    def _act_on(self, rows: Any, request: HttpRequest) -> HttpResponse:
        bulk = self.bulk[request.POST["bulk"]]
        if bulk.page and (chosen := self._selected(request)):
            query = urlencode({"row": chosen}, doseq=True)
            return HttpResponseRedirect(f"{reverse(bulk.page)}?{query}")

        def work() -> str:
            done, refused = 0, []
            for row in rows:
                try:
                    bulk.act(row, request)
                    done += 1
                except Refused as refusal:
                    refused.append(f"{row}: {refusal.reason}")
            if done:
                messages.success(
                    request,
                    ngettext("Done for %(n)d row.", "Done for %(n)d rows.", done) % {"n": done},
                )
            for line in refused[:20]:
                messages.error(request, line)
            if not done and not refused:
                messages.warning(request, _("No rows were selected."))
            return request.get_full_path()

        return once(request, work)


class DetailPage(Titled, VisibleRows, DetailView):
    """One row: what it is, what can be done now, the facts, what belongs to it, its history.

    ``facts`` names fields; a subclass adds its own in ``get_facts``.
    """

    template_name = "core/detail.html"
    facts: list[str] = []

    def get_queryset(self) -> Any:
        return self.with_what_it_knows(super().get_queryset())

    @staticmethod
    def with_what_it_knows(rows: Any) -> Any:
        """The rows with what the rooms say of them for their own pages."""
        known = hooks.page_knows.get(rows.model, {})
        return rows.annotate(**{f"has_{name}": Exists(asked()) for name, asked in known.items()})

    def get_title(self) -> str:
        return str(self.object)

    def actions(self) -> list[Action]:
        """What can be done here, each with its verdict."""
        return []

    def get_facts(self) -> list[Fact]:
        return [fact_of(self.object, name) for name in self.facts]

    def panels(self) -> list[Panel]:
        """What belongs to the row, below its facts."""
        return []

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        answers = hooks.added_to_page.ask(self.object, self.request)
        added = [answer for answer in answers if answer is not None]
        actions = [*self.actions(), *(action for one in added for action in one.actions)]
        return super().get_context_data(**kwargs) | {
            "actions": sorted(actions, key=lambda action: not action.verdict.allowed),
            "facts": self.get_facts(),
            "panels": [*self.panels(), *(panel for one in added for panel in one.panels)],
        }


class FormPage(Titled):
    """A form that offers only visible choices and is saved by a service."""

    template_name = "core/form.html"
    success_message: Any = gettext_lazy("Saved.")
    submit_label: Any = gettext_lazy("Save")
    submit_style = "primary"
    intro: Any = ""

    request: HttpRequest
    object: Any

    def save(self, form: Any) -> Any:
        """Call the service; return the row whose page comes next, or an address."""
        raise NotImplementedError(f"{type(self).__name__} must name the service that saves it.")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"user": self.request.user}  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "form_token": new_token(self.request),
            "submit_label": self.submit_label,
            "submit_style": self.submit_style,
            "intro": self.intro,
            "back_url": self.back_url(),
        }

    def back_url(self) -> str:
        """Where "cancel" leads."""
        row = getattr(self, "object", None)
        return row.get_absolute_url() if row is not None and row.pk else ""

    def form_valid(self, form: Any) -> HttpResponse:
        def work() -> str:
            saved = self.save(form)
            messages.success(self.request, self.success_message)
            return saved if isinstance(saved, str) else saved.get_absolute_url()

        try:
            return once(self.request, work)
        except Stale as stale:
            return self.form_stale(form, stale)
        except Refused as refusal:
            if refusal.kind.value == "forbidden":
                raise
            form.add_error(None, refusal.reason)
        except ValidationError as error:
            _add_errors(form, error)
        return self.form_invalid(form)  # type: ignore[attr-defined, no-any-return]

    def form_stale(self, form: Any, stale: Stale) -> HttpResponse:
        """Both versions side by side; sending again, knowingly, saves what was typed."""
        theirs = [
            (bound.label, _shown(bound, getattr(stale.current, name)), _shown(bound, mine))
            for name, mine in form.changes.items()
            if name in form.fields
            and hasattr(stale.current, name)
            and getattr(stale.current, name) != mine
            for bound in [form[name]]
        ]
        form.data = form.data.copy()
        form.data["version"] = stale.current.version
        context = self.get_context_data(form=form, stale=stale, theirs=theirs)
        return self.render_to_response(context, status=409)  # type: ignore[attr-defined, no-any-return]


def _shown(bound: Any, value: Any) -> str:
    if bound.name == "phone":
        value = mask_phone(value or "")
    choices = dict(getattr(bound.field, "choices", ()) or ()) if not hasattr(value, "pk") else {}
    if value in (None, ""):
        return "—"
    return str(choices.get(value, value))


def _add_errors(form: Any, error: ValidationError) -> None:
    """A model's own complaint, beside the field that it is about where the form shows it."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)


class CreatePage(FormPage, CreateView):
    """A form for a new row."""

    def verdict(self) -> Verdict:
        """Whether this user may make one at all; which one is the service's question."""
        raise NotImplementedError(f"{type(self).__name__} must say who may create.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require(self.verdict())
        return super().dispatch(request, *args, **kwargs)


class EditPage(VisibleRows, FormPage, UpdateView):
    """A form about one visible row; ``verdict`` guards it before anything is shown."""

    def get_title(self) -> str:
        return f"{self.object} · {self.title}" if self.title else str(self.object)

    def verdict(self, row: Any) -> Verdict:
        raise NotImplementedError(f"{type(self).__name__} must say who may edit.")

    def get_object(self, queryset: Any = None) -> Any:
        row = super().get_object(queryset)
        require(self.verdict(row))
        return row


class ActOnPage(VisibleRows, SingleObjectMixin, FormPage, FormView):
    """A plain form (a reason, a successor) about one visible row."""

    def get_title(self) -> str:
        return f"{self.object} · {self.title}"

    def verdict(self, row: Any) -> Verdict:
        raise NotImplementedError(f"{type(self).__name__} must say who may do this.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.object = self.get_object()
        require(self.verdict(self.object))
        return super().dispatch(request, *args, **kwargs)


class ActionView(VisibleRows, SingleObjectMixin, View):
    """One button: a POST that asks one service to act on one visible row."""

    http_method_names = ["post"]
    success_message: Any = gettext_lazy("Done.")

    def act(self, row: Any) -> Any:
        """Call the service; may return an address to go to instead of the row's page."""
        raise NotImplementedError(f"{type(self).__name__} must name the service it calls.")

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        row = self.get_object()

        def work() -> str:
            url = self.act(row)
            messages.success(request, self.success_message)
            return url if isinstance(url, str) else row.get_absolute_url()

        try:
            return once(request, work)
        except Refused as refusal:
            if refusal.kind.value == "forbidden":
                raise
            messages.error(request, refusal.reason)
            return HttpResponseRedirect(row.get_absolute_url())
