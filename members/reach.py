"""Which units a user acts for."""

from typing import Any

from committees.reach import reach_of
from committees.terms import Role


def units_of(user: Any) -> list[int]:
    """The ids of the units for which the user is liaison today, by running appointments."""
    if not reach_of(user).liaison_at:
        return []
    return list(
        user.appointments.running()
        .filter(role=Role.LIAISON, liaison__isnull=False)
        .values_list("liaison__membership__unit_id", flat=True)
        .distinct()
    )
