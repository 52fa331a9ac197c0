"""Every address of the product."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from members.views import joining

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("dashboards.urls")),
    path("accounts/", include("accounts.urls")),
    path("join/", joining.Join.as_view(), name="join"),
    path("join/account/", joining.JoinAccount.as_view(), name="join-account"),
    path("committees/", include("committees.urls")),
    path("members/", include("members.urls")),
    path("exchange/", include("exchange.urls")),
    path("posts/", include("posts.urls")),
    path("audit/", include("audit.urls")),
    path("", include("paperwork.urls")),
    path("admin/", admin.site.urls),
]

handler400 = "core.errors.bad_request"
handler403 = "core.errors.forbidden"
handler404 = "core.errors.not_found"
handler500 = "core.errors.server_error"
