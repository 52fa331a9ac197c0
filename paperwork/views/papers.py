"""The papers that can be made about a row, and the templates behind them."""

from typing import Any

from django.apps import apps
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from django.views.generic.detail import SingleObjectMixin

from committees import rules as committee_rules
from committees.models import Committee
from committees.pages import number_asked_for
from core.pages import ActionView, FormPage, Titled, VisibleRows
from core.papers import Paper, find, offered_for
from core.papers.registry import all_papers, models
from core.verdicts import require
from paperwork.forms.papers import PaperForm, TemplateForm
from paperwork.models import PaperTemplate
from paperwork.services import papers as services

TYPES = {
    services.PDF: "application/pdf",
    services.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
COMMITTEE = "committees.committee"


def committee_asked_for(request: HttpRequest) -> Committee | None:
    """The committee of ``?committee=``, else the one that the person looks at."""
    asked = request.GET.get("committee", "")
    if not asked:
        return request.at or None  # type: ignore[attr-defined]
    if not asked.isdecimal() or len(asked) > 18:
        raise Http404
    return get_object_or_404(Committee.objects.visible_to(request.user), pk=asked)


def visible_row(request: HttpRequest, model: str, pk: int) -> Any:
    rows = apps.get_model(model)._default_manager.all()
    return get_object_or_404(rows.visible_to(request.user), pk=pk)  # type: ignore[attr-defined]


def offer(request: Any, paper: Paper, row: Any, data: Any = None) -> dict[str, Any]:
    """A paper as the page shows it: its choices and whether this person may have it."""
    phones = paper.phones_verdict(request.actor, row) if "phones" in paper.asks else None
    form = PaperForm(
        data,
        user=request.user,
        paper=paper,
        may_show_phones=bool(phones),
        prefix=paper.kind,
        initial=({"on": request.on} if request.on else {}) | number_asked_for(request, "year"),
    )
    return {
        "paper": paper,
        "form": form,
        "verdict": paper.verdict(request.actor, row),
        "pdf_url": reverse("paperwork:paper-pdf", args=[paper.kind, row.pk]),
        "docx_url": reverse("paperwork:paper-docx", args=[paper.kind, row.pk]),
    }


def labelled(paper: Paper | None, names: list[str]) -> str:
    """The fields of a paper as people know them, with the names that a template uses."""
    known = paper.fields if paper else {}
    # An edition may be older than the paper is now: a field of then has its name alone.
    return _("; ").join(
        _("%(label)s (%(name)s)") % {"label": known[name], "name": name} if name in known else name
        for name in names
    )


def papers_page(request: HttpRequest, row: Any, offers: list[dict[str, Any]]) -> HttpResponse:
    title = _("Papers of %(name)s") % {"name": row} if row else _("Papers")
    context = {
        "page_title": title,
        "row": row,
        "offers": offers,
        "can_keep_templates": committee_rules.can_manage_anything(request.actor),  # type: ignore[attr-defined]
    }
    return render(request, "paperwork/papers.html", context)


class PaperList(View):
    """The papers of a committee."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        row = committee_asked_for(request)
        offers = [offer(request, paper, row) for paper in offered_for(COMMITTEE)] if row else []
        return papers_page(request, row, offers)


class PaperSubject(View):
    """The papers of one row of any model that has papers."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, model: str, pk: int) -> HttpResponse:
        if model not in models():
            raise Http404
        row = visible_row(request, model, pk)
        return papers_page(request, row, [offer(request, p, row) for p in offered_for(model)])


class PaperFile(View):
    """Make one paper. A POST, because it is put on record who made it."""

    http_method_names = ["post"]
    file_type = services.PDF

    def post(self, request: Any, kind: str, pk: int) -> HttpResponse:
        paper = find(kind)
        if paper is None:
            raise Http404
        row = visible_row(request, paper.model, pk)
        offered = offer(request, paper, row, request.POST)
        require(offered["verdict"])
        form = offered["form"]
        if request.POST.get(f"{paper.kind}-phones") and "phones" in paper.asks:
            require(paper.phones_verdict(request.actor, row))
        if not form.is_valid():
            others = [
                offered if other is paper else offer(request, other, row)
                for other in offered_for(paper.model)
            ]
            return papers_page(request, row, others)
        made = services.make_paper(
            paper,
            row,
            form.answers,
            self.file_type,
            by=request.actor,
            reason=form.cleaned_data.get("reason", ""),
        )
        response = HttpResponse(made.content, content_type=TYPES[self.file_type])
        response["Content-Disposition"] = str(content_disposition_header(True, made.name))
        return response


class TemplateList(Titled, TemplateView):
    """For each paper: which Word template counts at a committee, and the editions before."""

    template_name = "paperwork/paper_templates.html"
    title = gettext_lazy("Templates of papers")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(committee_rules.can_manage_anything(request.actor))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        committee = committee_asked_for(self.request)
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if committee is None:
            return context
        known: dict[str, list[PaperTemplate]] = {}
        for template in (
            PaperTemplate.objects.filter(committee__in=committee.lineage)
            .visible_to(self.request.user)
            .select_related("committee", "uploaded_by")
            .defer("content")
            .order_by("-committee__path", "-edition")
        ):
            known.setdefault(template.kind, []).append(template)
        return context | {
            "committee": committee,
            "can_manage": committee_rules.can_manage(self.request.actor, committee),  # type: ignore[attr-defined]
            "papers": [
                (
                    paper,
                    next((t for t in known.get(paper.kind, []) if not t.retired_at), None),
                    [
                        (template, labelled(paper, template.missing))
                        for template in known.get(paper.kind, [])
                        if template.committee_id == committee.pk
                    ],
                )
                for paper in all_papers()
            ],
        }


class TemplateUpload(FormPage, FormView):
    """Bring a template for one's own committee."""

    title = gettext_lazy("New template")
    form_class = TemplateForm
    object = None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(committee_rules.can_manage_anything(request.actor))
        committee = committee_asked_for(request)
        if committee is None:
            raise Http404
        self.committee = committee
        require(committee_rules.can_manage(request.actor, committee))
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        return f"{self.title} · {self.committee}"

    def back_url(self) -> str:
        return f"{reverse('paperwork:template-list')}?committee={self.committee.pk}"

    def save(self, form: TemplateForm) -> str:
        sent = form.cleaned_data["file"]
        template = services.upload_template(
            self.committee,
            form.cleaned_data["kind"],
            sent.name,
            sent.read(),
            by=self.request.actor,  # type: ignore[attr-defined]
        )
        if template.missing:
            messages.warning(
                self.request,
                _("The template leaves out: %(fields)s.")
                % {"fields": labelled(find(template.kind), template.missing)},
            )
        if template.unknown:
            messages.warning(
                self.request,
                _("The paper does not know these fields, they stay blank: %(fields)s.")
                % {"fields": ", ".join(template.unknown)},
            )
        return self.back_url()


class TemplateDownload(VisibleRows, SingleObjectMixin, View):
    """An office's template as it was uploaded."""

    http_method_names = ["get", "head"]
    queryset = PaperTemplate.objects.all()

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        template = self.get_object()
        return word_file(bytes(template.content), f"{template}.docx")


class TemplateDefault(View):
    """The product's own template of a paper, to start from."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, kind: str) -> HttpResponse:
        from core.papers.word_template import default_template

        paper = find(kind)
        if paper is None:
            raise Http404
        return word_file(default_template(paper), f"{paper.label}.docx")


def word_file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=TYPES[services.DOCX])
    response["Content-Disposition"] = str(content_disposition_header(True, name))
    return response


class TemplateRetire(ActionView):
    """Take a template out of use."""

    queryset = PaperTemplate.objects.select_related("committee").defer("content")
    success_message = gettext_lazy("The template is out of use.")

    def act(self, template: PaperTemplate) -> None:
        services.retire_template(template, by=self.request.actor)  # type: ignore[attr-defined]
