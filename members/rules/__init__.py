"""Who may do what to units, people, memberships, seats, liaisons and party organisations, and when.

Nothing here writes. The person is asked about first, the state of things second: a stranger is not
told the state.
"""

from members.rules.common import overlapping, working_days_between
from members.rules.liaisons import (
    can_accept_handover,
    can_be_liaison,
    can_end_liaison,
    can_end_liaison_on,
    can_file_liaison,
)
from members.rules.memberships import (
    can_admit,
    can_begin_on,
    can_correct_membership,
    can_move_membership,
    can_stand,
)
from members.rules.organisations import (
    can_be_led,
    can_become,
    can_dissolve,
    can_end_on,
    can_keep_organisation,
    can_link,
    can_unlink,
    lineage,
)
from members.rules.papers import can_print_letter, can_print_lists, can_print_phones
from members.rules.people import (
    can_add_people,
    can_edit_person,
    can_have_party_status,
    can_open_account,
    can_refresh_scopes,
    can_see_phone,
)
from members.rules.seats import (
    can_be_corrected,
    can_be_held,
    can_edit_capacities,
    can_move_seat,
    can_plan_rotation,
    can_plan_year,
    can_seat,
    can_step_on,
    fits,
)
from members.rules.units import (
    can_edit_unit,
    can_log_superior_contact,
    can_override_uscc,
    can_see_unit,
)

__all__ = [
    "can_accept_handover",
    "can_add_people",
    "can_admit",
    "can_be_corrected",
    "can_be_held",
    "can_be_led",
    "can_be_liaison",
    "can_become",
    "can_begin_on",
    "can_correct_membership",
    "can_dissolve",
    "can_edit_capacities",
    "can_edit_person",
    "can_edit_unit",
    "can_end_liaison",
    "can_end_liaison_on",
    "can_end_on",
    "can_file_liaison",
    "can_have_party_status",
    "can_keep_organisation",
    "can_link",
    "can_log_superior_contact",
    "can_move_membership",
    "can_move_seat",
    "can_open_account",
    "can_override_uscc",
    "can_plan_rotation",
    "can_plan_year",
    "can_print_letter",
    "can_print_lists",
    "can_print_phones",
    "can_refresh_scopes",
    "can_seat",
    "can_see_phone",
    "can_see_unit",
    "can_stand",
    "can_step_on",
    "can_unlink",
    "fits",
    "lineage",
    "overlapping",
    "working_days_between",
]
