"""What the pages are compared with: nothing at all, the stock admin, and a plain ListView."""

from typing import Any

import django_filters
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django_filters.views import FilterView

from members.models import MemberUnit

COLUMNS = ("name", "category", "affiliation", "system", "area", "uscc", "head", "party_members")


def empty(request: HttpRequest) -> HttpResponse:
    """A page with nothing on it, behind session and sign-in."""
    return HttpResponse(f"{request.user.pk}")


class StockAdmin(admin.ModelAdmin):
    list_display = COLUMNS
    list_select_related = ("area",)
    list_per_page = 50
    search_fields = ("name",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    has_change_permission = has_view_permission


class StockSite(admin.AdminSite):
    """Django's own site; everybody may see it, so that only its speed differs."""

    def has_permission(self, request: HttpRequest) -> bool:
        return True


site = StockSite(name="stock")
site.register(MemberUnit, StockAdmin)


class PlainFilter(django_filters.FilterSet):
    class Meta:
        model = MemberUnit
        fields = {"name": ["icontains"], "category": ["exact"]}


class PlainList(FilterView):
    """What one writes first: django-filter, a queryset by reach, a count and OFFSET."""

    filterset_class = PlainFilter
    template_name = "benchmarks/plain.html"
    paginate_by = 50
    strict = False

    def get_queryset(self) -> Any:
        return (
            MemberUnit.objects.visible_to(self.request.user)
            .select_related("area")
            .order_by("sequence", "sort_key", "pk")
        )
