"""The list of people, exported, edited and brought back."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from committees import rules as committee_rules
from committees.imports.places import Places
from core.identifiers import is_masked, mask_phone
from core.imports import Choice, Name, Phone, Prose, Row, Text, register
from core.imports.lists import ListImport, needs, number_column
from core.verdicts import Verdict
from members import rules
from members.imports.columns import PARTY_WORDS
from members.imports.namesakes import People, committee_paths
from members.models import Person
from members.services import people
from members.terms import PartyStatus

WRITTEN = ("name", "phone", "workplace", "position", "party_status", "home")


@register
class PersonImport(ListImport):
    """A new row is a new person, unless name and number (or workplace) are somebody's already."""

    name = "people"
    title = gettext_lazy("List of people")
    intro = gettext_lazy(
        "The exported list of people, edited. A masked number means: as it stands. A new row "
        "enters a person under the committee that keeps the entry; a person is known by name and "
        "phone, or by name and workplace where one of the two has no phone."
    )
    model = Person
    edits = frozenset(WRITTEN)
    reads = {"home": committee_paths("home"), "account": ("user.login",)}
    cures = {
        "account": gettext_lazy(
            "The account is “%(value)s”. It is opened and linked on the person's page."
        )
    }
    columns = [
        number_column(),
        Name(
            "name",
            pgettext_lazy("of a person", "name"),
            names=("姓名", "名称"),
            max_length=50,
            example="王芳",
        ),
        Phone("phone", gettext_lazy("phone"), names=("手机", "联系电话"), example="13800000000"),
        Prose(
            "workplace",
            gettext_lazy("workplace"),
            names=("单位", "工作单位及部门"),
            max_length=100,
            example="春晖医院",
        ),
        Prose("position", gettext_lazy("position"), names=("职务",), max_length=100),
        Choice(
            "party_status",
            gettext_lazy("party membership"),
            of=list(PartyStatus.choices),
            synonyms=PARTY_WORDS,
            names=("政治面貌",),
        ),
        Prose("home", gettext_lazy("kept by"), example="110105001000"),
        Text("account", gettext_lazy("account"), in_template=False),
    ]

    @classmethod
    def may_start(cls, by: Any) -> Verdict:
        return committee_rules.can_manage_anything(by)

    def may_run(self) -> Verdict:
        return rules.can_add_people(self.by)

    def visible(self) -> Any:
        return super().visible().select_related("home", "user")

    def keys(self, row: Row) -> Any:
        yield from super().keys(row)
        if row.get("id") or not row.get("name"):
            return
        # A person's name and number are one person's, wherever that is said to work.
        number = row.get("phone")
        yield "new", row.values["name"], number or "", "" if number else row.get("workplace") or ""

    def load(self, rows: list[Row]) -> None:
        super().load(rows)
        self.people = People(self.by.user, (row.get("name") for row in rows if not row.get("id")))
        self.places = Places(self.by.user, (row.get("home") for row in rows))

    def find(self, row: Row) -> Person | None:
        if not needs(row, self, "name"):
            return None
        namesakes = self.people.found.get(row.values["name"], [])
        same = [person for person in namesakes if self._is_same(row, person)]
        if len(same) > 1:
            row.error(
                _("There are %(count)d people like this. Please give the system number.")
                % {"count": len(same)},
                "name",
            )
        elif namesakes and not same:
            row.warn(
                _("There is already somebody of this name (%(workplace)s, %(phone)s).")
                % {
                    "workplace": namesakes[0].workplace or "—",
                    "phone": mask_phone(namesakes[0].phone) or "—",
                },
                "name",
            )
        return same[0] if len(same) == 1 else None

    @staticmethod
    def _is_same(row: Row, person: Person) -> bool:
        number, workplace = row.get("phone"), row.get("workplace") or ""
        if number and person.phone:
            return number in (person.phone, mask_phone(person.phone))
        return bool(workplace == person.workplace)

    def resolve(self, row: Row, key: str, value: Any, record: Any) -> Any:
        return self.places.get(row, "home") if key == "home" else value

    def arrival(self, row: Row) -> dict[str, Any]:
        if not needs(row, self, "home"):
            return {}
        if is_masked(row.get("phone") or ""):
            row.error(
                _(
                    "This number is masked and is not the one that stands here. Please write the "
                    "whole number."
                ),
                "phone",
            )
        values = {key: row.values[key] for key in WRITTEN if key in row.values}
        values["home"] = self.places.get(row, "home")
        return values

    def may_add(self, row: Row, values: dict[str, Any]) -> Verdict:
        return rules.can_edit_person(self.by, Person(name=values["name"], home=values["home"]))

    def may_change(self, record: Any, changes: dict[str, Any]) -> Verdict:
        verdict = rules.can_edit_person(self.by, record)
        if verdict and "party_status" in changes:
            verdict = rules.can_say_party_status(record, changes["party_status"])
        if verdict and "home" in changes:
            return rules.can_edit_person(self.by, Person(name=record.name, home=changes["home"]))
        return verdict

    def add(self, values: dict[str, Any]) -> Person:
        return people.create_person(values, by=self.by)

    def change(self, record: Any, changes: dict[str, Any]) -> Person:
        return people.edit_person(record, changes, version=record.version, by=self.by)
