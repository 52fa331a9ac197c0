"""The product's addresses, and those of what it is compared with."""

from django.urls import include, path

from benchmarks import peers

urlpatterns = [
    path("", include("config.urls")),
    path("bench/empty/", peers.empty),
    path("bench/plain/", peers.PlainList.as_view()),
    path("bench/admin/", peers.site.urls),
]
