"""The list of liaisons, exported, edited and brought back."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees import rules as committee_rules
from committees.imports.places import Places
from core import clock
from core.imports import Day, Phone, Prose, Row, Text, Whole, register
from core.imports.lists import ListImport, needs, number_column
from core.verdicts import Verdict
from members import rules
from members.imports.namesakes import TELLING, People, committee_paths
from members.models import Liaison, Membership
from members.services import liaisons


@register
class LiaisonImport(ListImport):
    """A new row files a liaison; a day and a reason in the columns of the end end one."""

    name = "liaisons"
    title = gettext_lazy("List of liaisons")
    intro = gettext_lazy(
        "The exported list of liaisons, edited. A new row files somebody from the list of people; "
        "a day and a reason in the columns of the end end a liaison, and the access with it. "
        "A successor who takes over with a hand-over list is named on the liaison's page."
    )
    model = Liaison
    edits = frozenset({"ends_on", "reason"})
    telling = TELLING
    reads = {
        "person": ("person.name",),
        "phone": ("person.phone",),
        "position": ("person.position",),
        "unit": ("membership.unit.name", "membership.unit.uscc"),
        "committee": committee_paths("membership.committee"),
    }
    fixed = gettext_lazy("It is “%(value)s” and stays so: end this liaison and file another one.")
    _of_person = gettext_lazy("It is “%(value)s”. A person is edited in the list of people.")
    cures = {
        "phone": _of_person,
        "position": _of_person,
        "days_to_file": gettext_lazy("It is counted, not entered; it is %(value)s."),
    }
    columns = [
        number_column(),
        Text("person", gettext_lazy("Person"), names=("姓名",), max_length=50, example="李娜"),
        Text("unit", gettext_lazy("Unit"), names=("单位名称",), max_length=100, example="春晖医院"),
        Prose("committee", gettext_lazy("Committee"), example="110105001000"),
        Phone("phone", gettext_lazy("Phone")),
        Day("starts_on", Liaison._meta.get_field("starts_on").verbose_name),
        Day("ends_on", Liaison._meta.get_field("ends_on").verbose_name),
        Day("filed_on", gettext_lazy("filed on")),
        Whole("days_to_file", gettext_lazy("working days until filed"), in_template=False),
        Prose("reason", gettext_lazy("why it ended"), max_length=200),
        Prose("position", gettext_lazy("Position"), max_length=100, in_template=False),
    ]

    @classmethod
    def may_start(cls, by: Any) -> Verdict:
        return committee_rules.can_manage_anything(by)

    def visible(self) -> Any:
        return (
            super()
            .visible()
            .select_related("person", "appointment", "membership__unit", "membership__committee")
        )

    def load(self, rows: list[Row]) -> None:
        super().load(rows)
        new = [row for row in rows if not row.get("id")]
        self.people = People(self.by.user, (row.get("person") for row in new))
        self.places = Places(self.by.user, (row.get("committee") for row in new))

    def find(self, row: Row) -> Liaison | None:
        """The running one of this person and unit there; resolves the new row's words."""
        if not needs(row, self, "person", "unit", "committee"):
            return None
        committee = self.places.get(row, "committee")
        person = self.people.get(row, "person", workplace=row.values["unit"])
        if committee is None or person is None:
            return None
        on_roster = Membership.objects.active().filter(committee=committee)
        word = row.values["unit"]
        meant = list(on_roster.filter(unit__name=word)[:2] or on_roster.filter(unit__uscc=word)[:2])
        if len(meant) != 1:
            row.error(
                _("There are several units of this name. Please give the credit code.")
                if meant
                else _("Only a unit on the roster sends liaisons."),
                "unit",
            )
            return None
        row.target = {"membership": meant[0], "person": person}
        return self.visible().filter(ends_on__isnull=True, **row.target).first()

    def arrival(self, row: Row) -> dict[str, Any]:
        today = clock.today()
        starts, filed = row.get("starts_on") or today, row.get("filed_on") or today
        verdict = rules.can_be_liaison(row.target["person"])
        if not verdict:
            row.error(verdict.reason, "person")
        if row.get("ends_on"):
            row.error(_("A new liaison has no end yet."), "ends_on")
        if row.get("reason"):
            row.error(_("A new liaison has no end yet."), "reason")
        if filed > today:
            row.error(_("The day of filing cannot lie in the future."), "filed_on")
        if starts > filed:
            row.error(_("A liaison is filed on the first day or after it, not before."), "filed_on")
        if starts < row.target["membership"].starts_on:
            row.error(_("A liaison cannot begin before the unit's membership."), "starts_on")
        return row.target | {"starts_on": starts, "filed_on": filed}

    def may_add(self, row: Row, values: dict[str, Any]) -> Verdict:
        return rules.can_file_liaison(self.by, values["membership"])

    def may_change(self, record: Any, changes: dict[str, Any]) -> Verdict:
        return rules.can_end_liaison(self.by, record)

    def judge_changes(self, row: Row, record: Any, changes: dict[str, Any]) -> None:
        ends = changes.get("ends_on")
        if ends is None:
            row.error(_("A reason is written together with the day of the end."), "reason")
            return
        if "reason" not in changes:
            row.error(_("Please say why it ends."), "reason")
        if ends > clock.today():
            row.error(_("Please record the end on its day or after it."), "ends_on")
        if ends < record.starts_on:
            row.error(_("It cannot end before it started."), "ends_on")

    def add(self, values: dict[str, Any]) -> Liaison:
        return liaisons.file_liaison(
            values["membership"], values["person"], by=self.by,
            starts_on=values["starts_on"], filed_on=values["filed_on"],
        )  # fmt: skip

    def change(self, record: Any, changes: dict[str, Any]) -> Liaison:
        return liaisons.end_liaison(
            record, by=self.by, reason=changes["reason"], on=changes["ends_on"]
        )
