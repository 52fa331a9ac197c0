"""评岗办法: by what post-holders are evaluated."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView

from committees.pages import Here, HereDetail
from core.pages import EditPage, FormPage, ListPage
from core.panels import Action, Panel
from core.verdicts import Verdict, require
from posts import rules
from posts.filters.evaluations import SchemeFilter
from posts.forms.evaluations import NewSchemeForm, SchemeForm
from posts.models import EvaluationScheme
from posts.services import schemes
from posts.tables.evaluations import IndicatorsOfScheme, SchemeTable


class SchemeList(Here, ListPage):
    title = gettext_lazy("Schemes of evaluation")
    queryset = EvaluationScheme.objects.all()
    table_class = SchemeTable
    filterset_class = SchemeFilter
    create_url_name = "posts:scheme-create"
    create_label = gettext_lazy("Set up a scheme")
    empty_text = gettext_lazy("No scheme of evaluation has been set up.")

    def can_create(self) -> Verdict:
        return rules.can_edit_schemes(self.actor)


class SchemeDetail(HereDetail):
    queryset = EvaluationScheme.objects.all()
    facts = ["from_year", "excellent_from", "qualified_from", "basic_from"]

    def actions(self) -> list[Action]:
        verdict = rules.can_edit_scheme(self.actor, self.object)
        url = reverse("posts:scheme-edit", args=[self.object.pk])
        return [] if verdict.is_forbidden else [Action(SchemeEdit.title, url, verdict)]

    def panels(self) -> list[Panel]:
        rows = self.object.indicators.order_by("position", "pk")
        return [Panel.of("indicators", _("Indicators"), IndicatorsOfScheme(), rows)]


class SchemeCreate(Here, FormPage, FormView):
    title = gettext_lazy("Set up a scheme of evaluation")
    form_class = NewSchemeForm

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_edit_schemes(self.actor))
        return super().dispatch(request, *args, **kwargs)

    def back_url(self) -> str:
        return reverse("posts:scheme-list")

    def save(self, form: NewSchemeForm) -> EvaluationScheme:
        return schemes.create_scheme(form.cleaned_data["year"], by=self.actor)


class SchemeEdit(Here, EditPage):
    title = pgettext_lazy("verb", "Edit")
    queryset = EvaluationScheme.objects.all()
    form_class = SchemeForm

    def verdict(self, row: EvaluationScheme) -> Verdict:
        return rules.can_edit_scheme(self.actor, row)

    def save(self, form: SchemeForm) -> EvaluationScheme:
        return schemes.edit_scheme(
            form.instance, form.grades, form.lines, version=form.on_version, by=self.actor
        )
