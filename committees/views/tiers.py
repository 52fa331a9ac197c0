"""The tiers: what the district calls its levels, and what it asks of them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import TemplateView

from committees import rules, services
from committees.forms import TierForm
from committees.models import Tier
from committees.terms import LEVELS
from core.pages import EditPage, Titled
from core.verdicts import Verdict


class TierList(Titled, TemplateView):
    """The five tiers on one page, from the top."""

    title = pgettext_lazy("of the tree", "Tiers")
    template_name = "committees/tier_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        tiers = sorted(
            Tier.objects.visible_to(self.request.user), key=lambda tier: LEVELS.index(tier.level)
        )
        return super().get_context_data(**kwargs) | {
            "tiers": tiers,
            "can_edit": rules.can_edit_tiers(self.request.actor),  # type: ignore[attr-defined]
        }


class TierEdit(EditPage):
    title = pgettext_lazy("verb", "Edit")
    queryset = Tier.objects.all()
    form_class = TierForm
    intro = gettext_lazy(
        "A changed pattern names new committees; those that exist keep their names."
    )

    def verdict(self, row: Tier) -> Verdict:
        return rules.can_edit_tiers(self.request.actor)  # type: ignore[attr-defined]

    def save(self, form: TierForm) -> str:
        services.edit_tier(
            form.instance,
            form.changes,
            version=form.on_version,
            by=self.request.actor,  # type: ignore[attr-defined]
        )
        return reverse("committees:tier-list")
