"""The list of appointments, exported, edited and brought back, by the rules of appointing."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from committees import rules, services
from committees.imports.places import Places
from committees.models import Appointment
from committees.terms import ADMINISTRATORS, Role
from core import clock
from core.imports import Choice, Day, Prose, Row, Text, register
from core.imports.lists import ListImport, batches, needs, number_column
from core.verdicts import Verdict


@register
class AppointmentImport(ListImport):
    """A new row appoints; a day in the column of the end ends. Nothing else changes here."""

    name = "appointments"
    title = gettext_lazy("List of appointments")
    intro = gettext_lazy(
        "The exported list of appointments, edited. A new row appoints the account of its login "
        "name; a day in the column of the end ends a role, today or later. All else about a role "
        "stays: end it and appoint anew."
    )
    model = Appointment
    edits = frozenset({"ends_on"})
    telling = frozenset({"person"})
    reads = {
        "person": ("user.name",),
        "login": ("user.login",),
        "committee": ("committee.name", "committee.code", "committee.area_name"),
    }
    fixed = gettext_lazy("It is “%(value)s” and stays so: end this role and appoint anew.")
    columns = [
        number_column(),
        Text("person", gettext_lazy("person"), max_length=50, in_template=False),
        Text("login", gettext_lazy("login name"), max_length=64, example="wangfang"),
        Choice("role", gettext_lazy("role"), of=list(Role.choices), example="街道办公室"),
        Prose("committee", gettext_lazy("committee"), example="110105001000"),
        Day("starts_on", Appointment._meta.get_field("starts_on").verbose_name),
        Day("ends_on", Appointment._meta.get_field("ends_on").verbose_name),
        Prose("basis", gettext_lazy("basis"), max_length=200),
    ]

    @classmethod
    def may_start(cls, by: Any) -> Verdict:
        return rules.can_appoint_anyone(by)

    def may_run(self) -> Verdict:
        return rules.can_appoint_anyone(self.by)

    def visible(self) -> Any:
        return super().visible().select_related("user", "committee")

    def load(self, rows: list[Row]) -> None:
        super().load(rows)
        new = [row for row in rows if not row.get("id")]
        self.accounts: dict[str, User] = {}
        for logins in batches(row.values["login"].lower() for row in new if row.get("login")):
            found = User.objects.usable().filter(login__in=logins)
            self.accounts |= {account.login: account for account in found}
        self.places = Places(self.by.user, (row.get("committee") for row in new))

    def find(self, row: Row) -> Appointment | None:
        """The running role of this account there; resolves the new row's words on the way."""
        row.target = None
        if not needs(row, self, "login", "role"):
            return None
        account = self.accounts.get(row.values["login"].lower())
        if account is None:
            row.error(_("No account that can sign in has this login name."), "login")
        elif row.get("person") not in (None, account.name):
            row.error(_("This login name belongs to somebody else."), "login")
        committee = None
        if row.get("committee"):
            committee = self.places.get(row, "committee")
        elif row.values["role"] not in ADMINISTRATORS:
            row.error(_("Please choose a committee."), "committee")
        row.target = {"user": account, "role": row.values["role"], "committee": committee}
        if row.errors:
            return None
        return self.visible().running().filter(**row.target).first()

    def arrival(self, row: Row) -> dict[str, Any]:
        starts, ends = row.get("starts_on"), row.get("ends_on")
        if starts and ends and ends <= starts:
            row.error(_("It must end after it starts."), "ends_on")
        if not (verdict := rules.can_begin_on(starts)):
            row.error(verdict.reason, "starts_on")
        if row.target["role"] in ADMINISTRATORS and (ends or starts not in (None, clock.today())):
            row.error(
                _("Administrators take office at once; they end when somebody ends them."),
                "ends_on" if ends else "starts_on",
            )
        return row.target | {
            "starts_on": starts,
            "ends_on": ends,
            "basis": row.get("basis") or "",
        }

    def may_add(self, row: Row, values: dict[str, Any]) -> Verdict:
        user, role, committee = values["user"], values["role"], values["committee"]
        starts = values["starts_on"] or clock.today()
        return rules.can_appoint(self.by, user, role, committee) and rules.can_hold(
            user, role, committee, starts, values["ends_on"]
        )

    def may_change(self, record: Any, changes: dict[str, Any]) -> Verdict:
        return rules.can_end_appointment(self.by, record)

    def judge_changes(self, row: Row, record: Any, changes: dict[str, Any]) -> None:
        if not (verdict := rules.can_end_on(record, changes["ends_on"])):
            row.error(verdict.reason, "ends_on")

    def add(self, values: dict[str, Any]) -> Appointment:
        return services.appoint(
            values["user"], values["role"], values["committee"], by=self.by,
            starts_on=values["starts_on"], ends_on=values["ends_on"], basis=values["basis"],
        )  # fmt: skip

    def change(self, record: Any, changes: dict[str, Any]) -> Appointment:
        return services.end_appointment(
            record, by=self.by, on=changes["ends_on"], reason=_("list imported")
        )
