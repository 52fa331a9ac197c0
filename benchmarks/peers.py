"""What the pages are compared with: nothing at all, the stock admin, and a plain ListView."""

from typing import Any

import django_filters
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django_filters.views import FilterView

from members.models import MemberUnit, PartyMember
from posts.models import Claim, ServiceRecord


def empty(request: HttpRequest) -> HttpResponse:
    """A page with nothing on it, behind session and sign-in."""
    return HttpResponse(f"{request.user.pk}")


class StockAdmin(admin.ModelAdmin):
    list_per_page = 50

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    has_change_permission = has_view_permission


class StockUnits(StockAdmin):
    list_display = ("name", "category", "affiliation", "system", "area", "uscc", "head",
                    "party_members")  # fmt: skip
    list_select_related = ("area",)
    search_fields = ("name",)


class StockMembers(StockAdmin):
    list_display = ("person", "status", "employment", "employer", "organisation", "community",
                    "joined_on", "sex")  # fmt: skip
    list_select_related = ("person", "employer", "organisation", "community")
    search_fields = ("person__name",)


class StockClaims(StockAdmin):
    list_display = ("member", "post", "employer", "status", "since", "starts_on", "in_post_on",
                    "term_ends_on")  # fmt: skip
    list_select_related = ("member__person", "post", "employer")
    search_fields = ("member__person__name",)


class StockRecords(StockAdmin):
    list_display = ("member", "claim", "on", "minutes", "result", "status", "days_late",
                    "employer")  # fmt: skip
    list_select_related = ("member__person", "claim__post", "claim__member__person", "employer")
    search_fields = ("member__person__name",)


class StockSite(admin.AdminSite):
    """Django's own site; everybody may see it, so that only its speed differs."""

    def has_permission(self, request: HttpRequest) -> bool:
        return True


site = StockSite(name="stock")
site.register(MemberUnit, StockUnits)
site.register(PartyMember, StockMembers)
site.register(Claim, StockClaims)
site.register(ServiceRecord, StockRecords)


class PlainUnitFilter(django_filters.FilterSet):
    class Meta:
        model = MemberUnit
        fields = {"name": ["icontains"], "category": ["exact"]}


class PlainMemberFilter(django_filters.FilterSet):
    class Meta:
        model = PartyMember
        fields = {"person__name": ["icontains"], "status": ["exact"], "employment": ["exact"]}


class PlainClaimFilter(django_filters.FilterSet):
    class Meta:
        model = Claim
        fields = {"member__person__name": ["icontains"], "status": ["exact"]}


class PlainRecordFilter(django_filters.FilterSet):
    class Meta:
        model = ServiceRecord
        fields = {"member__person__name": ["icontains"], "status": ["exact"]}


class PlainList(FilterView):
    """What one writes first: django-filter, a queryset by reach, a count and OFFSET."""

    template_name = "benchmarks/plain.html"
    paginate_by = 50
    strict = False

    def get_queryset(self) -> Any:
        return self.queryset.visible_to(self.request.user)


class PlainUnits(PlainList):
    filterset_class = PlainUnitFilter
    queryset = MemberUnit.objects.select_related("area").order_by("sequence", "sort_key", "pk")


class PlainMembers(PlainList):
    filterset_class = PlainMemberFilter
    template_name = "benchmarks/members.html"
    queryset = PartyMember.objects.select_related(
        "person", "employer", "organisation", "community", "grid"
    ).order_by("sort_key", "pk")


class PlainClaims(PlainList):
    filterset_class = PlainClaimFilter
    template_name = "benchmarks/claims.html"
    queryset = Claim.objects.select_related(
        "member__person", "post__committee", "employer"
    ).order_by("-starts_on", "-pk")


class PlainRecords(PlainList):
    filterset_class = PlainRecordFilter
    template_name = "benchmarks/records.html"
    queryset = ServiceRecord.objects.select_related(
        "member__person", "claim__post", "activity", "employer"
    ).order_by("-on", "-pk")
