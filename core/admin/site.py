"""Who is let into the admin, and from where."""

import ipaddress
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.middleware import client_address
from core.verdicts import forbid, require

OFFICE = "office"


def roles_in_admin(user: Any) -> set[str]:
    """``office`` for whoever keeps a committee, and the name of an administrator's office.

    The reach of the running appointments is set on the user by a room above this one.
    """
    reach = getattr(user, "reach", None)
    if reach is None or not user.is_authenticated or not user.is_usable:
        return set()
    return ({OFFICE} if reach.managed else set()) | ({reach.administers} - {""})


def is_admin_address(address: str) -> bool:
    """Whether the admin may be opened from there: everywhere, unless ADMIN_ADDRESSES says where."""
    if not settings.ADMIN_ADDRESSES:
        return True
    try:
        asking = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(
        asking in ipaddress.ip_network(allowed, strict=False)
        for allowed in settings.ADMIN_ADDRESSES
    )


class OfficeAdminSite(admin.AdminSite):
    """Open to offices, community secretaries and the three administrators.

    Signing in and out and passwords belong to the accounts' own pages.
    """

    site_title = gettext_lazy("Back office")
    site_header = gettext_lazy("Back office")
    index_title = gettext_lazy("What you can look after here")
    final_catch_all_view = False
    NOT_HERE = frozenset(
        {"login", "logout", "password_change", "password_change_done", "view_on_site"}
    )

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take only admins that know scopes.

        Packages register their own on discovery (groups, second factors): everybody let in would
        see all rows of those.
        """
        if admin_class is not None and getattr(admin_class, "knows_scopes", False):
            super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(roles_in_admin(request.user)) and is_admin_address(client_address(request))

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        inner = super().admin_view(view, cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            # Django would send whoever is signed in without the right back to the sign-in page.
            if request.user.is_authenticated and not self.has_permission(request):
                reason = _(
                    "The back office is for offices and administrators, from their own places."
                )
                require(forbid(reason))
            return inner(request, *args, **kwargs)

        return guarded

    def get_urls(self) -> list[Any]:
        urls = [url for url in super().get_urls() if getattr(url, "name", "") not in self.NOT_HERE]
        for url in urls:
            # Whoever is not signed in goes to the product's own page, not to the admin's.
            if hasattr(getattr(url, "callback", None), "login_url"):
                del url.callback.login_url
        return urls

    def get_log_entries(self, request: HttpRequest) -> Any:
        """None: what was done stands in the audit log."""
        return super().get_log_entries(request).none()
