"""Committees: the list, the tree, one committee, and the steps of its life."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.generic import DetailView, TemplateView, View

from committees import figures, rules
from committees.filters import CommitteeFilter, PeriodFilter
from committees.middleware import AT
from committees.models import Committee, CommitteePeriod, Tier
from committees.reach import reach_of
from committees.sections import sections_of
from committees.tables import (
    AppointmentTable,
    CommitteeTable,
    HistoryTable,
    PastAppointmentTable,
    PeriodTable,
)
from committees.terms import Level, Status
from core import clock
from core.pages import DetailPage, ListPage, Titled, VisibleRows
from core.panels import Action, Fact, Panel, fact_of
from core.redirects import safe_next, typed_in
from core.verdicts import Verdict, require

SHOWN_BELOW = 50
LONGEST_OFFER = 20


class CommitteeList(ListPage):
    """All committees at and below the one looked at; with ``?on=`` as they stood on that day."""

    title = gettext_lazy("Committees")
    queryset: Any = Committee.objects.all()
    table_class: Any = CommitteeTable
    filterset_class: Any = CommitteeFilter
    import_kind = "committees"
    create_url_name = "committees:create"
    create_label = gettext_lazy("New committee")
    empty_text = gettext_lazy(
        "Here stand the committees that you keep in order or take part in. Ask your office to "
        "appoint you to one."
    )

    def setup(self, request: Any, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if request.on:
            self.queryset = CommitteePeriod.objects.on(request.on)
            self.table_class, self.filterset_class = PeriodTable, PeriodFilter

    def get_queryset(self) -> Any:
        at = self.request.at  # type: ignore[attr-defined]
        if self.request.on:  # type: ignore[attr-defined]
            past = figures.past_tree(self.request)
            rows = past.visible(self.queryset, "committee__path")
            return rows.filter(past.below([at.path], "committee__path")) if at else rows
        rows = super().get_queryset()
        return rows.filter(pk__in=Committee.objects.below(at)) if at else rows

    def get_table(self) -> Any:
        table = super().get_table()
        if self.request.on:  # type: ignore[attr-defined]
            table.then = figures.past_tree(self.request)
        return table

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        at = self.request.at  # type: ignore[attr-defined]
        if self.request.on and at:  # type: ignore[attr-defined]
            context["at_name"] = figures.past_tree(self.request).name_of(at)
        return context

    def can_create(self) -> Verdict:
        return rules.can_manage_anything(self.request.actor)  # type: ignore[attr-defined]

    def links(self) -> list[Action]:
        on = self.request.on  # type: ignore[attr-defined]
        return [Action(_("As a tree"), reverse("committees:tree") + (f"?on={on}" if on else ""))]


def committees_visible(request: Any) -> Any:
    """The committees that the person may see, today or of the day that is looked at."""
    if request.on:
        return figures.past_tree(request).visible(Committee.objects.all(), "path")
    return Committee.objects.visible_to(request.user)


def name_looked_at(request: Any, committee: Committee) -> str:
    """The committee's name today, or on the day that is looked at."""
    return figures.past_tree(request).name_of(committee) if request.on else committee.name


class CommitteeTree(Titled, TemplateView):
    """The tree, folded below the streets; with ``?on=`` as it stood on that day.

    ``?under=`` answers with what lies directly under one committee: a page of its own, or the
    bare list for htmx, which unfolds it in place.
    """

    title = gettext_lazy("Tree of committees")
    template_name = "committees/tree.html"

    def get_template_names(self) -> list[str]:
        htmx = self.request.htmx  # type: ignore[attr-defined]
        return ["committees/_tree_nodes.html"] if htmx else [self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        visible = committees_visible(self.request)
        day = self.request.on or clock.today()  # type: ignore[attr-defined]
        under, asked = None, self.request.GET.get("under", "")
        if asked:
            if not (asked.isdecimal() and len(asked) < 19):
                raise Http404
            under = get_object_or_404(visible, pk=asked)
        nodes = figures.tree_on(day, visible, deepest=Level.STREET, under=under)
        return super().get_context_data(**kwargs) | {
            "nodes": nodes,
            "under": under,
            "under_name": name_looked_at(self.request, under) if under else "",
            "day": day,
            "tiers": dict(Tier.objects.values_list("level", "short_name")),
        }


class CommitteeDetail(DetailPage):
    """What a committee is, what is below it, who works there, and its history.

    With ``?on=`` the page opens for those too who read what it lay below on that day
    (``figures.PastTree``); they see that day and what was before it, and nothing to do.
    """

    queryset = Committee.objects.select_related("parent")
    template_name = "committees/committee_detail.html"

    def get_queryset(self) -> Any:
        if not self.request.on:  # type: ignore[attr-defined]
            return super().get_queryset()
        return figures.past_tree(self.request).visible(self.queryset, "path")

    @property
    def is_past_alone(self) -> bool:
        """Whether the person sees the committee of that day, but no longer today's."""
        request: Any = self.request
        if not request.on:
            return False
        reach = reach_of(request.user)
        return not (reach.covers(self.object.path) or self.object.pk in reach.liaison_at)

    def get_title(self) -> str:
        period = self.period
        return period.name if period else str(self.object)

    @property
    def period(self) -> CommitteePeriod | None:
        """What it was on the day that is looked at; None when it shows today."""
        day = self.request.on  # type: ignore[attr-defined]
        if not day:
            return None
        if not hasattr(self, "_period"):
            self._period = figures.period_on(self.object, day)
        return self._period

    def actions(self) -> list[Action]:
        row, by = self.object, self.request.actor  # type: ignore[attr-defined]
        if self.request.on:  # type: ignore[attr-defined]
            return []
        manages = rules.can_manage(by, row)
        found: list[Action] = []

        def offer(label: Any, name: str, verdict: Verdict, style: str = "secondary") -> None:
            found.append(
                Action(label, reverse(f"committees:{name}", args=[row.pk]), verdict, style=style)
            )

        if manages:
            offer(pgettext("verb", "Edit"), "edit", rules.can_edit(by, row), "primary")
            for label, name, verdict in STEPS.get(row.status, []):
                offer(label, name, verdict(by, row))
            offer(_("Upload the charter"), "charter", rules.can_edit(by, row))
            if row.level != Level.GRID:
                url = f"{reverse('committees:create')}?parent={row.pk}"
                found.append(Action(_("New committee below"), url, rules.can_found_under(by, row)))
            url = f"{reverse('committees:reorganisation-create')}?committee={row.pk}"
            found.append(Action(_("Plan a reorganisation"), url, rules.can_plan_at(by, row)))
        offer(
            _("Who can see this"),
            "who-can-see",
            rules.can_see_access(by, [row.path]),
        )
        return found

    def get_facts(self) -> list[Fact]:
        return []

    def groups(self) -> list[tuple[Any, list[Fact]]]:
        row = self.object
        visible = reach_of(self.request.user).covers(row.parent.path) if row.parent else False
        tier = Tier.objects.filter(level=row.level).first()
        what = [
            Fact(
                pgettext_lazy("of the tree", "tier"), tier.name if tier else row.get_level_display()
            ),
            fact_of(row, "code"),
            fact_of(row, "area_name"),
            Fact(_("committee above"), row.parent if visible else str(row.parent or "")),
            fact_of(row, "form"),
            fact_of(row, "short_name"),
        ]
        if row.level == Level.GRID:
            what.append(fact_of(row, "branch_name"))
        size = tier and tier.size_in_words
        return [
            (_("What it is"), what),
            (_("What it rests on"), [fact_of(row, name) for name in BASIS]),
            (_("Its office"), [fact_of(row, name) for name in OFFICE]),
            (
                _("Its rules"),
                [
                    *(fact_of(row, name) for name in RULES),
                    Fact(_("Usual size at this tier"), size or ""),
                ],
            ),
        ]

    def then(self) -> list[Fact]:
        """The facts as of the day that is looked at."""
        period = self.period
        if period is None:
            return []
        names = ["name", "area_name", "parent", "form", "status", "starts_on", "ends_on", "basis"]
        return [
            Fact(fact.label, self.in_words_then(fact.value))
            for fact in (fact_of(period, name) for name in names)
        ]

    def in_words_then(self, value: Any) -> str:
        if isinstance(value, Committee):
            return name_looked_at(self.request, value)
        return str(value) if value else ""

    def panels(self) -> list[Panel]:
        request: Any = self.request
        table: AppointmentTable = AppointmentTable()
        appointments = self.object.appointments.all()
        periods = self.object.periods.select_related("parent").order_by("-starts_on")
        if request.on:
            table = PastAppointmentTable()
            table.then = figures.past_tree(request)
            appointments = table.then.visible(appointments, "committee__path")
        else:
            appointments = appointments.visible_to(request.user)
        if self.is_past_alone:
            periods = periods.filter(starts_on__lte=request.on)
        return [
            Panel.of(
                "roles",
                _("Who works here"),
                table,
                appointments.on(request.on or clock.today())
                .select_related("user", "committee")
                .order_by("role", "user__login"),
                empty_text=_("Nobody holds a role here."),
            ),
            Panel.of(
                "periods",
                _("What it was called and where it stood"),
                HistoryTable(),
                periods,
            ),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request: Any = self.request
        day = request.on or clock.today()
        visible = committees_visible(request)
        children = figures.tree_on(day, visible, under=self.object)
        return super().get_context_data(**kwargs) | {
            "period": self.period,
            "is_past_alone": self.is_past_alone,
            "today_url": reverse("committees:tree") if self.is_past_alone else "",
            "then": self.then(),
            "groups": [] if request.on else self.groups(),
            "children": children[:SHOWN_BELOW],
            "children_count": len(children),
            "tiers": dict(Tier.objects.values_list("level", "short_name")),
            "sections": sections_of(self.object, request),
        }


BASIS = ["basis_document", "basis_number", "basis_date", "established_on"]
OFFICE = [
    "host_department",
    "office_head",
    "office_staff",
    "office_duties",
    "office_address",
    "office_phone",
]
RULES = ["quorum", "meeting_cycle", "rotation", "target_size"]
# Which steps a committee's page offers, by its status.
STEPS: dict[str, list[Any]] = {
    Status.PROPOSED: [
        (gettext_lazy("Approve"), "approve", rules.can_approve),
        (gettext_lazy("Abolish"), "abolish", rules.can_drop),
    ],
    Status.APPROVED: [
        (gettext_lazy("Turn into a working mechanism"), "mechanism", rules.can_turn_mechanism)
    ],
    Status.MECHANISM: [(gettext_lazy("Make it a committee again"), "restore", rules.can_restore)],
}


class CommitteeSights(Titled, VisibleRows, DetailView):
    """Every account that can see a committee, and why."""

    queryset = Committee.objects.all()
    template_name = "committees/who_can_see.html"

    def get_title(self) -> str:
        return _("Who can see %(name)s") % {"name": self.object}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        require(rules.can_see_access(self.request.actor, [self.object.path]))  # type: ignore[attr-defined]
        sights = figures.who_can_see([self.object.path], liaisons=self.object.appointments.all())
        return super().get_context_data(**kwargs) | {"sights": sights}


class Switch(View):
    """Look at another of the committees that one may see."""

    http_method_names = ["post"]

    def post(self, request: Any) -> HttpResponse:
        asked = request.POST.get("committee", "")
        if not (asked.isdecimal() and len(asked) < 19):
            raise Http404
        committee = get_object_or_404(Committee.objects.visible_to(request.user), pk=asked)
        request.session[AT] = committee.pk
        return HttpResponseRedirect(safe_next(request, reverse("dashboards:my-day")))


class CommitteeOffers(View):
    """What an autocomplete offers: visible committees by a part of the name, or the code's start.

    ``managed=1`` keeps to those that the person may change, ``level=`` to one level, ``parent=1``
    to those under which one can be founded.
    """

    http_method_names = ["get"]

    def get(self, request: Any) -> JsonResponse:
        asked = request.GET
        rows = Committee.objects.visible_to(request.user).in_being()
        if asked.get("managed"):
            rows = rows.managed_by(request.user).in_being()
        if asked.get("parent"):
            rows = rows.exclude(level=Level.GRID)
        if level := typed_in(request, "level"):
            rows = rows.filter(level=level)
        if text := typed_in(request, "q"):
            rows = rows.filter(
                Q(name__icontains=text) | Q(area_name__icontains=text) | Q(code__startswith=text)
            )
        tiers = dict(Tier.objects.values_list("level", "short_name"))
        found = list(rows.order_by("code")[: LONGEST_OFFER + 1])
        return JsonResponse(
            {
                "results": [
                    {
                        "id": row.pk,
                        "text": row.name,
                        "note": f"{row.code} · {tiers.get(row.level, row.get_level_display())}",
                    }
                    for row in found[:LONGEST_OFFER]
                ],
                "more": len(found) > LONGEST_OFFER,
            }
        )
