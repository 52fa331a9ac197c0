"""What stands around every page: the menu by role, the committee looked at, the roles held."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.reach import Reach, reach_of
from committees.terms import Role

PRODUCT_NAME = _("Regional Party Building")
NOTICE = _(
    "This system is not a classified one: no state secrets may be stored, processed or sent here."
)


@dataclass(frozen=True)
class Place:
    """An entry of the menu and who is offered it; the page behind it asks its own rule."""

    label: Any
    url_name: str
    icon: str
    to: str = "business"  # business, manager, member, or an administrator's office


MENU: list[tuple[Any, str, list[Place]]] = [
    (
        _("Today"),
        "house",
        [
            Place(_("My day"), "dashboards:my-day", "house", "everybody"),
            Place(_("My own pages"), "members:me", "person", "member"),
        ],
    ),
    (
        pgettext_lazy("menu", "The tree"),
        "diagram-3",
        [
            Place(_("Committees"), "committees:list", "building"),
            Place(_("Tree of committees"), "committees:tree", "diagram-3"),
            Place(
                _("Reorganisations"),
                "committees:reorganisation-list",
                "arrow-left-right",
                "manager",
            ),
            Place(_("Tiers"), "committees:tier-list", "layers", "manager"),
        ],
    ),
    (
        _("Units and people"),
        "people",
        [
            Place(_("Member units"), "members:unit-list", "building-check"),
            Place(_("Memberships"), "members:membership-list", "card-checklist"),
            Place(_("People"), "members:person-list", "people"),
            Place(_("Party members"), "members:member-list", "star"),
            Place(_("Registrations"), "members:registration-list", "check2-square"),
            Place(_("Requests of party members"), "members:request-list", "chat-left-text"),
            Place(_("Seats"), "members:seat-list", "person-badge"),
            Place(_("Liaisons"), "members:liaison-list", "telephone"),
            Place(_("Party organisations"), "members:organisation-list", "flag"),
            Place(_("Capacities"), "members:capacity-list", "list-check", "manager"),
        ],
    ),
    (
        _("Needs and posts"),
        "clipboard-check",
        [
            Place(_("Needs"), "exchange:need-list", "chat-left-text"),
            Place(pgettext_lazy("of party members", "Posts"), "posts:list", "clipboard-check"),
            Place(_("Claims of posts"), "posts:claim-list", "person-check"),
            Place(_("Board of posts"), "posts:board", "clipboard-check"),
            Place(
                pgettext_lazy("of communities", "Activities"),
                "posts:activity-list",
                "calendar-event",
            ),
            Place(_("Record a service"), "posts:record-create", "pencil-square", "manager"),
            Place(_("Service records"), "posts:record-list", "journal-text"),
            Place(_("Post ledger"), "posts:ledger", "journal-text"),
            Place(_("Registration and participation"), "posts:registration-table", "bar-chart"),
            Place(_("Feedback letters"), "posts:letter-list", "envelope"),
            Place(_("Rounds of checks"), "posts:round-list", "list-check"),
            Place(_("Checks of posts"), "posts:check-list", "check2-square"),
            Place(_("Talks with post-holders"), "posts:talk-list", "people"),
            Place(_("Evaluations of post-holders"), "posts:evaluation-list", "star"),
        ],
    ),
    (
        _("Papers and files"),
        "file-earmark-text",
        [
            Place(_("Papers"), "paperwork:paper-list", "file-earmark-text"),
            Place(_("Paper templates"), "paperwork:template-list", "file-earmark-word", "manager"),
            Place(_("Imports"), "paperwork:import-list", "upload", "manager"),
            Place(_("Exports"), "paperwork:export-list", "download"),
        ],
    ),
    (
        _("Access"),
        "shield-lock",
        [
            Place(_("Appointments"), "committees:appointment-list", "person-check", "manager"),
            Place(_("Appointments"), "committees:appointment-list", "person-check", Role.SECURITY),
            Place(_("Accounts"), "accounts:user-list", "person", Role.SYSTEM),
            Place(_("Accounts"), "accounts:user-list", "person", Role.SECURITY),
            Place(_("Two-person requests"), "accounts:request-list", "people", Role.SYSTEM),
            Place(_("Two-person requests"), "accounts:request-list", "people", Role.SECURITY),
            Place(_("View as"), "committees:view-as", "eye", Role.SECURITY),
            Place(_("Security policy"), "accounts:policy", "shield-lock", Role.SYSTEM),
            Place(_("Security policy"), "accounts:policy", "shield-lock", Role.SECURITY),
        ],
    ),
    (
        _("Logs"),
        "clock-history",
        [
            Place(_("Audit log"), "audit:list", "clock-history", Role.AUDIT),
            Place(_("Readings of personal data"), "audit:read-list", "eye", Role.AUDIT),
            Place(_("Seals"), "audit:seal-list", "lock", Role.AUDIT),
        ],
    ),
    (
        _("Back office"),
        "gear",
        [
            Place(_("Administration"), "admin:index", "gear", "manager"),
            Place(_("Administration"), "admin:index", "gear", Role.SYSTEM),
            Place(_("System health"), "dashboards:health", "activity", Role.SYSTEM),
        ],
    ),
]


def is_offered(place: Place, reach: Reach, is_member: bool = False) -> bool:
    if place.to == "member":
        return is_member
    if place.to == "everybody":
        return True
    if place.to == "business":
        return reach.sees_business
    if place.to == "manager":
        return bool(reach.managed)
    return reach.administers == place.to


def menu_for(reach: Reach, path: str = "", is_member: bool = False) -> list[dict[str, Any]]:
    """The menu of somebody with this reach: groups of entries, the open one marked. ``is_member``:
    who has an entry as party member finds the own pages there."""
    groups: list[dict[str, Any]] = []
    for label, icon, places in MENU:
        items = []
        for place in places:
            if not is_offered(place, reach, is_member):
                continue
            url = reverse(place.url_name)
            active = path == url if url == "/" else path.startswith(url)
            items.append({"label": place.label, "url": url, "icon": place.icon, "active": active})
        if items:
            groups.append({"label": label, "icon": icon, "items": items})
    # Of two entries whose addresses begin alike only the longer one is where one is.
    entries: list[Any] = [item for group in groups for item in group["items"]]
    longest = max((len(item["url"]) for item in entries if item["active"]), default=0)
    for item in entries:
        item["active"] = item["active"] and len(item["url"]) == longest
    return groups


def menu_key(reach: Reach, path: str, is_member: bool = False) -> tuple[Any, ...]:
    """What the menu follows from: what is offered, and where one is."""
    open_ = [url for url in _addresses() if path == url or (url != "/" and path.startswith(url))]
    where = max(open_, key=len, default="")
    return reach.sees_business, bool(reach.managed), reach.administers, is_member, where


@cache
def _search() -> str:
    return reverse("dashboards:search")


@cache
def _addresses() -> list[str]:
    return [reverse(place.url_name) for _label, _icon, places in MENU for place in places]


def viewing_banner(account: Any) -> SafeString:
    """Says whose menu stands on the left, and leads to where that is ended."""
    words = _("You see the menus and the reach of %(name)s, not the content.") % {"name": account}
    url = reverse("committees:view-as")
    return format_html('{} <a href="{}">{}</a>', words, url, _("Stop or look closer"))


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context of every page, signed in or not."""
    context: dict[str, Any] = {
        "product_name": PRODUCT_NAME,
        "instance_notice": NOTICE,
        "is_plain_http": not settings.HTTPS,
        "searched_for": request.GET.get("q", "") if request.path == _search() else "",
    }
    reach = getattr(getattr(request, "user", None), "reach", None)
    if reach is None:
        return context
    at_choices = [
        {"pk": post.committee_id, "name": post.committee_name}
        for post in {p.committee_id: p for p in reach.posts if p.committee_id}.values()
    ]
    viewed = request.viewed_as  # type: ignore[attr-defined]
    shown = reach_of(viewed) if viewed else reach
    is_member = not viewed and getattr(request.user, "is_party_member", False)
    return context | {
        "nav": lambda: menu_for(shown, request.path, is_member),
        "nav_key": menu_key(shown, request.path, is_member),
        "banner": viewing_banner(viewed) if viewed else "",
        "at": request.at,  # type: ignore[attr-defined]
        "at_choices": at_choices if len(at_choices) > 1 else [],
        "roles": [
            f"{Role(post.role).label} · {post.committee_name}".strip(" ·") for post in reach.posts
        ],
        "on": request.on,  # type: ignore[attr-defined]
    }
