"""检查: rounds and what was found at each post."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView

from committees.listing import PlacedList
from committees.models import Committee
from committees.pages import Here, HereDetail
from core.pages import ActionView, ActOnPage, EditPage, FormPage, ListPage
from core.panels import Action, Fact, Panel, fact_of
from core.verdicts import Verdict, require
from posts import figures, rules
from posts.filters.checks import CheckFilter, RoundFilter
from posts.forms.checks import (
    CloseRoundForm,
    FoundForm,
    LookBackForm,
    NewRoundForm,
    RectifyForm,
    RoundForm,
    RoundFoundForm,
)
from posts.models import CheckRound, Claim, PostCheck
from posts.services import checks
from posts.tables.checks import ChecksOfRound, CheckTable, RoundTable
from posts.views.printing import PrintedList

ROUNDS = CheckRound.objects.select_related("committee", "community")
CHECKS = PostCheck.objects.select_related(
    "round__committee",
    "round__community",
    "claim__member__person",
    "claim__post__committee",
    "entered_by",
)
CLAIMS = Claim.objects.select_related("member__person", "post__committee")


class RoundList(PlacedList, ListPage):
    """Rounds of checks at the committee looked at and below it."""

    title = gettext_lazy("Rounds of checks")
    queryset = CheckRound.objects.all()
    table_class = RoundTable
    filterset_class = RoundFilter
    create_url_name = "posts:round-create"
    create_label = gettext_lazy("Plan a round")
    empty_text = gettext_lazy(
        "Each quarter the system plans a round of checks for every community with somebody in "
        "post, and draws whom to look at."
    )

    def get_queryset(self) -> Any:
        return self.rows_here(CheckRound)

    def can_create(self) -> Verdict:
        return rules.can_check_anything(self.actor)


class RoundDetail(HereDetail):
    queryset = ROUNDS

    def actions(self) -> list[Action]:
        round_, by = self.object, self.actor
        key = [round_.pk]
        planned = round_.status == CheckRound.Status.PLANNED
        if round_.status == CheckRound.Status.CLOSED:
            return self.printed()
        found = [
            Action(
                _("Close the round"),
                reverse("posts:round-close", args=key),
                rules.can_close_round(by, round_),
            )
        ]
        if planned:
            draw = Action(
                _("Draw whom to check"),
                reverse("posts:round-draw", args=key),
                rules.can_draw_round(by, round_),
                post=True,
                style="primary",
                confirm=_("The draw is made once and stands. Draw now?"),
            )
            edit = Action(
                pgettext_lazy("verb", "Edit"),
                reverse("posts:round-edit", args=key),
                rules.can_edit_round(by, round_),
            )
            found = [draw, edit, *found]
        else:
            enter = Action(
                _("Enter what was found"),
                reverse("posts:round-enter", args=key),
                rules.can_enter_round(by, round_),
                style="primary",
            )
            found.insert(0, enter)
        return [one for one in found if not one.verdict.is_forbidden] + self.printed()

    def printed(self) -> list[Action]:
        if not rules.can_print_sheet(self.actor, self.object):
            return []
        sheet = reverse("paperwork:paper-subject", args=["posts.checkround", self.object.pk])
        return [Action(_("Print the check sheet"), sheet)]

    def get_facts(self) -> list[Fact]:
        round_ = self.object
        rate = figures.rate_of(round_.checks.all())
        facts = [fact_of(round_, "due_on"), fact_of(round_, "share")]
        if round_.seed:
            drawn = _("%(n)d of %(all)d in post") % {
                "n": round_.checks.count(),
                "all": len(round_.drawn_from),
            }
            facts += [
                fact_of(round_, "drawn_on"),
                Fact(_("Drawn"), drawn),
                Fact(_("Qualified of those checked"), rate.in_words()),
                fact_of(round_, "seed"),
                Fact(_("Drawn from the claims"), ", ".join(map(str, round_.drawn_from))),
            ]
        if round_.closed_on:
            facts.append(fact_of(round_, "closed_on"))
        return facts + ([fact_of(round_, "reason")] if round_.reason else [])

    def panels(self) -> list[Panel]:
        rows = self.object.checks.select_related("claim__member__person", "claim__post__committee")
        empty = _("Nobody has been drawn yet.")
        ordered = rows.order_by("pk")
        return [Panel.of("checks", _("Drawn"), ChecksOfRound(), ordered, empty_text=empty)]


class RoundCreate(Here, FormPage, FormView):
    title = gettext_lazy("Plan a round of checks")
    form_class = NewRoundForm
    submit_label = gettext_lazy("Plan it")

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_check_anything(self.actor))
        return super().dispatch(request, *args, **kwargs)

    def back_url(self) -> str:
        return reverse("posts:round-list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"at": self.at}

    def save(self, form: NewRoundForm) -> CheckRound:
        asked = dict(form.cleaned_data)
        committee: Committee = asked.pop("committee")
        return checks.plan_round(committee, by=self.actor, **asked)


class RoundEdit(Here, EditPage):
    title = pgettext_lazy("verb", "Edit")
    queryset = ROUNDS
    form_class = RoundForm

    def verdict(self, row: CheckRound) -> Verdict:
        return rules.can_edit_round(self.actor, row)

    def save(self, form: RoundForm) -> CheckRound:
        return checks.edit_round(
            form.instance, form.changes, version=form.on_version, by=self.actor
        )


class RoundDraw(Here, ActionView):
    queryset = ROUNDS
    success_message = gettext_lazy("Drawn. The seed stands on this page; anybody can repeat it.")

    def act(self, row: CheckRound) -> Any:
        checks.draw_round(row, by=self.actor)


class RoundEnter(Here, ActOnPage):
    """What was found at all the posts of a round, one line each."""

    title = gettext_lazy("Enter what was found")
    queryset = ROUNDS
    form_class = RoundFoundForm
    intro = gettext_lazy(
        "A line without a result stays open. What has been entered is corrected on its own page."
    )

    def verdict(self, row: CheckRound) -> Verdict:
        return rules.can_enter_round(self.actor, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        rows = self.object.checks.pending().order_by("pk")
        rows = rows.select_related("claim__member__person", "claim__post__committee")
        return super().get_form_kwargs() | {"checks": list(rows)}

    def save(self, form: RoundFoundForm) -> CheckRound:
        return checks.enter_round(self.object, form.results, by=self.actor)


class RoundClose(Here, ActOnPage):
    title = gettext_lazy("Close the round")
    queryset = ROUNDS
    form_class = CloseRoundForm
    submit_label = gettext_lazy("Close the round")

    def verdict(self, row: CheckRound) -> Verdict:
        return rules.can_close_round(self.actor, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"round_": self.object}

    def save(self, form: CloseRoundForm) -> CheckRound:
        return checks.close_round(self.object, by=self.actor, **form.cleaned_data)


class CheckList(PrintedList, PlacedList, ListPage):
    """检查台账: checks at the committee looked at and below it; of one's own unit's members; one's
    own."""

    title = gettext_lazy("Checks of posts")
    queryset = PostCheck.objects.all()
    table_class = CheckTable
    filterset_class = CheckFilter
    empty_text = gettext_lazy("Here stand the checks: those drawn, and what was found at them.")
    paper_kind = "check-ledger"
    paper_title = gettext_lazy("Check ledger")
    paper_number = gettext_lazy("QYDJ-10")
    paper_sheet = "a4"
    paper_size = 9
    paper_widths = {
        "claim__post__name": 1.5,
        "claim__post__committee__area_name": 1.3,
        "finding": 2.4,
        "rectification": 2.4,
        "look_back": 2,
        "pk": 0.8,
    }

    def get_queryset(self) -> Any:
        return self.rows_here(PostCheck)


class CheckDetail(HereDetail):
    queryset = CHECKS

    def actions(self) -> list[Action]:
        check, by = self.object, self.actor
        key = [check.pk]
        enter = _("Correct what was found") if check.result else _("Enter what was found")
        found = [
            Action(
                enter,
                reverse("posts:check-enter", args=key),
                rules.can_enter_check(by, check),
                style="secondary" if check.result else "primary",
            ),
        ]
        if check.rectify_by:
            found += [
                Action(
                    CheckRectify.title,
                    reverse("posts:check-rectify", args=key),
                    rules.can_rectify(by, check),
                    style="primary",
                ),
                Action(
                    CheckLookBack.title,
                    reverse("posts:check-look-back", args=key),
                    rules.can_look_back(by, check),
                ),
            ]
        return [one for one in found if not one.verdict.is_forbidden]

    def get_facts(self) -> list[Fact]:
        check, user = self.object, self.request.user
        claim: Any = check.claim
        if not Claim.objects.visible_to(user).filter(pk=claim.pk).exists():
            claim = str(claim)
        facts = [Fact(fact_of(check, "claim").label, claim)]
        if check.round and CheckRound.objects.visible_to(user).filter(pk=check.round_id).exists():
            facts.append(Fact(fact_of(check, "round").label, check.round))
        facts.append(fact_of(check, "due_on"))
        if not check.result:
            return facts
        told = ["on", "checker", "result", "finding", "rectify_by", "rectified_on",
                "rectification", "looked_back_on", "look_back"]  # fmt: skip
        return facts + [fact_of(check, name) for name in told if getattr(check, name)]


class CheckCreate(Here, FormPage, FormView):
    """A check outside a round, of one claim (``?claim=``)."""

    title = gettext_lazy("Check the post")
    form_class = FoundForm
    claim: Claim

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        found = CLAIMS.visible_to(request.user).filter(pk=kwargs["pk"]).first()
        if found is None:
            raise Http404
        self.claim = found
        require(rules.can_check(self.actor, found))
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        return f"{self.claim} · {self.title}"

    def back_url(self) -> str:
        return self.claim.get_absolute_url()

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"claim": self.claim}

    def save(self, form: FoundForm) -> PostCheck:
        return checks.check_post(self.claim, form.values, by=self.actor)


class CheckEnter(Here, ActOnPage):
    title = gettext_lazy("Enter what was found")
    queryset = CHECKS
    form_class = FoundForm

    def verdict(self, row: PostCheck) -> Verdict:
        return rules.can_enter_check(self.actor, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        more = {"claim": self.object.claim, "check": self.object}
        return super().get_form_kwargs() | more

    def save(self, form: FoundForm) -> PostCheck:
        version = form.cleaned_data["version"]
        return checks.enter_check(self.object, form.values, version=version, by=self.actor)


class CheckRectify(Here, ActOnPage):
    title = gettext_lazy("It has been put right")
    queryset = CHECKS
    form_class = RectifyForm

    def verdict(self, row: PostCheck) -> Verdict:
        return rules.can_rectify(self.actor, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        after = self.object.looked_back_on or self.object.on
        return super().get_form_kwargs() | {"after": after}

    def save(self, form: RectifyForm) -> PostCheck:
        return checks.rectify_check(self.object, by=self.actor, **form.cleaned_data)


class CheckLookBack(Here, ActOnPage):
    title = gettext_lazy("Look again")
    queryset = CHECKS
    form_class = LookBackForm

    def verdict(self, row: PostCheck) -> Verdict:
        return rules.can_look_back(self.actor, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"after": self.object.rectified_on}

    def save(self, form: LookBackForm) -> PostCheck:
        return checks.look_back(self.object, by=self.actor, **form.cleaned_data)
