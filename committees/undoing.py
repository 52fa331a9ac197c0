"""Committees and roles, taken back with the import that wrote them."""

from typing import Any

from django.utils.translation import gettext as _

from committees import rules
from committees.models import Appointment, Committee
from committees.services.appointments import close_appointment
from committees.terms import ADMINISTRATORS, Role
from core import clock
from core.undoing import Undoing
from core.verdicts import ALLOWED, Verdict


class Committees(Undoing):
    """A role that was given has opened doors: that somebody held it stays, ended on the day."""

    related = {
        "committee": ("parent",),
        "committeeperiod": ("committee",),
        "appointment": ("user", "committee"),
    }
    ended = frozenset({"appointment"})

    def __init__(self, by: Any) -> None:
        super().__init__(by)
        self.administrators: set[int] = set()

    def may(self, row: Any, *, is_made: bool) -> Verdict:
        if isinstance(row, Committee):
            if is_made and row.parent is not None:
                return rules.can_found_under(self.by, row.parent)
            return rules.can_edit(self.by, row)
        # A period goes with its committee, a liaison's access with the liaison.
        if not isinstance(row, Appointment) or row.role == Role.LIAISON:
            return ALLOWED
        if not is_made:
            return rules.can_appoint(self.by, row.user, row.role, row.committee)
        return ALLOWED if _is_over(row) else rules.can_end_appointment(self.by, row)

    def end(self, row: Any) -> None:
        if not _is_over(row):
            on = max(clock.today(), row.starts_on)
            close_appointment(row, on, self.by, _("import undone"))

    def fits(self, row: Any) -> Verdict:
        if not isinstance(row, Appointment):
            return ALLOWED
        row.user = type(row.user).objects.lock(row.user)
        return rules.can_stand(row)

    def note(self, row: Any, *, is_made: bool) -> None:
        if isinstance(row, Appointment) and row.role in ADMINISTRATORS:
            self.administrators.add(row.user_id)

    def settle(self) -> None:
        """The accounts' mark of an administrator follows from the running appointment."""
        running = Appointment.objects.running().filter(role__in=ADMINISTRATORS)
        offices = dict(running.filter(user__in=self.administrators).values_list("user", "role"))
        users = Appointment._meta.get_field("user").related_model
        for user in self.administrators:
            users._default_manager.filter(pk=user).update(administers=offices.get(user, ""))


def _is_over(row: Appointment) -> bool:
    return row.ends_on is not None and row.ends_on <= clock.today()
