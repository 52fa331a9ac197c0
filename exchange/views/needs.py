"""Needs: their list, each on its page, registered, settled, taken up again."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from committees.listing import PlacedList
from committees.pages import Here, HereDetail, Suggestions
from core.pages import ActOnPage, CreatePage, EditPage, ListPage
from core.panels import Action, Fact, fact_of
from core.verdicts import Verdict
from exchange import rules
from exchange.filters.needs import NeedFilter
from exchange.forms.needs import NeedForm, NewNeedForm, ReopenForm, SettleForm
from exchange.models import Need
from exchange.services import needs
from exchange.tables.needs import NeedTable

NEEDS = Need.objects.select_related("committee", "unit")


class NeedList(PlacedList, ListPage):
    """The needs of the committee looked at and below it; for liaisons those where the unit sits."""

    title = gettext_lazy("Needs")
    queryset = Need.objects.all()
    table_class = NeedTable
    filterset_class = NeedFilter
    create_url_name = "exchange:need-create"
    create_label = gettext_lazy("Register a need")
    empty_text = gettext_lazy(
        "Here stands what residents, communities and units are short of: register a need, set up "
        "a post for it, and say what became of it."
    )

    def get_queryset(self) -> Any:
        return self.rows_here(Need)

    def can_create(self) -> Verdict:
        return rules.can_register_any_need(self.actor)


class NeedDetail(HereDetail):
    queryset = NEEDS

    def actions(self) -> list[Action]:
        need, by = self.object, self.actor
        if need.status == Need.Status.OPEN:
            offered = [
                (NeedSettle.title, "settle", rules.can_settle_need(by, need), "primary"),
                (NeedEdit.title, "edit", rules.can_edit_need(by, need), "secondary"),
            ]
        else:
            verdict = rules.can_reopen_need(by, need)
            offered = [(NeedReopen.title, "reopen", verdict, "secondary")]
        return [
            Action(label, reverse(f"exchange:need-{name}", args=[need.pk]), verdict, style=style)
            for label, name, verdict, style in offered
            if not verdict.is_forbidden
        ]

    def get_facts(self) -> list[Fact]:
        need = self.object
        settled = need.status != Need.Status.OPEN
        again = [Fact(_("Taken up again because"), need.reason)] if need.reason else []
        return [
            Fact(fact_of(need, "committee").label, self.seen(need.committee, need.committee.path)),
            fact_of(need, "source"),
            *([Fact(fact_of(need, "unit").label, self.seen(need.unit))]
              if need.unit else []),
            fact_of(need, "text"),
            fact_of(need, "where"),
            fact_of(need, "registered_on"),
            fact_of(need, "status"),
            *([fact_of(need, "settled_on"), fact_of(need, "reason")] if settled else again),
        ]  # fmt: skip


class NeedCreate(Here, CreatePage):
    title = gettext_lazy("Register a need")
    model = Need
    form_class = NewNeedForm
    success_message = gettext_lazy("Registered.")

    def verdict(self) -> Verdict:
        return rules.can_register_any_need(self.actor)

    def back_url(self) -> str:
        return reverse("exchange:need-list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"at": self.at}

    def save(self, form: NewNeedForm) -> Need:
        return needs.register_need(form.cleaned_data["committee"], form.changes, by=self.actor)


class NeedEdit(Here, EditPage):
    title = pgettext_lazy("verb", "Edit")
    queryset = NEEDS
    form_class = NeedForm

    def verdict(self, row: Need) -> Verdict:
        return rules.can_edit_need(self.actor, row)

    def save(self, form: NeedForm) -> Need:
        return needs.edit_need(form.instance, form.changes, version=form.on_version, by=self.actor)


class NeedSettle(Here, ActOnPage):
    title = gettext_lazy("Settle the need")
    queryset = NEEDS
    form_class = SettleForm
    submit_label = gettext_lazy("Settle the need")
    intro = gettext_lazy(
        "Whoever has brought the need asks what became of it: say it so that it can be passed on. "
        "Posts that answer the need stay as they are."
    )

    def verdict(self, row: Need) -> Verdict:
        return rules.can_settle_need(self.actor, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"need": self.object}

    def save(self, form: SettleForm) -> Need:
        told = form.cleaned_data
        return needs.settle_need(
            self.object, told["outcome"], on=told["on"], reason=told["reason"], by=self.actor
        )


class NeedReopen(Here, ActOnPage):
    title = gettext_lazy("Take the need up again")
    queryset = NEEDS
    form_class = ReopenForm
    submit_label = gettext_lazy("Take the need up again")

    def verdict(self, row: Need) -> Verdict:
        return rules.can_reopen_need(self.actor, row)

    def save(self, form: ReopenForm) -> Need:
        return needs.reopen_need(self.object, by=self.actor, **form.cleaned_data)


class NeedSuggestions(Suggestions):
    """Open needs, the newest first: those behind which something can be set up."""

    def rows(self, typed: str) -> Any:
        rows = Need.objects.visible_to(self.request.user).open().select_related("committee")
        rows = rows.order_by("-registered_on", "-pk")
        return rows.naming(typed) if typed else rows

    def shown(self, row: Need) -> dict[str, Any]:
        note = f"{row.committee.area_name} · {row.registered_on}"
        return {"id": row.pk, "text": row.title, "note": note}
