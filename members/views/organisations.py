"""Party organisations: who leads whom, in which units."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from committees.models import Committee
from committees.pages import BelowList, Here, Suggestions
from core.pages import ActOnPage, CreatePage, EditPage
from core.panels import Action, Fact, Panel, fact_of
from core.verdicts import Verdict
from members import rules
from members.filters.organisations import OrganisationFilter
from members.forms.organisations import (
    DissolveForm,
    ElectionForm,
    LinkForm,
    NewOrganisationForm,
    OrganisationForm,
    UnlinkForm,
)
from members.models import OrganizationUnit, PartyOrganization
from members.services import organisations
from members.tables.organisations import (
    BelowOrganisation,
    KeptUnitsOfOrganisation,
    OrganisationTable,
    UnitsOfOrganisation,
)
from members.views.base import HereDetail

ORGANISATIONS = PartyOrganization.objects.select_related("superior", "secretary", "home")


class OrganisationList(BelowList):
    """The organisations kept by the committee looked at and below it."""

    title = gettext_lazy("Party organisations")
    queryset = PartyOrganization.objects.all()
    table_class = OrganisationTable
    filterset_class = OrganisationFilter
    committee_path = "home__path"
    import_kind = "organisations"
    create_url_name = "members:organisation-create"
    create_label = gettext_lazy("Enter a party organisation")
    empty_text = gettext_lazy(
        "Here stand the party organisations of units and communities: who leads whom, and their "
        "terms."
    )

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return rows.on(self.on) if self.on else rows

    def can_create(self) -> Verdict:
        return rules.can_add_people(self.actor)


class OrganisationDetail(HereDetail):
    queryset = ORGANISATIONS
    facts = ["category", "relation"]

    def actions(self) -> list[Action]:
        row, by = self.object, self.actor
        keeps = rules.can_keep_organisation(by, row)
        if keeps.is_forbidden or row.ends_on:
            return []

        def act(label: Any, name: str, verdict: Verdict, style: str = "secondary") -> Action:
            url = reverse(f"members:organisation-{name}", args=[row.pk])
            return Action(label, url, verdict, style=style)

        return [
            act(pgettext_lazy("verb", "Edit"), "edit", keeps, "primary"),
            act(_("Note an election"), "elect", keeps),
            act(_("Add a unit"), "link", rules.can_link(by, row)),
            act(_("Dissolve"), "dissolve", rules.can_dissolve(by, row), "danger"),
        ]

    @property
    def is_kept_here(self) -> bool:
        """Whether something can be done about it by whoever looks, today."""
        return self.on is None and bool(rules.can_keep_organisation(self.actor, self.object))

    def get_facts(self) -> list[Fact]:
        row, user = self.object, self.request.user
        superior = Fact(fact_of(row, "superior").label, row.superior_name)
        if row.superior_id:
            seen = PartyOrganization.objects.visible_to(user).filter(pk=row.superior_id)
            superior = Fact(superior.label, row.superior if seen else str(row.superior))
        home = fact_of(row, "home")
        if not Committee.objects.visible_to(user).filter(pk=row.home_id):
            home = Fact(home.label, str(home.value))
        secretary = Fact(fact_of(row, "secretary").label, str(row.secretary or ""))
        term = [fact_of(row, "term_starts_on"), fact_of(row, "term_ends_on")]
        founded = Fact(_("Founded on"), row.starts_on)
        dissolved = [Fact(_("Dissolved on"), row.ends_on)] if row.ends_on else []
        return [*super().get_facts(), superior, secretary, *term, founded, *dissolved, home]

    def panels(self) -> list[Panel]:
        row, user = self.object, self.request.user
        links = row.unit_links.select_related("unit").order_by("ends_on", "pk")
        below = PartyOrganization.objects.visible_to(user).filter(superior=row)
        return [
            Panel.of(
                "units",
                _("Member units"),
                KeptUnitsOfOrganisation() if self.is_kept_here else UnitsOfOrganisation(),
                links.on(self.on) if self.on else links,
                empty_text=_("In no member unit: an organisation of the area itself."),
            ),
            Panel.of(
                "below",
                _("Organisations that it leads"),
                BelowOrganisation(),
                (below.on(self.on) if self.on else below).select_related("secretary"),
                empty_text=_("It leads no organisation that you may see."),
            ),
        ]


class OrganisationCreate(Here, CreatePage):
    title = gettext_lazy("Enter a party organisation")
    model = PartyOrganization
    form_class = NewOrganisationForm

    def verdict(self) -> Verdict:
        return rules.can_add_people(self.actor)

    def get_form_kwargs(self) -> dict[str, Any]:
        managed = self.at and self.request.user.reach.manages(self.at.path)  # type: ignore[union-attr]
        return super().get_form_kwargs() | {"at": self.at if managed else None}

    def get_initial(self) -> dict[str, Any]:
        unit = self.request.GET.get("unit", "")
        given = {"unit": int(unit)} if unit.isdecimal() and len(unit) < 19 else {}
        return super().get_initial() | given

    def back_url(self) -> str:
        return reverse("members:organisation-list")

    def save(self, form: NewOrganisationForm) -> PartyOrganization:
        return organisations.found_organisation(
            form.changes, unit=form.cleaned_data["unit"], by=self.actor
        )


class OrganisationEdit(Here, EditPage):
    title = pgettext_lazy("verb", "Edit")
    queryset = ORGANISATIONS
    form_class = OrganisationForm

    def verdict(self, row: PartyOrganization) -> Verdict:
        return rules.can_keep_organisation(self.actor, row)

    def save(self, form: OrganisationForm) -> PartyOrganization:
        return organisations.edit_organisation(
            form.instance, form.changes, version=form.on_version, by=self.actor
        )


class OrganisationElect(Here, ActOnPage):
    """Note an election: a new term, and its secretary."""

    title = gettext_lazy("Note an election")
    queryset = ORGANISATIONS
    form_class = ElectionForm

    def verdict(self, row: PartyOrganization) -> Verdict:
        return rules.can_keep_organisation(self.actor, row)

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"secretary": self.object.secretary_id}

    def save(self, form: ElectionForm) -> PartyOrganization:
        return organisations.elect(self.object, by=self.actor, **form.cleaned_data)


class OrganisationLink(Here, ActOnPage):
    """Say in which unit it is."""

    title = gettext_lazy("Add a unit")
    queryset = ORGANISATIONS
    form_class = LinkForm

    def verdict(self, row: PartyOrganization) -> Verdict:
        return rules.can_link(self.actor, row)

    def save(self, form: LinkForm) -> OrganizationUnit:
        return organisations.link_unit(self.object, by=self.actor, **form.cleaned_data)


class OrganisationUnlink(Here, ActOnPage):
    """Say that it is no longer in a unit."""

    title = gettext_lazy("No longer in this unit")
    queryset = OrganizationUnit.objects.select_related("organisation__home", "unit")
    form_class = UnlinkForm
    submit_style = "danger"

    def verdict(self, row: OrganizationUnit) -> Verdict:
        return rules.can_unlink(self.actor, row)

    def save(self, form: UnlinkForm) -> OrganizationUnit:
        return organisations.unlink_unit(self.object, by=self.actor, **form.cleaned_data)


class OrganisationDissolve(Here, ActOnPage):
    title = gettext_lazy("Dissolve")
    queryset = ORGANISATIONS
    form_class = DissolveForm
    submit_style = "danger"
    intro = gettext_lazy("It ends in all its units; its record stays.")

    def verdict(self, row: PartyOrganization) -> Verdict:
        return rules.can_dissolve(self.actor, row)

    def save(self, form: DissolveForm) -> PartyOrganization:
        return organisations.dissolve(self.object, by=self.actor, **form.cleaned_data)


class OrganisationSuggestions(Suggestions):
    def rows(self, typed: str) -> Any:
        rows = PartyOrganization.objects.visible_to(self.request.user).running()
        return (rows.search(typed) if typed else rows).order_by("sort_key", "pk")

    def shown(self, row: PartyOrganization) -> dict[str, Any]:
        return {"id": row.pk, "text": row.name, "note": row.get_category_display()}
