"""Numbers that a room offers to rooms below and beside it, by name.

A figure always gives the rows behind it. ``members.figures`` registers its own, and a lower room
asks ``figure("members.units", committee)`` without knowing who answers.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """How many, of which rows; ``url`` opens the list of exactly these."""

    label: Any
    rows: Any
    url: str = ""

    @property
    def count(self) -> int:
        return self.rows.count() if hasattr(self.rows, "query") else len(self.rows)


FIGURES: dict[str, Callable[..., Figure]] = {}


def register(name: str) -> Callable[[Callable[..., Figure]], Callable[..., Figure]]:
    """Offer a figure under a name such as ``members.units``."""

    def keep(function: Callable[..., Figure]) -> Callable[..., Figure]:
        FIGURES[name] = function
        return function

    return keep


def figure(name: str, *args: Any, **kwargs: Any) -> Figure:
    """Ask for a figure; ``LookupError`` when no room offers it."""
    return FIGURES[name](*args, **kwargs)
