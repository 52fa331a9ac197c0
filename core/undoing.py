"""What a room has to say when rows that an import wrote are taken back."""

from typing import Any

from core.verdicts import ALLOWED, Verdict


class Undoing:
    """Declared by subclasses, one for each room; one instance serves one undoing, for one actor.

    Whoever undoes (``paperwork.services.undoing``) locks the rows, finds those that have changed
    since, puts old values back and removes what was made. The room says who may, what must hold
    of a row that says again what it said before, and brings in line what is computed from rows.
    """

    # Model → the related rows that the methods below and the log ask for.
    related: dict[str, tuple[str, ...]] = {}
    # Models whose rows are evidence: made ones are ended, not removed.
    ended: frozenset[str] = frozenset()

    def __init__(self, by: Any) -> None:
        self.by = by

    def may(self, row: Any, *, is_made: bool) -> Verdict:
        """Whether the actor may remove this row (``is_made``), or put it back, as things stand."""
        raise NotImplementedError(f"{type(self).__name__} must say who may take back a row.")

    def end(self, row: Any) -> None:
        """End a row of ``ended`` in the way of its room."""
        raise NotImplementedError(f"{type(self).__name__} must end its rows.")

    def fits(self, row: Any) -> Verdict:
        """Whether a row that was put back is in order among what stands now; locks what it asks."""
        return ALLOWED

    def note(self, row: Any, *, is_made: bool) -> None:
        """Remember, before anything is written, what must be computed anew for this row."""

    def settle(self) -> None:
        """Compute it anew, when all rows are back."""
