"""Saving and forgetting filters."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import View

from core.once import once
from core.pages import ActionView
from core.verdicts import Refused
from paperwork.forms.imports import SaveViewForm
from paperwork.models import SavedView
from paperwork.services import saved as services


class ViewSave(View):
    """Keep the filters of a list under a name; back to that list."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        form = SaveViewForm(request.POST)
        if not form.is_valid():
            raise Refused(_("Please give the filters a name of up to 50 characters."))
        values = form.cleaned_data
        if not is_own_page(values["path"]):
            raise Http404

        def work() -> str:
            view = services.save_view(
                values["path"], values["name"], values["query"], by=request.actor
            )  # type: ignore[attr-defined]
            messages.success(request, _("Saved."))
            return view.get_absolute_url()

        return once(request, work)


def is_own_page(path: str) -> bool:
    """Whether the path is a page of this product, and nothing that leads elsewhere."""
    if not path.startswith("/") or path.startswith("//") or "\\" in path or "?" in path:
        return False
    try:
        resolve(path)
    except Resolver404:
        return False
    return True


class ViewDelete(ActionView):
    queryset = SavedView.objects.all()
    success_message = gettext_lazy("Forgotten.")

    def act(self, view: SavedView) -> Any:
        services.forget_view(view, by=self.request.actor)  # type: ignore[attr-defined]
        return view.path
