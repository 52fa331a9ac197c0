"""``{% load paperwork %}{% saved_views %}``: the saved filters of the list being shown."""

from types import SimpleNamespace
from typing import Any

from django import template
from django.urls import reverse

from core.prepared import Prepared
from core.verdicts import Refused
from paperwork.models import SavedView
from paperwork.services.saved import tidy

register = template.Library()


def _own(user: int, path: str) -> Any:
    rows = SavedView.objects.visible_to(SimpleNamespace(pk=user)).filter(path=path)
    return rows.values_list("pk", "name", "query")


OWN = Prepared(_own)


@register.inclusion_tag("core/_saved_views.html", takes_context=True)
def saved_views(context: Any) -> dict[str, Any]:
    """One's own saved filters of this page, and the form to save the present ones."""
    request = context["request"]
    try:
        query = tidy(request.GET.urlencode())
    except Refused:  # nothing that could be kept
        return {"request": request}
    items = [
        {
            "label": name,
            "url": SavedView.address(request.path, kept),
            "active": kept == query,
            "delete_url": reverse("paperwork:view-delete", args=[pk]),
        }
        for pk, name, kept in OWN(request.user.pk, request.path)
    ]
    found = {"items": items, "save_url": reverse("paperwork:view-save"), "query": query}
    return {"saved_views": found, "request": request, "csrf_token": context.get("csrf_token")}
