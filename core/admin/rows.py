"""One model in the admin: its visible rows, changed by services."""

import dataclasses
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from core.admin.forms import ServiceForm
from core.admin.site import OFFICE, roles_in_admin
from core.identifiers import mask_phone
from core.once import Spent, new_token, spend
from core.paths import field_at
from core.verdicts import Kind, Refused, Stale, Verdict, require

# The ends of the addresses that the filters beside a list make.
FILTER_ENDS = ("exact", "in", "isnull", "isempty", "gte", "lt")


class ScopedRelatedFilter(admin.RelatedFieldListFilter):
    """The filter beside a list, with the rows that its user may see."""

    LONGEST = 200

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        rows = field.remote_field.model._default_manager.visible_to(request.user)
        return [(row.pk, str(row)) for row in rows[: self.LONGEST]]


def _masked(field: Any) -> Callable[[Any], str]:
    @admin.display(description=field.verbose_name)
    def shown(row: Any) -> str:
        return mask_phone(getattr(row, field.name))

    return shown


class ScopedAdmin(admin.ModelAdmin):
    """A model in the admin: visible rows only, changed by services only, never deleted.

    ``open_to``: ``office`` and administrators' offices that find it in the menu; ``readonly``:
    fields that are only shown (a ``status`` always is); ``fixed``: fields that are chosen once,
    when the row is made; ``masked``: telephone numbers, which the admin never shows whole;
    ``list_select_related``: rows that a list reads along, beside those of its own columns.

    A subclass that lets rows be made names ``create_rule(actor)`` and ``save_new(request, values,
    by)``; one that lets them be changed names ``edit_rule(actor, row)`` and
    ``save_changes(row, changes, version, by)``. The services may raise ``Refused``, ``Stale`` and
    ``ValidationError``; the form then says why, with everything that was typed.
    """

    knows_scopes = True
    form = ServiceForm
    open_to: tuple[str, ...] = (OFFICE,)
    readonly: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    masked: tuple[str, ...] = ()
    list_select_related: tuple[str, ...] = ()
    list_per_page = 50
    show_full_result_count = False
    actions = None
    change_form_template = "admin/service_form.html"
    object_history_template = "admin/history.html"

    create_rule: Any = None
    edit_rule: Any = None
    save_new: Any = None
    save_changes: Any = None

    def __init__(self, model: Any, admin_site: Any) -> None:
        super().__init__(model, admin_site)
        for name in self.masked:
            setattr(self, f"masked_{name}", _masked(self.opts.get_field(name)))

    # --- Who may do what ---

    def actor(self, request: Any) -> Any:
        return dataclasses.replace(request.actor, source="admin")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(roles_in_admin(request.user) & set(self.open_to))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(
            self.save_new
            and self.has_view_permission(request)
            and self.create_rule(self.actor(request))
        )

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not self.save_changes or not self.has_view_permission(request):
            return False
        return obj is None or bool(self.verdict(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def verdict(self, request: Any, row: Any) -> Verdict:
        """The rule's answer, asked once per request: Django asks a dozen times for a page."""
        answers = request.__dict__.setdefault("admin_verdicts", {})
        key = (self.opts.label, row.pk)
        if key not in answers:
            answers[key] = self.edit_rule(self.actor(request), row)
        return answers[key]

    # --- Which rows and choices ---

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).visible_to(request.user)

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> Any:
        return super().get_search_results(request, queryset, search_term.replace("\x00", "")[:100])

    def get_autocomplete_fields(self, request: HttpRequest) -> list[str]:
        """Every choice of rows that the admin can search: a list would hold thousands."""
        return [
            field.name
            for field in (*self.opts.fields, *self.opts.many_to_many)
            if field.remote_field
            and field.remote_field.model in self.admin_site._registry
            and self.admin_site._registry[field.remote_field.model].search_fields
        ]

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        return db_field.remote_field.model._default_manager.visible_to(request.user)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        found: list[Any] = []
        for name in super().get_list_filter(request):
            related = isinstance(name, str) and field_at(self.model, name).remote_field
            found.append((name, ScopedRelatedFilter) if related else name)
        return found

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        """Only what the filters beside the list send: any other column, of this row or of one that
        it leads to, could be felt out letter by letter by the number of rows."""
        names = [n[0] if isinstance(n, tuple) else n for n in self.list_filter]
        return any(lookup in self._sent_by_filter(name) for name in names if isinstance(name, str))

    def _sent_by_filter(self, name: str) -> set[str]:
        """What Django's filters on this field write into the address."""
        field = field_at(self.model, name)
        target = f"{name}__{field.target_field.name}" if field.remote_field else name
        return {name, f"{target}__exact"} | {f"{name}__{end}" for end in FILTER_ENDS}

    # --- What is shown ---

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        return [
            f"masked_{name}" if name in self.masked else name
            for name in super().get_list_display(request)
        ]

    def get_list_select_related(self, request: HttpRequest) -> Any:
        related = {f.name for f in self.opts.fields if f.remote_field} & set(self.list_display)
        return sorted(related | set(self.list_select_related))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        if obj is None:
            return []
        status = ["status"] if _has_field(self.opts, "status") else []
        masked = [f"masked_{name}" for name in self.masked]
        return list(dict.fromkeys([*self.fixed, *self.readonly, *status, *masked]))

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> list[str]:
        hidden = list(self.masked) if obj is not None else [*self.readonly, "status"]
        return [*(super().get_exclude(request, obj) or ()), *hidden]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = [
            (title, dict(options)) for title, options in super().get_fieldsets(request, obj)
        ]
        changing = obj is not None and self.has_change_permission(request, obj)
        for _title, options in fieldsets:
            options["fields"] = [name for name in options["fields"] if name != "on_version"]
        if changing and _has_field(self.opts, "version"):
            fieldsets[0][1]["fields"].append("on_version")
        return fieldsets

    def get_view_on_site_url(self, obj: Any = None) -> str | None:
        has_page = self.view_on_site and hasattr(obj, "get_absolute_url")
        return obj.get_absolute_url() if has_page else None

    def get_urls(self) -> list[Any]:
        """Without deleting, and without the nameless old redirects."""
        return [url for url in super().get_urls() if url.name and not url.name.endswith("_delete")]

    def _get_obj_does_not_exist_redirect(self, request: Any, opts: Any, object_id: str) -> Any:
        raise Http404

    # --- Saving ---

    def get_form(self, request: Any, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.complaint = getattr(request, "complaint", None)
        return form

    def changeform_view(
        self,
        request: Any,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id)) if object_id else None
        reason = self._guard(request, row)
        context = (extra_context or {}) | {
            "form_token": new_token(request),
            "why_read_only": reason,
        }
        try:
            return super().changeform_view(request, object_id, form_url, context)
        except Spent as sent:
            return HttpResponseRedirect(sent.earlier.result_url)
        except (Refused, ValidationError) as problem:
            if isinstance(problem, Refused) and problem.kind is Kind.FORBIDDEN:
                raise
            request.complaint = problem
        # Everything is rolled back; the form comes again, with the reason and what was typed.
        response = super().changeform_view(request, object_id, form_url, context)
        if isinstance(request.complaint, Stale):
            response.status_code = 409
        return response

    def _guard(self, request: Any, row: Any) -> str:
        """Refuse a change with the rule's own reason; for a look, return the reason."""
        if row is None or not self.save_changes or not self.has_view_permission(request):
            return ""
        verdict = self.verdict(request, row)
        if request.method == "POST":
            require(verdict)
        return verdict.reason

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        """Hand the values to the service; the instance that the form has filled is never saved."""
        spent = spend(request)
        by = self.actor(request)
        if change:
            row = self.get_queryset(request).get(pk=obj.pk)
            version = form.cleaned_data.get("on_version")
            saved = self.save_changes(row, form.values(), version, by)
        else:
            saved = self.save_new(request, form.values(), by)
        obj.pk = saved.pk
        obj.refresh_from_db()
        if spent is not None:
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            spent.keep_result(reverse(name, args=[saved.pk]))

    def save_related(self, request: Any, form: Any, formsets: Any, change: bool) -> None:
        """Nothing: the service has saved all of it."""

    def log_addition(self, request: Any, obj: Any, message: Any) -> None:
        """Nothing: the service has put it on record."""

    def log_change(self, request: Any, obj: Any, message: Any) -> None:
        """Nothing: the service has put it on record."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """The row's own history out of the audit log."""
        row = self.get_object(request, unquote(object_id))
        if row is None or not self.has_view_permission(request, row):
            raise Http404
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),
            "title": _("History: %(name)s") % {"name": row},
            "module_name": self.opts.verbose_name_plural,
            "object": row,
            "opts": self.opts,
        }
        return TemplateResponse(request, self.object_history_template, context)


def _has_field(opts: Any, name: str) -> bool:
    return any(field.name == name for field in opts.get_fields())
