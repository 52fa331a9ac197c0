"""Who acts: the person, in which role, at which committee, in which request."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Held:
    """A role that the actor holds now, at a committee (``path``: its place in the tree)."""

    role: str
    committee_id: int | None = None
    committee_name: str = ""
    path: str = ""


@dataclass(frozen=True)
class Actor:
    """Handed to every service as ``by``; the audit entry is stamped from it.

    ``user`` is None for the clock. ``held`` are the roles that run today, the one that the person
    is working in first.
    """

    user: Any = None
    held: tuple[Held, ...] = ()
    request_id: str = "-"
    address: str = ""
    source: str = "page"  # page, admin, command, job, clock

    @property
    def name(self) -> str:
        return str(self.user) if self.user is not None else self.source

    def role_for(self, path: str) -> Held | None:
        """The role in which something at this place of the tree is done: the nearest one above.

        With no place, or none above it, the role the person is working in.
        """
        above = [held for held in self.held if held.path and path.startswith(held.path)]
        if path and above:
            return max(above, key=lambda held: len(held.path))
        return self.held[0] if self.held else None

    def holds(self, roles: Iterable[str]) -> bool:
        return any(held.role in set(roles) for held in self.held)


CLOCK = Actor(source="clock")
