"""The addresses of this room."""

from django.urls import path

from dashboards import views

app_name = "dashboards"
urlpatterns = [
    path("", views.MyDay.as_view(), name="my-day"),
    path("digest/", views.DigestPage.as_view(), name="digest"),
    path("search/", views.Search.as_view(), name="search"),
    path("health/", views.Health.as_view(), name="health"),
    path("healthz", views.healthz, name="healthz"),
]
