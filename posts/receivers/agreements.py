"""What belongs to a claim beside its steps (agreement, pledges, consent), and what of it waits."""

from typing import Any

from django.db.models import Min
from django.urls import reverse
from django.utils.translation import gettext as _

from audit.actors import Actor
from committees.terms import Level
from core import clock, hooks
from core.days import Item
from core.panels import Action, Added, Panel
from posts import figures, rules
from posts.models import Agreement, Claim, Pledge
from posts.tables.agreements import AgreementsOfClaim, ConsentsOfClaim, PledgesOfClaim


@hooks.added_to_page.register
def about_a_claim(row: Any, request: Any) -> Added | None:
    """Its agreement, pledges and consent, once it has a place."""
    if not isinstance(row, Claim) or (row.in_post_on is None and row.status not in Claim.HOLDING):
        return None
    pledges = row.pledges.order_by("due_on", "pk")
    versions = row.agreements.order_by("-version_no")
    consents = row.display_consents.select_related("given_to", "revoked_by")
    panels = [
        Panel.of(
            "pledges",
            _("Pledges"),
            PledgesOfClaim(),
            pledges,
            empty_text=_("Nothing is pledged yet: what, by which measure, until when."),
        )
    ]
    if row.in_post_on is not None:
        panels += [
            Panel.of(
                "agreements",
                _("Agreement"),
                AgreementsOfClaim(),
                versions,
                empty_text=_("No agreement has been drawn up yet."),
            ),
            Panel.of(
                "consents",
                _("Consent to be shown on the board"),
                ConsentsOfClaim(),
                consents,
                empty_text=_("No consent: the member is on no board."),
            ),
        ]
    actions = [*_about_agreements(row, request.actor), *_about_pledges(row, request.actor)]
    actions += _about_consent(row, consents, request.actor)
    return Added(panels, [action for action in actions if not action.verdict.is_forbidden])


def _about_agreements(claim: Claim, by: Actor) -> list[Action]:
    """Draw it up; what is drawn up is printed and signed on its own page, which is named here."""
    if claim.in_post_on is None:
        return []
    standing = {row.status: row for row in claim.agreements.standing()}
    draft = standing.get(Agreement.Status.DRAFT)
    found = []
    if draft is not None:
        label = _("Print the agreement, note the signing")
        found.append(Action(label, draft.get_absolute_url(), style="primary"))
    if Agreement.Status.SIGNED not in standing:
        label = _("Draw the agreement up anew") if draft else _("Draw the agreement up")
        url = reverse("posts:agreement-draw-up", args=[claim.pk])
        style = "secondary" if draft else "primary"
        found.append(Action(label, url, rules.can_draw_up(by, claim), style=style))
    elif draft is None:
        url = reverse("posts:agreement-correct", args=[claim.pk])
        found.append(
            Action(_("Correct the agreement"), url, rules.can_correct_agreement(by, claim))
        )
    return found


def _about_pledges(claim: Claim, by: Actor) -> list[Action]:
    if claim.is_over:
        return []
    url = reverse("posts:pledge-create", args=[claim.pk])
    return [Action(_("Pledge something"), url, rules.can_pledge(by, claim))]


def _about_consent(claim: Claim, consents: Any, by: Actor) -> list[Action]:
    if any(consent.ends_on is None for consent in consents):
        url = reverse("posts:consent-revoke", args=[claim.pk])
        sure = _("The member's line is gone from the board at once. Revoke the consent?")
        label = _("Revoke the consent to be shown")
        return [Action(label, url, rules.can_revoke_consent(by, claim), post=True, confirm=sure)]
    if claim.status != Claim.Status.IN_POST:
        return []
    url = reverse("posts:consent-give", args=[claim.pk])
    return [Action(_("Consent to be shown"), url, rules.can_consent(by, claim))]


@hooks.my_day.register
def waiting(request: Any) -> list[Item]:
    """For the community and the grid looked at: who serves without a signed agreement, and whose
    pledges are past their deadline."""
    at = request.at or None
    if at is None or at.level not in (Level.COMMUNITY, Level.GRID):
        return []
    if not request.user.reach.manages(at.path):
        return []
    claims, listed = Claim.objects.at(at).standing(), reverse("posts:claim-list")
    today = clock.today()
    unsigned, late = figures.unsigned(claims), figures.with_late_pledges(claims, today)
    found = []
    if count := unsigned.count():
        since = unsigned.aggregate(first=Min("in_post_on"))["first"]
        label = _("Members in post without a signed agreement")
        found.append(Item(label, count, f"{listed}?state=unsigned", since=since, in_hands=at.name))
    if count := late.count():
        label = _("Members with a pledge past its deadline")
        due = Pledge.objects.late(today).filter(claim__in=late.order_by().values("pk"))
        since = due.aggregate(first=Min("due_on"))["first"]
        found.append(
            Item(label, count, f"{listed}?state=pledges", True, since=since, in_hands=at.name)
        )
    return found


@hooks.history_of.register
def history_of_a_claim(row: Any) -> list[Any]:
    """What happens to agreement and pledges stands in the claim's history too."""
    if not isinstance(row, Claim):
        return []
    return [
        Agreement.objects.filter(claim=row),
        Pledge.objects.filter(claim=row),
    ]
