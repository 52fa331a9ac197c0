"""The answer to "may this user do this now?", with the reason when it is no.

One rule function gives one verdict; the page greys the button with it, the page guard refuses
with it and the service enforces it. The three can never disagree.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.core.exceptions import PermissionDenied


class Kind(Enum):
    """Why it is a no: this person never may (403), or it is not possible now (a message, 409)."""

    FORBIDDEN = "forbidden"
    NOT_NOW = "not now"


@dataclass(frozen=True)
class Verdict:
    allowed: bool
    reason: str = ""
    kind: Kind = Kind.NOT_NOW

    def __bool__(self) -> bool:
        return self.allowed

    @property
    def is_forbidden(self) -> bool:
        return not self.allowed and self.kind is Kind.FORBIDDEN


ALLOWED = Verdict(True)


def refuse(reason: str) -> Verdict:
    """Not possible now: the state of things stands against it."""
    return Verdict(False, reason, Kind.NOT_NOW)


def forbid(reason: str) -> Verdict:
    """Not for this person, whatever the state of things."""
    return Verdict(False, reason, Kind.FORBIDDEN)


class Refused(PermissionDenied):
    """A rule said no; the message is fit to show to the user."""

    def __init__(self, reason: str, kind: Kind = Kind.NOT_NOW) -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind


class Stale(Refused):
    """Somebody saved the row after the form was made; ``current`` is what stands now."""

    def __init__(self, reason: str, current: Any) -> None:
        super().__init__(reason)
        self.current = current


def require(verdict: Verdict) -> None:
    """Raise ``Refused`` with the reason when the verdict is a no."""
    if not verdict:
        raise Refused(verdict.reason, verdict.kind)
