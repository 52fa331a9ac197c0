"""评岗: the yearly evaluation of post-holders, step by step."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView

from committees.listing import PlacedList
from committees.models import Committee
from committees.pages import Here, HereDetail
from core.pages import ActionView, ActOnPage, FormPage, ListPage
from core.panels import Action, Fact, Panel, fact_of
from core.verdicts import Verdict, require
from posts import figures, rules
from posts.filters.evaluations import EvaluationFilter
from posts.forms.evaluations import (
    DecideForm,
    GiveForm,
    ObjectForm,
    OpenForm,
    SelfForm,
    SignForm,
)
from posts.models import Claim, Evaluation, EvaluationIndicator, EvaluationPart
from posts.papers.evaluations import can_print_summary
from posts.services import evaluations
from posts.tables.evaluations import ROWS_OF, EvaluationTable, PartsOfEvaluation

Source = EvaluationIndicator.Source
ROWS = Evaluation.objects.select_related(
    "claim__member__person",
    "claim__member__organisation__home",
    "claim__post__committee",
    "claim__post__community",
    "scheme",
)


class EvaluationList(PlacedList, ListPage):
    """Evaluations at the committee looked at and below it; of one's own unit's members; one's
    own."""

    title = gettext_lazy("Evaluations of post-holders")
    queryset = Evaluation.objects.all()
    table_class = EvaluationTable
    filterset_class = EvaluationFilter
    create_url_name = "posts:evaluation-open"
    create_label = gettext_lazy("Open the evaluations of a year")
    empty_text = gettext_lazy(
        "Once a year each post-holder is evaluated by five: self, unit branch, people served, "
        "community and organisation. Open the evaluations of the year to begin."
    )

    def get_queryset(self) -> Any:
        return self.rows_here(Evaluation)

    def can_create(self) -> Verdict:
        return rules.can_evaluate_anything(self.actor)

    def links(self) -> list[Action]:
        found = [Action(_("Schemes of evaluation"), reverse("posts:scheme-list"))]
        if rules.can_evaluate_anything(self.actor):
            found.append(Action(_("Voting papers"), reverse("posts:batch-list")))
        if self.at is not None and can_print_summary(self.actor, self.at):
            found.append(Action(_("Summary sheet"), self.summary_url(self.at)))
        return found

    def summary_url(self, at: Committee) -> str:
        """The paper of the year that is listed."""
        page = reverse("paperwork:paper-subject", args=["committees.committee", at.pk])
        year = self.get_filterset(self.filterset_class).form.data.get("year", "")
        return f"{page}{f'?year={year}' if year.isdecimal() else ''}#paper-evaluation-summary"


@dataclass(frozen=True)
class PartLine:
    """A part of an evaluation, as its line says it."""

    pk: int
    name: str
    told: str
    earned: Decimal | None
    weight: Decimal | int | None
    lost: Decimal | None

    @classmethod
    def of(cls, part: EvaluationPart) -> "PartLine":
        scored = part.weight is not None
        lost = None
        if part.earned is not None and part.weight is not None:
            lost = part.weight - part.earned
        told = figures.told(part)
        if scored and not part.is_applicable:
            told = _("%(told)s: not applicable") % {"told": told}
        weight = part.weight if scored else part.indicator.points
        return cls(part.pk, part.indicator.name, told, part.earned, weight, lost)


class EvaluationDetail(HereDetail):
    queryset = ROWS

    def actions(self) -> list[Action]:
        row, by = self.object, self.actor
        key = [row.pk]
        judged = (
            (Source.COMMUNITY, _("Give the community's points")),
            (Source.BRANCH, _("Give the unit branch's points")),
        )
        in_work = row.status in Evaluation.IN_WORK
        offered = [
            ("self", EvaluationSelf.title, rules.can_write_self(by, row), in_work),
            ("sign", EvaluationSign.title, rules.can_sign(by, row), in_work),
            ("object", EvaluationObject.title, rules.can_object(by, row), row.status == "signed"),
            ("decide", EvaluationDecide.title, rules.can_decide(by, row), row.status == "objected"),
        ]
        found = [
            Action(title, reverse(f"posts:evaluation-{name}", args=key), verdict)
            for name, title, verdict, now in offered
            if now
        ]
        if in_work:
            found += [
                Action(
                    title,
                    reverse("posts:evaluation-give", args=[row.pk, source.value]),
                    rules.can_give(by, row, source),
                )
                for source, title in judged
            ]
            again = row.status == Evaluation.Status.SCORED
            label = _("Count again") if again else _("Count the points")
            url = reverse("posts:evaluation-score", args=key)
            found.append(Action(label, url, rules.can_score(by, row), post=True, style="primary"))
        return [one for one in found if not one.verdict.is_forbidden]

    def get_facts(self) -> list[Fact]:
        row: Any = self.object
        claim: Any = row.claim
        if not Claim.objects.visible_to(self.request.user).filter(pk=claim.pk).exists():
            claim = str(claim)
        facts = [Fact(fact_of(row, "claim").label, claim), Fact(_("Scheme"), row.scheme)]
        if row.final:
            facts.append(Fact(_("Grade that stands"), row.get_final_display()))
        if row.total is not None:
            counted = _("%(from)s until before %(until)s") % {
                "from": row.counted_from,
                "until": row.counted_until,
            }
            facts += [
                fact_of(row, "total"),
                fact_of(row, "reached"),
                Fact(_("Counted"), counted),
            ]
        if row.is_limited:
            words = _("The points reach “excellent”; the number of excellent ones is limited.")
            facts.append(Fact(_("Place"), words))
        told = ["grade", "signed_by", "signed_on", "reason", "digest", "self_text", "self_on"]
        told += ["objection", "objected_on", "decision", "decided_by", "decided_on"]
        told += ["decided_grade"]
        facts += [fact_of(row, name) for name in told if getattr(row, name)]
        if row.status == Evaluation.Status.SIGNED:
            last = rules.last_day_to_object(row)
            facts.append(Fact(_("Objections until"), last))
        return facts

    def panels(self) -> list[Panel]:
        parts = self.object.parts.select_related("indicator", "evaluation")
        lines = [PartLine.of(part) for part in parts.order_by("indicator__position", "pk")]
        return [Panel.of("parts", _("What the points are made of"), PartsOfEvaluation(), lines)]


class PartDetail(HereDetail):
    """One indicator of an evaluation, with the rows behind its numbers."""

    queryset = EvaluationPart.objects.select_related(
        "indicator", "evaluation__claim__member__person", "evaluation__claim__post", "given_by"
    )

    def get_facts(self) -> list[Fact]:
        part: Any = self.object
        line = PartLine.of(part)
        facts = [
            Fact(fact_of(part, "evaluation").label, part.evaluation),
            Fact(fact_of(part.indicator, "source").label, part.indicator.get_source_display()),
            Fact(_("Made of"), line.told),
            Fact(_("Points"), "—" if line.earned is None else f"{line.earned} / {line.weight}"),
        ]
        return facts + [fact_of(part, name) for name in ("given_on",) if getattr(part, name)]

    def panels(self) -> list[Panel]:
        """The rows that were counted, as they are now."""
        part: Any = self.object
        if part.indicator.source not in ROWS_OF:
            return []
        model, table = ROWS_OF[part.indicator.source]
        visible = model.objects.visible_to(self.request.user)
        found = []
        for key, title, ids in [
            ("done", _("Counted as done"), part.done_ids),
            ("rest", _("Not counted as done"), sorted(set(part.ids) - set(part.done_ids))),
        ]:
            rows = visible.filter(pk__in=ids).order_by("pk")
            found.append(Panel.of(key, title, table(), rows, empty_text=_("None.")))
        return found


class EvaluationOpen(Here, FormPage, FormView):
    title = gettext_lazy("Open the evaluations of a year")
    form_class = OpenForm
    submit_label = gettext_lazy("Open them")
    intro = gettext_lazy("Everybody who was in post in that year is evaluated, once.")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_evaluate_anything(self.actor))
        return super().dispatch(request, *args, **kwargs)

    def back_url(self) -> str:
        return reverse("posts:evaluation-list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"at": self.at}

    def save(self, form: OpenForm) -> str:
        committee: Committee = form.cleaned_data["committee"]
        year = form.cleaned_data["year"]
        opened = evaluations.open_evaluations(committee, year, by=self.actor)
        self.success_message = ngettext(
            "%(n)d evaluation opened.", "%(n)d evaluations opened.", opened
        ) % {"n": opened}
        return f"{reverse('posts:evaluation-list')}?year={year}"


class EvaluationScore(Here, ActionView):
    queryset = ROWS
    success_message = gettext_lazy("Counted. What the points are made of stands on this page.")

    def act(self, row: Evaluation) -> Any:
        evaluations.score_evaluation(row, by=self.actor)


class EvaluationSelf(Here, ActOnPage):
    title = gettext_lazy("Write the self-evaluation")
    queryset = ROWS
    form_class = SelfForm

    def verdict(self, row: Evaluation) -> Verdict:
        return rules.can_write_self(self.actor, row)

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"text": self.object.self_text}

    def save(self, form: SelfForm) -> Evaluation:
        return evaluations.write_self(self.object, form.cleaned_data["text"], by=self.actor)


class EvaluationGive(Here, ActOnPage):
    """The points of the community's or the unit's branch."""

    title = gettext_lazy("Give points")
    queryset = ROWS
    form_class = GiveForm

    def verdict(self, row: Evaluation) -> Verdict:
        source = self.kwargs["source"]
        parts = row.parts.filter(indicator__source=source).select_related("indicator")
        part = parts.first() if source in EvaluationIndicator.JUDGED else None
        if part is None:
            raise Http404
        self.part = part
        return rules.can_give(self.actor, row, source)

    def get_title(self) -> str:
        return f"{self.object} · {self.part.indicator}"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"part": self.part}

    def save(self, form: GiveForm) -> Evaluation:
        given = form.cleaned_data
        source = self.kwargs["source"]
        evaluations.give_points(
            self.object, source, given["points"], given["reason"], by=self.actor
        )
        return self.object  # type: ignore[no-any-return]


class EvaluationSign(Here, ActOnPage):
    title = gettext_lazy("Sign the grade")
    queryset = ROWS
    form_class = SignForm
    submit_label = gettext_lazy("Sign")
    intro = gettext_lazy(
        "What is signed is frozen. The member sees it and may object. At most a third of those "
        "evaluated at the community are excellent."
    )

    def verdict(self, row: Evaluation) -> Verdict:
        return rules.can_sign(self.actor, row)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        row = self.object
        told = _(
            "%(points)s points reach “%(grade)s”. Places for excellent still to be given: %(left)d."
        ) % {
            "points": row.total,
            "grade": row.get_reached_display(),
            "left": figures.places_left(row),
        }
        return context | {"intro": f"{told} {self.intro}"}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"evaluation": self.object}

    def save(self, form: SignForm) -> Evaluation:
        return evaluations.sign_evaluation(self.object, by=self.actor, **form.cleaned_data)


class EvaluationObject(Here, ActOnPage):
    title = gettext_lazy("Object to the grade")
    queryset = ROWS
    form_class = ObjectForm

    def verdict(self, row: Evaluation) -> Verdict:
        return rules.can_object(self.actor, row)

    def save(self, form: ObjectForm) -> Evaluation:
        return evaluations.object_to(self.object, form.cleaned_data["text"], by=self.actor)


class EvaluationDecide(Here, ActOnPage):
    title = gettext_lazy("Decide on the objection")
    queryset = ROWS
    form_class = DecideForm

    def verdict(self, row: Evaluation) -> Verdict:
        return rules.can_decide(self.actor, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"evaluation": self.object}

    def save(self, form: DecideForm) -> Evaluation:
        return evaluations.decide_objection(self.object, by=self.actor, **form.cleaned_data)
