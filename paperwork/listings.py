"""A list as somebody asked for it: shown in words, and made once more."""

import datetime
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from committees.models import Committee
from core.panels import Fact
from core.verdicts import Refused


def facts_of(asked: Any, request: Any) -> list[Fact]:
    """What a list would hold, for whoever decides about it: the rows themselves stay unseen."""
    listing = asked.details
    joint = pgettext("between the items of a list", ", ")
    at = Committee.objects.filter(pk=listing["at"]).first() if listing["at"] else None
    words = _in_words(listing, request)
    return [
        Fact(_("Committee looked at"), at.name if at else ""),
        Fact(_("Filters"), "\n".join(words) or _("none: the whole list")),
        # As the list itself had them: that of a past day has others than the page's table.
        Fact(_("Columns"), joint.join(listing["columns"])),
        Fact(_("rows"), f"{listing['rows']:,}"),
        Fact(_("File"), listing["format"].upper()),
    ]


def _in_words(listing: dict[str, Any], request: Any) -> list[str]:
    """The filters; of a list that no longer exists only as they were kept."""
    try:
        page: Any = resolve(listing["path"]).func.view_class  # type: ignore[attr-defined]
    except (Resolver404, AttributeError):
        return [listing["query"]] if listing["query"] else []
    query = QueryDict(listing["query"])
    bar = page.filterset_class(query, queryset=page.queryset.none(), request=request)
    words = [
        _("%(label)s: %(value)s") % {"label": label, "value": value}
        for label, value in bar.in_words()
    ]
    if listing["on"]:
        words.append(_("As of %(day)s") % {"day": listing["on"]})
    return words


def download_again(asked: Any, request: Any) -> HttpResponse:
    """The list's own page answers, as it did when this was asked for: with the same filters and
    columns, at the same committee, and with the rows that the person may see now."""
    listing = asked.details
    at = None
    if listing["at"]:
        at = Committee.objects.visible_to(request.user).filter(pk=listing["at"]).first()
        if at is None:
            raise Refused(_("The committee of this list is no longer within your reach."))
    try:
        match = resolve(listing["path"])
    except Resolver404:
        raise Refused(_("This list no longer exists.")) from None
    request.path = request.path_info = listing["path"]
    request.GET = QueryDict(listing["query"])
    request.POST = QueryDict.fromkeys(["format"], listing["format"])
    request.at = at
    request.on = datetime.date.fromisoformat(listing["on"]) if listing["on"] else None
    request.resolver_match = match
    answer: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return answer
