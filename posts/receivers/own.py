"""What this room holds about a party member, for the member: to look at, to take along, to object
to; and what of it stands on the member's own page."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.terms import LEVELS
from core import clock, hooks
from core.own import Own
from core.panels import Action, Added, Panel
from members.models import PartyMember
from posts import figures
from posts.figures import feedback
from posts.models import (
    Agreement,
    Claim,
    ClaimStep,
    DisplayConsent,
    Evaluation,
    EvaluationPart,
    FeedbackLine,
    Pledge,
    PledgeNote,
    PostCheck,
    ServiceProof,
    ServiceRecord,
    SignUp,
    Talk,
)
from posts.papers.agreements import FACTS
from posts.tables.agreements import PledgesOfClaim
from posts.tables.checks import ChecksOfClaim
from posts.tables.claims import ClaimsOfMember
from posts.tables.evaluations import EvaluationsOfClaim
from posts.tables.letters import LinesAboutMember
from posts.tables.posts import SuggestedPosts
from posts.tables.records import ProofsOfMember, RecordsOfMember

AT_MOST = 20
TIERS = frozenset(LEVELS)


def _at_itself(row: Any) -> int:
    return int(row.lies_at)


def _at_its_claim(row: Any) -> int:
    return int(row.claim.lies_at)


def agreed_in_words(content: Any) -> str:
    """The frozen words of an agreement, each behind what it is."""
    return "\n".join(
        f"{label}: {content[name]}" for name, label in FACTS.items() if content.get(name)
    )


@hooks.own_data.register
def held_about_the_owner(user: Any) -> list[Own]:
    """Everything about the member's posts; each row with whoever answers an objection to it."""
    claims = Claim.objects.filter(member__person__user=user.pk)
    of_claims = {"claim__in": claims}
    mine = {"member__person__user": user.pk}
    return [
        Own(
            pgettext("of party members", "Claims of posts"),
            claims,
            TIERS | {"is_standing"},
            kept_at=_at_itself,
        ),
        Own(_("Steps of claims"), ClaimStep.objects.filter(**of_claims), kept_at=_at_its_claim),
        Own(
            _("Post agreements"),
            Agreement.objects.filter(**of_claims),
            frozenset({"digest", "running"}),
            kept_at=_at_its_claim,
            words={"content": agreed_in_words},
        ),
        Own(_("Pledges"), Pledge.objects.filter(**of_claims), kept_at=_at_its_claim),
        Own(
            _("Progress of pledges"),
            PledgeNote.objects.filter(pledge__claim__in=claims),
            kept_at=lambda row: int(row.pledge.claim.lies_at),
        ),
        Own(
            _("Consents to be shown"),
            DisplayConsent.objects.filter(**of_claims),
            kept_at=_at_its_claim,
        ),
        Own(
            _("Activities"),
            SignUp.objects.filter(**mine),
            kept_at=lambda row: int(row.activity.lies_at),
        ),
        Own(_("Service records"), ServiceRecord.objects.filter(**mine), TIERS, kept_at=_at_itself),
        Own(
            _("Proofs of service"),
            ServiceProof.objects.filter(**mine),
            TIERS | {"nonce", "digest"},
            kept_at=_at_itself,
        ),
        Own(
            _("Checks"),
            PostCheck.objects.entered().filter(**of_claims),
            TIERS,
            kept_at=_at_itself,
        ),
        Own(_("Talks"), Talk.objects.filter(**of_claims), TIERS, kept_at=_at_itself),
        Own(
            _("Evaluations"),
            Evaluation.objects.filter(**of_claims),
            TIERS | {"digest"},
            kept_at=_at_itself,
        ),
        Own(
            _("Parts of evaluations"),
            EvaluationPart.objects.filter(evaluation__claim__in=claims),
            frozenset({"ids", "done_ids", "numbers"}),
            kept_at=lambda row: int(row.evaluation.lies_at),
        ),
        Own(
            _("What your unit was told"),
            FeedbackLine.objects.filter(letter__issued_on__isnull=False, **mine),
            kept_at=lambda row: int(row.letter.lies_at),
            words={"content": feedback.line_in_words},
        ),
    ]


@hooks.my_own.register
def my_posts(member: PartyMember, request: Any) -> Added:
    """The member's posts with their clocks, what would suit, and claiming one."""
    claims = Claim.objects.filter(member=member).select_related("post__committee")
    panels = [
        Panel.of(
            "claims",
            pgettext("of a party member", "My posts"),
            ClaimsOfMember(),
            claims.order_by("-is_standing", "-pk")[:AT_MOST],
            empty_text=_("You have claimed no post yet."),
        )
    ]
    if not member.counts:
        return Added(panels)
    if fits := figures.posts_for(member):
        panels.append(Panel.of("suggestions", _("Posts that would suit"), SuggestedPosts(), fits))
    return Added(
        panels, [Action(_("Claim a post"), reverse("posts:claim-create"), style="primary")]
    )


@hooks.my_own.register
def my_service(member: PartyMember, request: Any) -> Added | None:
    """The member's pledges, hours, checks, evaluations, and what the unit was told."""
    claims = Claim.objects.filter(member=member)
    panels = []

    def add(key: str, title: str, table: Any, rows: Any) -> None:
        if found := list(rows[:AT_MOST]):
            panels.append(Panel.of(key, title, table, found))

    add(
        "pledges",
        pgettext("of a party member", "My pledges"),
        PledgesOfClaim(),
        Pledge.objects.filter(claim__in=claims).order_by("-due_on", "-pk"),
    )
    done = figures.of_member(member, clock.today().year)
    add(
        "records",
        _("My services (this year: %(n)d, hours: %(hours)s)")
        % {"n": done.services, "hours": done.hours},
        RecordsOfMember(),
        ServiceRecord.objects.filter(member=member)
        .select_related("claim__post", "activity")
        .order_by("-on", "-pk"),
    )
    add(
        "proofs",
        _("Proofs of service"),
        ProofsOfMember(),
        ServiceProof.objects.filter(member=member).select_related("committee").order_by("-pk"),
    )
    add(
        "checks",
        _("Checks of my posts"),
        ChecksOfClaim(),
        PostCheck.objects.entered().filter(claim__in=claims).order_by("-on", "-pk"),
    )
    add(
        "evaluations",
        _("My evaluations"),
        EvaluationsOfClaim(),
        Evaluation.objects.filter(claim__in=claims).order_by("-year", "-pk"),
    )
    add("letters", _("What my unit was told"), LinesAboutMember(), feedback.lines_about(member))
    return Added(panels) if panels else None
