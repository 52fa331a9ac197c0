"""The addresses of this room."""

from django.urls import URLPattern

app_name = "audit"
urlpatterns: list[URLPattern] = []
