"""The list of party organisations, exported, edited and brought back."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees import rules as committee_rules
from committees.imports.places import Places
from core import clock
from core.imports import Choice, Column, Day, Name, Prose, Row, register
from core.imports.lists import ListImport, batches, needs, number_column
from core.verdicts import Verdict
from members import rules
from members.imports.namesakes import People, committee_paths
from members.models import PartyOrganization
from members.services import organisations

WRITTEN = (
    *("name", "category", "relation", "superior", "superior_name", "secretary"),
    *("term_starts_on", "term_ends_on", "starts_on", "home"),
)


def field(name: str, kind: Any = Prose, label: Any = None, **options: Any) -> Column:
    """The column of a model's field, under the field's own name and as long as it."""
    found: Any = PartyOrganization._meta.get_field(name)
    if found.choices:
        return Choice(name, found.verbose_name, of=list(found.flatchoices), **options)
    if found.max_length:
        options["max_length"] = found.max_length
    column: Column = kind(name, label or found.verbose_name, **options)
    return column


@register
class OrganisationImport(ListImport):
    """A new row is a new organisation, unless one of this name is kept at that committee."""

    name = "organisations"
    title = gettext_lazy("List of party organisations")
    intro = gettext_lazy(
        "The exported list of party organisations, edited. A new row enters one under the "
        "committee that keeps the entry; those that lead others come first, in a table of their "
        "own. Units are added, and organisations dissolved, on an organisation's page."
    )
    model = PartyOrganization
    edits = frozenset(WRITTEN)
    reads = {
        "superior": ("superior.name",),
        "secretary": ("secretary.name",),
        "home": committee_paths("home"),
    }
    cures = {
        "ends_on": gettext_lazy(
            "It is “%(value)s”. An organisation is dissolved on its page, with a reason."
        )
    }
    columns = [
        number_column(),
        field("name", names=("党组织名称",), example="春晖医院党支部"),
        field("category", names=("党组织类别",)),
        field("relation", names=("党组织所在单位情况",)),
        field("superior", names=("上级党组织名称",)),
        field("superior_name"),
        Name(
            "secretary",
            PartyOrganization._meta.get_field("secretary").verbose_name,
            names=("书记",),
            max_length=50,
        ),
        field("term_starts_on", Day),
        field("term_ends_on", Day),
        field("starts_on", Day, gettext_lazy("Founded on")),
        field("ends_on", Day, gettext_lazy("Dissolved on"), in_template=False),
        field("home", example="110105001000"),
    ]

    @classmethod
    def may_start(cls, by: Any) -> Verdict:
        return committee_rules.can_manage_anything(by)

    def may_run(self) -> Verdict:
        return rules.can_add_people(self.by)

    def visible(self) -> Any:
        return super().visible().select_related("superior", "secretary", "home")

    def keys(self, row: Row) -> Any:
        yield from super().keys(row)
        if not row.get("id") and row.get("name"):
            yield "new", row.values["name"], row.get("home") or ""

    def load(self, rows: list[Row]) -> None:
        super().load(rows)
        self.places = Places(self.by.user, (row.get("home") for row in rows))
        self.people = People(self.by.user, (row.get("secretary") for row in rows))
        self.by_name: dict[str, list[PartyOrganization]] = defaultdict(list)
        words = {row.get(key) for row in rows for key in ("name", "superior") if row.get(key)}
        for names in batches(words):
            for found in self.visible().running().filter(name__in=names).order_by("pk"):
                self.by_name[found.name].append(found)

    def find(self, row: Row) -> PartyOrganization | None:
        if not needs(row, self, "name", "home"):
            return None
        home = self.places.get(row, "home")
        named = self.by_name.get(row.values["name"], [])
        return next((one for one in named if home and one.home_id == home.pk), None)

    def resolve(self, row: Row, key: str, value: Any, record: Any) -> Any:
        if key == "home":
            return self.places.get(row, "home")
        if key == "secretary":
            return self.people.get(row, "secretary")
        return self._superior(row) if key == "superior" else value

    def _superior(self, row: Row) -> PartyOrganization | None:
        meant = self.by_name.get(row.values["superior"], [])
        if len(meant) == 1:
            return meant[0]
        row.error(
            _("There are several organisations of this name: please choose it on the page.")
            if meant
            else _(
                "There is no party organisation of this name in your part of the tree. Enter it "
                "first, or write it in the column of superiors outside the area."
            ),
            "superior",
        )
        return None

    def arrival(self, row: Row) -> dict[str, Any]:
        if not needs(row, self, "category"):
            return {}
        values = {key: row.values[key] for key in WRITTEN if row.get(key) not in (None, "")}
        return {"starts_on": clock.today()} | {
            key: self.resolve(row, key, value, None) for key, value in values.items()
        }

    def may_add(self, row: Row, values: dict[str, Any]) -> Verdict:
        trial = PartyOrganization(**values)
        may = rules.can_keep_organisation(self.by, trial)
        return may and rules.can_be_led(trial, trial.superior)

    def may_change(self, record: Any, changes: dict[str, Any]) -> Verdict:
        verdict = rules.can_keep_organisation(self.by, record)
        if verdict and "home" in changes:
            trial = PartyOrganization(name=record.name, home=changes["home"])
            verdict = rules.can_keep_organisation(self.by, trial)
        return verdict and rules.can_become(record, changes)

    def add(self, values: dict[str, Any]) -> PartyOrganization:
        return organisations.found_organisation(values, by=self.by)

    def change(self, record: Any, changes: dict[str, Any]) -> PartyOrganization:
        return organisations.edit_organisation(record, changes, version=record.version, by=self.by)
