"""Another account's menus and reach, for the security administrator; never the content."""

from typing import Any

from django.db.models import Count
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import View
from django.views.generic.edit import FormView

from committees import rules, services
from committees.forms import ViewAsForm
from committees.middleware import VIEWING
from committees.models import Committee, Tier
from committees.reach import reach_of
from committees.terms import LEVELS, Role
from core.once import once
from core.pages import FormPage
from core.verdicts import require


class ViewAs(FormPage, FormView):
    """Choose an account; from then on its menu stands on the left and its reach on this page.

    Every other page still asks what the security administrator may see: nothing of the business.
    """

    title = gettext_lazy("View as")
    form_class = ViewAsForm
    template_name = "committees/view_as.html"
    submit_label = gettext_lazy("Show this account's menus and reach")
    success_message = gettext_lazy("You see this account's menus and reach. This is on record.")
    intro = gettext_lazy(
        "You see which menus the account has and how far it reaches, not what it reads. The "
        "beginning and the end are put on record."
    )

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_view_as(request.actor))
        return super().dispatch(request, *args, **kwargs)

    def save(self, form: ViewAsForm) -> str:
        request: Any = self.request
        account = services.start_viewing_as(form.cleaned_data["account"], by=request.actor)
        request.session[VIEWING] = account.pk
        return reverse("committees:view-as")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        account = self.request.viewed_as  # type: ignore[attr-defined]
        context = super().get_context_data(**kwargs) | {"account": account}
        if account is None:
            return context
        reach = reach_of(account)
        names = dict(Tier.objects.values_list("level", "short_name"))
        counts = dict(
            Committee.objects.visible_to(account)
            .order_by()
            .values_list("level")
            .annotate(n=Count("pk"))
        )
        return context | {
            "posts": [(Role(post.role).label, post.committee_name) for post in reach.posts],
            "reached": [(names.get(k, k), counts[k]) for k in LEVELS if k in counts],
        }


class ViewAsStop(View):
    http_method_names = ["post"]

    def post(self, request: Any) -> HttpResponse:
        require(rules.can_view_as(request.actor))
        account = request.viewed_as
        if account is None:
            return HttpResponseRedirect(reverse("committees:view-as"))

        def work() -> str:
            services.stop_viewing_as(account, by=request.actor)
            del request.session[VIEWING]
            return reverse("committees:view-as")

        return once(request, work)
