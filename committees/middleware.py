"""Who acts in this request, for which committee, and as of which day the page is read."""

import datetime
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from accounts.models import User
from audit.actors import Actor
from committees.models import Committee
from committees.prepared import Seen
from committees.reach import Reach, reach_of
from committees.terms import Role
from core.middleware import client_address

AT = "at"
CHOSEN = Seen(lambda user, pk: Committee.objects.visible_to(user).filter(pk=pk))
VIEWING = "viewing-as"


class Acting:
    """Sets ``request.actor``, ``request.at`` (the committee looked at), ``request.on`` and
    ``request.viewed_as`` (the account whose menus and reach a security administrator looks at).

    The reach is read anew in every request, with the account (``receivers.account_with_posts``),
    so that an appointment that has ended ends access at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.on = _day(request.GET.get("on", ""))
        if request.user.is_authenticated:
            request.user.reach = reach_of(request.user)
        request.at = SimpleLazyObject(lambda: committee_looked_at(request))
        request.actor = actor_of(request)
        request.viewed_as = account_viewed(request)
        return self.get_response(request)


def actor_of(request: Any, source: str = "page") -> Actor:
    user = request.user if request.user.is_authenticated else None
    reach = getattr(request.user, "reach", None) or Reach()
    chosen = request.session.get(AT)
    held = sorted(reach.held(), key=lambda held: held.committee_id != chosen)
    return Actor(
        user=user,
        held=tuple(held),
        request_id=request.id,
        address=client_address(request),
        source=source,
    )


def committee_looked_at(request: Any) -> Committee | None:
    """The committee that the person has switched to, else the topmost of the first role."""
    if not request.user.is_authenticated:
        return None
    chosen = request.session.get(AT)
    # One always sees the committees of one's own appointments, and they are read already.
    own = {post.committee_id: post.committee for post in request.user.reach.posts if post.committee}
    if chosen and chosen not in own and (found := CHOSEN(request.user, chosen)):
        return found[0]
    return own.get(chosen) or next(iter(own.values()), None)


def account_viewed(request: Any) -> User | None:
    """Whose menus and reach are looked at; nobody's, once one is not the security administrator."""
    chosen = request.session.get(VIEWING)
    if not chosen or not request.user.is_authenticated:
        return None
    if request.user.reach.administers != Role.SECURITY:
        return None
    return User.objects.filter(pk=chosen).first()


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text) if text else None
    except ValueError:
        return None
