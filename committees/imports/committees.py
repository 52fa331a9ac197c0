"""The list of committees, exported, edited and brought back. The area code is the key."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext_lazy

from committees import rules, services
from committees.imports.places import Places
from committees.models import Committee, Tier
from committees.terms import LEVELS, Form, Level, Status
from core.imports import Choice, Code, Column, Day, Prose, Row, Whole, register
from core.imports.columns import LANGUAGES
from core.imports.lists import ListImport, batches, needs, number_column
from core.verdicts import Verdict

OFFICE = ("office_head", "office_staff", "office_duties", "office_address", "office_phone")
BASIS = ("basis_document", "basis_number", "basis_date", "established_on")
RULES = ("quorum", "meeting_cycle", "rotation", "target_size")
WRITTEN = (
    *("area_name", "name", "short_name", "form", "host_department", "branch_name"),
    *(*OFFICE, *BASIS, *RULES),
)


def field(name: str, kind: Any = Prose, **options: Any) -> Column:
    """The column of a model's field, under the field's own name and as long as it."""
    found: Any = Committee._meta.get_field(name)
    if found.choices:
        return Choice(name, found.verbose_name, of=list(found.flatchoices), **options)
    if found.max_length:
        options["max_length"] = found.max_length
    column: Column = kind(name, found.verbose_name, **options)
    return column


@register
class CommitteeImport(ListImport):
    """One row for each committee: its names, form, basis, office and rules."""

    name = "committees"
    title = gettext_lazy("List of committees")
    intro = gettext_lazy(
        "The exported list of committees, edited. The area code is the key. A new row founds a "
        "committee under the one above it, as a proposal. Moves and ends are made "
        "by reorganisation."
    )
    model = Committee
    edits = frozenset(WRITTEN)
    telling = frozenset({"level", "status"})
    reads = {"parent": ("parent.name", "parent.code", "parent.area_name")}
    cures = {
        "code": gettext_lazy("The area code stays; it is %(value)s."),
        "level": gettext_lazy("The tier follows from the place in the tree; it is %(value)s."),
        "parent": gettext_lazy(
            "It lies under %(value)s. A move is made by reorganisation, with its date and basis."
        ),
        "status": gettext_lazy(
            "The status is “%(value)s”. It moves by its own step on the committee's page."
        ),
        "so_since": gettext_lazy(
            "This is the list as of a past day. Please export the list of today."
        ),
    }
    columns = [
        number_column(),
        field("code", Code, example="110105001000"),
        field("area_name", example="建外街道"),
        field("name", explained=gettext_lazy("Made from the area's name by the tier's pattern.")),
        Prose("level", pgettext_lazy("of the tree", "tier"), in_template=False),
        Prose(
            "parent", gettext_lazy("committee above"), names=("上级代码",), example="110105000000"
        ),
        Choice("status", gettext_lazy("status"), of=list(Status.choices), in_template=False),
        field("short_name"),
        Choice("form", gettext_lazy("form"), of=list(Form.choices)),
        *(field(name) for name in ("basis_document", "basis_number")),
        *(field(name, Day) for name in ("basis_date", "established_on")),
        field("host_department"),
        field("office_head"),
        field("office_staff", Whole),
        field("office_duties", lines=True),
        field("office_address"),
        field("office_phone"),
        *(field(name) for name in ("quorum", "meeting_cycle", "rotation")),
        field("target_size", Whole, units="个家"),
        field("branch_name"),
        # Only the list as of a past day has it, whose numbers and names are others.
        Day("so_since", gettext_lazy("so since"), in_template=False),
    ]

    @classmethod
    def may_start(cls, by: Any) -> Verdict:
        return rules.can_manage_anything(by)

    def visible(self) -> Any:
        return super().visible().select_related("parent")

    def keys(self, row: Row) -> Any:
        yield from super().keys(row)
        if code := row.get("code"):
            yield "code", code

    def load(self, rows: list[Row]) -> None:
        super().load(rows)
        self.by_code: dict[str, Committee] = {}
        self.foreign: set[str] = set()
        for codes in batches(row.values["code"] for row in rows if row.get("code")):
            self.by_code |= {one.code: one for one in self.visible().filter(code__in=codes)}
            known = Committee.objects.filter(code__in=codes).values_list("code", flat=True)
            self.foreign |= set(known) - self.by_code.keys()
        self.places = Places(self.by.user, (row.get("parent") for row in rows))
        self.tiers = dict(Tier.objects.values_list("level", "short_name"))

    def check(self, row: Row) -> None:
        if row.get("so_since"):
            row.error(str(self.cures["so_since"]), "so_since")
            return
        super().check(row)

    def find(self, row: Row) -> Committee | None:
        if not needs(row, self, "code"):
            return None
        if row.values["code"] in self.foreign:
            row.error(_("This code belongs to a committee outside your part of the tree."), "code")
        return self.by_code.get(row.values["code"])

    def standing(self, record: Any, key: str) -> list[Any]:
        if key != "level":
            return super().standing(record, key)
        words = [self.tiers.get(record.level, ""), record.level]
        for language in LANGUAGES:
            with override(language):
                words.append(str(Level(record.level).label))
        return words

    def arrival(self, row: Row) -> dict[str, Any]:
        if not needs(row, self, "parent", "area_name"):
            return {}
        parent = self.places.get(row, "parent")
        if parent is None:
            return {}
        verdict = rules.can_found_under(self.by, parent)
        if not verdict:
            row.error(verdict.reason, "parent")
            return {}
        values = {name: row.values[name] for name in WRITTEN if name in row.values}
        values |= {
            "code": row.values["code"],
            "parent": parent,
            "level": LEVELS[LEVELS.index(parent.level) + 1],
        }
        proposal = Committee(**values)
        if row.get("level") and row.values["level"] not in self.standing(proposal, "level"):
            row.error(
                str(self.cures["level"]) % {"value": self.standing(proposal, "level")[0]}, "level"
            )
        if row.get("status") not in (None, proposal.status):
            row.error(_("A committee begins as a proposal."), "status")
        proposal.name = proposal.name or proposal.area_name
        self.judge_arrival(row, proposal)
        verdict = rules.can_code(proposal.code, proposal.level, parent)
        if not row.errors and not verdict:
            row.error(verdict.reason, "code")
        return values

    def may_change(self, record: Any, changes: dict[str, Any]) -> Verdict:
        return rules.can_edit(self.by, record)

    def judge_changes(self, row: Row, record: Any, changes: dict[str, Any]) -> None:
        if "branch_name" in changes and record.level != Level.GRID:
            row.error(_("Only a grid has a party branch of its own."), "branch_name")
        if not (verdict := rules.can_have_form(record, changes.get("form") or "")):
            row.error(verdict.reason, "form")
        super().judge_changes(row, record, changes)

    def add(self, values: dict[str, Any]) -> Committee:
        others = {name: value for name, value in values.items() if name != "parent"}
        return services.create_committee(values["parent"], others, by=self.by)

    def change(self, record: Any, changes: dict[str, Any]) -> Committee:
        return services.edit_committee(record, changes, version=record.version, by=self.by)
