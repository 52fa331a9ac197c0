"""What rooms above this one show on a committee's page: its units, its seats, who chairs.

A room registers a function in its ``apps.py`` (``ready``), by importing its ``receivers``::

    @sections.register
    def units(committee, request):
        return Section("units", _("Member units"), "members/_units_of.html", {"rows": rows})

The page reads ``request.on`` for the day that it shows; the function answers as of that day, or
with ``None`` where the section says nothing about this committee or to this user.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from committees.models import Committee


@dataclass(frozen=True)
class Section:
    """A part of the page: its anchor, its heading, its template and what the template is given.

    The template finds it under ``section`` (``section.rows``).
    """

    key: str
    title: Any
    template: str
    context: dict[str, Any] = field(default_factory=dict)


Answer = Callable[[Committee, Any], Section | None]
_answers: list[Answer] = []


def register(answer: Answer) -> Answer:
    if answer not in _answers:
        _answers.append(answer)
    return answer


def sections_of(committee: Committee, request: Any) -> list[Section]:
    """Every room's section about this committee, in the order in which the rooms registered."""
    return [section for answer in _answers if (section := answer(committee, request)) is not None]
