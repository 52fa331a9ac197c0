"""The product's addresses, and those of what it is compared with."""

from django.urls import include, path

from benchmarks import peers

urlpatterns = [
    path("", include("config.urls")),
    path("bench/empty/", peers.empty),
    path("bench/units/", peers.PlainUnits.as_view()),
    path("bench/members/", peers.PlainMembers.as_view()),
    path("bench/claims/", peers.PlainClaims.as_view()),
    path("bench/records/", peers.PlainRecords.as_view()),
    path("bench/admin/", peers.site.urls),
]
