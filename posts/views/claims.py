"""认岗: claims of posts, step by step."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.generic import FormView

from committees.listing import PlacedList
from committees.pages import Here, HereDetail, PastList, number_asked_for
from core import clock
from core.pages import ActionView, ActOnPage, FormPage
from core.panels import Action, Bulk, Fact, Panel, fact_of
from core.verdicts import Verdict, require
from members.models import PartyMember
from posts import rules
from posts.filters.claims import ClaimFilter
from posts.forms.claims import AgreeForm, ClaimForm, EndForm, MoveForm, ReasonStepForm
from posts.models import Claim
from posts.services import agreements, claims
from posts.tables.claims import ClaimTable, PastClaimTable, StepsOfClaim

Status = Claim.Status
CLAIMS = Claim.objects.select_related(
    "post__committee",
    "post__community",
    "post__category",
    "member__person",
    "member__organisation__home",
    "employer",
    "moved_to__post",
)


class ClaimList(PlacedList, PastList):
    """Claims at the committee looked at and below it; of one's own unit's members; one's own."""

    title = gettext_lazy("Claims of posts")
    queryset = Claim.objects.all()
    table_class = ClaimTable
    past_table_class = PastClaimTable
    filterset_class = ClaimFilter
    create_url_name = "posts:claim-create"
    create_label = gettext_lazy("Claim a post")
    empty_text = gettext_lazy(
        "Here stand the members who have claimed a post: enter a claim, or confirm what a member "
        "or unit has asked for."
    )
    bulk = {
        "confirm": Bulk(
            gettext_lazy("Confirm for the community"),
            lambda row, request: claims.confirm_claim(row, by=request.actor),
        ),
        "agree": Bulk(
            gettext_lazy("Agree for the home branch"),
            lambda row, request: claims.agree_for_branch(row, by=request.actor),
        ),
        "renew": Bulk(
            gettext_lazy("Renew for a year"),
            lambda row, request: claims.renew_term(row, by=request.actor),
        ),
        "draw-up": Bulk(
            gettext_lazy("Draw the agreements up"),
            lambda row, request: agreements.draw_up_agreement(row, by=request.actor),
        ),
        "print": Bulk(gettext_lazy("Print their agreements"), page="posts:agreement-print"),
    }

    def get_queryset(self) -> Any:
        return self.rows_here(Claim)

    def can_create(self) -> Verdict:
        return rules.can_claim_anything(self.actor)

    def links(self) -> list[Action]:
        query = self.request.GET.urlencode()
        url = reverse("posts:agreement-print") + (f"?{query}" if query else "")
        return [Action(_("Print all agreements"), url)]


class ClaimDetail(HereDetail):
    queryset = CLAIMS

    def actions(self) -> list[Action]:
        claim, by = self.object, self.actor
        offered = [
            (Status.CONFIRMED, _("Confirm for the community"), "confirm", rules.can_confirm),
            (Status.IN_POST, _("Agree for the home branch"), "agree", rules.can_agree_for_branch),
            (Status.REFUSED, ClaimRefuse.title, "refuse", rules.can_refuse_claim),
            (Status.WITHDRAWN, ClaimWithdraw.title, "withdraw", rules.can_withdraw),
            (Status.MOVED, ClaimMove.title, "move", rules.can_move_claim),
            (Status.ENDED, ClaimEnd.title, "end", rules.can_end_term),
            (Status.LEFT, ClaimLeave.title, "leave", rules.can_leave),
        ]
        styles = {"confirm": "primary", "agree": "primary", "refuse": "danger"}
        found = [
            Action(
                label,
                reverse(f"posts:claim-{name}", args=[claim.pk]),
                rule(by, claim),
                post=name == "confirm",
                style=styles.get(name, "secondary"),
            )
            for status, label, name, rule in offered
            if status in Claim.TRANSITIONS[claim.status]
        ]
        if claim.status == Status.IN_POST:
            url = reverse("posts:claim-renew", args=[claim.pk])
            verdict = rules.can_renew_term(by, claim)
            found.insert(0, Action(_("Renew for a year"), url, verdict, post=True))
        return [action for action in found if not action.verdict.is_forbidden]

    def get_facts(self) -> list[Fact]:
        claim = self.object
        user = self.request.user
        return [
            Fact(fact_of(claim, "member").label, self.seen(claim.member)),
            Fact(fact_of(claim, "post").label, self.seen(claim.post)),
            Fact(fact_of(claim.post, "category").label, str(claim.post.category)),
            Fact(_("Community or grid"), str(claim.post.committee)),
            *(
                [Fact(fact_of(claim, "employer").label, self.seen(claim.employer))]
                if claim.employer
                else []
            ),
            Fact(_("Claimed on"), claim.starts_on),
            *([Fact(_("In whose hands"), self.in_hands())] if claim.status in Claim.ASKING else []),
            *([fact_of(claim, "branch_agreed_on")] if claim.branch_agreed_on else []),
            *([fact_of(claim, "in_post_on")] if claim.in_post_on else []),
            *([fact_of(claim, "term_ends_on")] if claim.term_ends_on else []),
            *([fact_of(claim, "reason")] if claim.reason else []),
            *([Fact(_("Over since"), claim.ends_on)] if claim.ends_on else []),
            *(
                [Fact(fact_of(claim, "moved_to").label, claim.moved_to)]
                if claim.moved_to
                and Claim.objects.visible_to(user).filter(pk=claim.moved_to_id).exists()
                else []
            ),
        ]

    def in_hands(self) -> str:
        """Who has to answer, and for how many days the claim has been waiting."""
        claim = self.object
        days = (clock.today() - claim.since).days
        if claim.status == Status.WAITING:
            ahead = claim.post.claims.waiting_list().filter(pk__lt=claim.pk).count()
            return _("number %(place)d on the waiting list, for %(days)d days") % {
                "place": ahead + 1,
                "days": days,
            }
        if claim.status == Status.APPLIED:
            who = str(claim.post.committee)
        else:
            home = claim.member.organisation or claim.member.organisation_name
            who = str(claim.employer or home or _("the home branch"))
        told = ngettext("%(who)s, for %(n)d day", "%(who)s, for %(n)d days", days)
        return told % {"who": who, "n": days}

    def panels(self) -> list[Panel]:
        steps = self.object.steps.select_related("user")
        return [Panel.of("steps", _("Steps"), StepsOfClaim(), steps)]


class ClaimCreate(Here, FormPage, FormView):
    """A post claimed for a member by the community or the unit, or by the member."""

    title = gettext_lazy("Claim a post")
    form_class = ClaimForm
    submit_label = gettext_lazy("Claim it")
    success_message = gettext_lazy(
        "Entered. What happens next, and in whose hands it is, stands on this page."
    )

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_claim_anything(self.actor))
        return super().dispatch(request, *args, **kwargs)

    def back_url(self) -> str:
        return reverse("posts:claim-list")

    def get_initial(self) -> dict[str, Any]:
        given = super().get_initial() | number_asked_for(self.request, "post")
        given |= number_asked_for(self.request, "member")
        own = PartyMember.objects.filter(person__user=self.request.user.pk).first()
        if own is not None and not self.request.user.reach.posts:  # type: ignore[union-attr]
            given.setdefault("member", own.pk)
        return given

    def save(self, form: ClaimForm) -> Claim:
        asked = form.cleaned_data
        return claims.claim_post(
            asked["post"], asked["member"], on=asked["on"], reason=asked["reason"], by=self.actor
        )


class ClaimConfirm(Here, ActionView):
    queryset = CLAIMS
    success_message = gettext_lazy("Confirmed.")

    def act(self, row: Claim) -> Any:
        claims.confirm_claim(row, by=self.actor)


class ClaimRenew(Here, ActionView):
    queryset = CLAIMS
    success_message = gettext_lazy("Renewed.")

    def act(self, row: Claim) -> Any:
        claims.renew_term(row, by=self.actor)


class StepPage(Here, ActOnPage):
    """A step with a day and, mostly, a reason: ``rule`` guards it, ``service`` takes it."""

    queryset = CLAIMS
    form_class: Any = ReasonStepForm
    rule: Any = None
    service: Any = None

    def verdict(self, row: Claim) -> Verdict:
        verdict: Verdict = type(self).rule(self.actor, row)
        return verdict

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"claim": self.object}

    def save(self, form: Any) -> Claim:
        claim: Claim = type(self).service(self.object, by=self.actor, **form.cleaned_data)
        return claim


class ClaimAgree(StepPage):
    """The home branch's yes."""

    title = gettext_lazy("Agree for the home branch")
    form_class = AgreeForm
    submit_label = gettext_lazy("Agree")
    rule = rules.can_agree_for_branch
    service = claims.agree_for_branch

    def get_form_kwargs(self) -> dict[str, Any]:
        speaks = rules.acts_for_branch(self.actor, self.object)
        return super().get_form_kwargs() | {"needs_paper": not speaks}


class ClaimRefuse(StepPage):
    title = pgettext_lazy("a claim", "Refuse")
    submit_style = "danger"
    rule = rules.can_refuse_claim
    service = claims.refuse_claim


class ClaimWithdraw(StepPage):
    title = pgettext_lazy("a claim", "Withdraw")
    rule = rules.can_withdraw
    service = claims.withdraw_claim


class ClaimLeave(StepPage):
    title = gettext_lazy("Leave the post")
    submit_style = "danger"
    rule = rules.can_leave
    service = claims.leave_post


class ClaimEnd(StepPage):
    title = gettext_lazy("End with the term")
    form_class = EndForm
    rule = rules.can_end_term
    service = claims.end_term


class ClaimMove(StepPage):
    """To another post of the community; the home branch agrees anew."""

    title = gettext_lazy("Move to another post")
    form_class = MoveForm
    rule = rules.can_move_claim
    service = claims.move_claim
    intro = gettext_lazy(
        "The claim ends here and goes on there, confirmed by the community; the home branch agrees "
        "anew."
    )
