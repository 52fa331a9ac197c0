"""Who may register needs, say what became of them and take them up again. Nothing here writes."""

from exchange.rules.needs import (
    can_be_need_of,
    can_edit_need,
    can_have_needs,
    can_register_any_need,
    can_register_need,
    can_register_on,
    can_reopen_need,
    can_settle_need,
    can_settle_on,
    grids_led,
    records_needs_at,
)

__all__ = [
    "can_be_need_of",
    "can_edit_need",
    "can_have_needs",
    "can_register_any_need",
    "can_register_need",
    "can_register_on",
    "can_reopen_need",
    "can_settle_need",
    "can_settle_on",
    "grids_led",
    "records_needs_at",
]
