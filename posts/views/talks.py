"""约谈提醒: talks with those who were three times in a row not on duty."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from committees.listing import PlacedList
from committees.pages import Here, HereDetail
from core.pages import ActOnPage, ListPage
from core.panels import Action, Fact, Panel, fact_of
from core.verdicts import Verdict
from posts import rules
from posts.filters.checks import TalkFilter
from posts.forms.checks import DropTalkForm, HoldTalkForm
from posts.models import Claim, PostCheck, Talk
from posts.services import checks
from posts.tables.checks import ChecksOfClaim, TalkTable

TALKS = Talk.objects.select_related(
    "claim__member__person", "claim__post__committee", "after_check"
)


class TalkList(PlacedList, ListPage):
    """Talks at the committee looked at and below it; one's own."""

    title = gettext_lazy("Talks with post-holders")
    queryset = Talk.objects.all()
    table_class = TalkTable
    filterset_class = TalkFilter
    empty_text = gettext_lazy(
        "Whoever is found not on duty three times in a row is talked to. Nothing else follows "
        "from it by itself."
    )

    def get_queryset(self) -> Any:
        return self.rows_here(Talk)


class TalkDetail(HereDetail):
    queryset = TALKS

    def actions(self) -> list[Action]:
        talk, by = self.object, self.actor
        found = [
            Action(
                TalkHold.title,
                reverse("posts:talk-hold", args=[talk.pk]),
                rules.can_hold_talk(by, talk),
                style="primary",
            ),
            Action(
                TalkDrop.title,
                reverse("posts:talk-drop", args=[talk.pk]),
                rules.can_drop_talk(by, talk),
            ),
        ]
        return [one for one in found if not one.verdict.is_forbidden]

    def get_facts(self) -> list[Fact]:
        talk: Any = self.object
        claim: Any = talk.claim
        if not Claim.objects.visible_to(self.request.user).filter(pk=claim.pk).exists():
            claim = str(claim)
        told = [name for name in ("held_on", "held_by", "note", "reason") if getattr(talk, name)]
        return [
            Fact(fact_of(talk, "claim").label, claim),
            fact_of(talk, "opened_on"),
            *(fact_of(talk, name) for name in told),
        ]

    def panels(self) -> list[Panel]:
        """The checks that opened it, the excused among them."""
        after = self.object.after_check
        rows = PostCheck.objects.visible_to(self.request.user).entered()
        rows = rows.filter(claim=self.object.claim, on__lte=after.on).order_by("-on", "-pk")
        title = gettext_lazy("Checks until then")
        return [Panel.of("checks", title, ChecksOfClaim(), rows[:12])]


class TalkHold(Here, ActOnPage):
    title = gettext_lazy("Enter the talk")
    queryset = TALKS
    form_class = HoldTalkForm

    def verdict(self, row: Talk) -> Verdict:
        return rules.can_hold_talk(self.actor, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"after": self.object.after_check.on}

    def save(self, form: HoldTalkForm) -> Talk:
        return checks.hold_talk(self.object, by=self.actor, **form.cleaned_data)


class TalkDrop(Here, ActOnPage):
    title = gettext_lazy("No talk is needed")
    queryset = TALKS
    form_class = DropTalkForm

    def verdict(self, row: Talk) -> Verdict:
        return rules.can_drop_talk(self.actor, row)

    def save(self, form: DropTalkForm) -> Talk:
        return checks.drop_talk(self.object, by=self.actor, **form.cleaned_data)
