"""The list of memberships, exported, edited and brought back."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees import rules as committee_rules
from committees.imports.places import Places
from core import clock
from core.imports import Choice, Day, Prose, Row, Text, register
from core.imports.lists import ListImport, needs, number_column
from core.verdicts import Verdict
from members import rules
from members.imports.columns import CreditCode
from members.imports.namesakes import Units, committee_paths
from members.models import Membership
from members.services import memberships

Status, Change = Membership.Status, Membership.Change


@register
class MembershipImport(ListImport):
    """A new row admits a unit that the system knows, or invites it."""

    name = "memberships"
    title = gettext_lazy("List of memberships")
    intro = gettext_lazy(
        "The exported list of memberships, edited. A new row admits a unit that the system knows "
        "(by its credit code, else by its name) or, with the status “invited”, invites it. "
        "Confirming, adjusting and leaving are steps of their own."
    )
    model = Membership
    edits = frozenset({"starts_on", "change_type", "basis", "reason"})
    reads = {
        "unit": ("unit.name",),
        "uscc": ("unit.uscc",),
        "committee": committee_paths("committee"),
        "successor": ("replaced_by.unit.name",),
    }
    _of_unit = gettext_lazy(
        "It is “%(value)s” and stays so. A unit is edited in the list of units."
    )
    _by_step = gettext_lazy(
        "It is “%(value)s”. It moves by a step of its own on the membership's page."
    )
    cures = {
        "unit": _of_unit,
        "uscc": _of_unit,
        "committee": gettext_lazy(
            "It is a membership of “%(value)s” and stays so. For another committee, add a new row."
        ),
        "status": _by_step,
        "ends_on": gettext_lazy(
            "The end is “%(value)s”. It is set by “Record its leaving” on the membership's page."
        ),
        "successor": gettext_lazy(
            "The successor is “%(value)s”. It is set on the membership's page, where another unit "
            "takes its place."
        ),
    }
    columns = [
        number_column(),
        Text("unit", gettext_lazy("Member unit"), names=("单位名称",), max_length=100),
        CreditCode(
            "uscc", gettext_lazy("unified social credit code"), names=("信用代码",), max_length=18
        ),
        Prose("committee", gettext_lazy("Committee"), example="110105001000"),
        Choice("status", gettext_lazy("status"), of=list(Status.choices)),
        Choice("change_type", gettext_lazy("kind of change"), of=list(Change.choices)),
        Day("starts_on", Membership._meta.get_field("starts_on").verbose_name),
        Day("ends_on", Membership._meta.get_field("ends_on").verbose_name, in_template=False),
        Prose("reason", gettext_lazy("reason"), max_length=300, in_template=False),
        Prose("basis", gettext_lazy("basis"), max_length=200),
        Text("successor", gettext_lazy("successor"), in_template=False),
    ]

    @classmethod
    def may_start(cls, by: Any) -> Verdict:
        return committee_rules.can_manage_anything(by)

    def visible(self) -> Any:
        return super().visible().select_related("unit", "committee", "replaced_by__unit")

    def load(self, rows: list[Row]) -> None:
        super().load(rows)
        new = [row for row in rows if not row.get("id")]
        self.units = Units(self.by.user, new, "unit", "uscc")
        self.places = Places(self.by.user, (row.get("committee") for row in new))

    def find(self, row: Row) -> Membership | None:
        """The unit's present membership there; resolves the new row's words on the way."""
        if not row.get("uscc"):
            needs(row, self, "unit")
        if not needs(row, self, "committee") or row.errors:
            return None
        unit, committee = self.units.get(row), self.places.get(row, "committee")
        if row.errors:
            return None
        row.target = {"unit": unit, "committee": committee}
        return self.visible().current().filter(**row.target).first()

    def keys(self, row: Row) -> Any:
        yield from super().keys(row)
        if not row.get("id") and row.get("committee"):
            yield "new", row.get("uscc") or row.get("unit"), row.values["committee"]

    def arrival(self, row: Row) -> dict[str, Any]:
        status = row.get("status") or Status.ACTIVE
        change = row.get("change_type") or Change.ADDED
        starts = row.get("starts_on") or clock.today()
        if status not in (Status.INVITED, Status.ACTIVE):
            row.error(_("A membership begins as an invitation or on the roster."), "status")
        if change not in (Change.ADDED, Change.FOUNDING):
            row.error(
                _("A new membership is one that was added, or a founding one."), "change_type"
            )
        if row.get("ends_on"):
            row.error(_("A new membership has no end yet."), "ends_on")
        values = row.target | {"status": status, "change_type": change, "starts_on": starts}
        if not (verdict := rules.can_begin_on(Membership(**values), starts)):
            row.error(verdict.reason, "starts_on")
        return values | {"basis": row.get("basis") or ""}

    def may_add(self, row: Row, values: dict[str, Any]) -> Verdict:
        return rules.can_admit(self.by, values["committee"])

    def may_change(self, record: Any, changes: dict[str, Any]) -> Verdict:
        return rules.can_admit(self.by, record.committee)

    def judge_changes(self, row: Row, record: Any, changes: dict[str, Any]) -> None:
        starts = changes.get("starts_on")
        if starts and starts > clock.today():
            row.error(_("This day has not come yet."), "starts_on")
        elif not (verdict := rules.can_correct_membership(record, changes)):
            row.error(verdict.reason, "starts_on")
        super().judge_changes(row, record, changes)

    def add(self, values: dict[str, Any]) -> Membership:
        others = {k: v for k, v in values.items() if k not in ("unit", "committee")}
        return memberships.admit_unit(values["unit"], values["committee"], others, by=self.by)

    def change(self, record: Any, changes: dict[str, Any]) -> Membership:
        return memberships.edit_membership(record, changes, version=record.version, by=self.by)
