"""The acts that need two people, each declared by the room that it belongs to.

A room registers its own in its ``receivers.py``. One person asks (``services.second_person.ask``),
another one confirms or refuses; then the act is carried out at once, or whoever asked does it,
once, before it expires.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def _nothing(*_args: Any) -> list[Any]:
    return []


@dataclass(frozen=True)
class Kind:
    """What is asked for, and who may be the second person.

    ``deciders(user)`` is the condition on the requests that this user may decide, or None; nobody
    decides their own or one about themselves, whatever it says. ``carry_out(request, by)`` does
    it within the confirmation's transaction; without it the asker does, through ``use``.
    """

    name: str
    label: Any
    who: Any  # in words, who may be the second person
    consequence: Any  # in words, what happens once it is confirmed
    deciders: Callable[[Any], Any]
    carry_out: Callable[[Any, Any], None] | None = None
    # (request, the page's request) -> further facts, further actions of the request's page
    facts: Callable[[Any, Any], list[Any]] = _nothing
    actions: Callable[[Any, Any], list[Any]] = _nothing


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Make a kind known. Raises ``LookupError`` when another one has its name."""
    if KINDS.setdefault(kind.name, kind) is not kind:
        raise LookupError(f"two kinds are called {kind.name}")
    return kind
