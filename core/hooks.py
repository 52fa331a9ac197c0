"""Where a lower room calls and a higher one answers, by name.

A room registers its answers in its ``apps.py`` (``ready``) by importing its ``receivers``. There
are few hooks, and each is declared here with what is asked and what is answered.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any


class Hook:
    """A question that any number of rooms answer."""

    def __init__(self, question: str) -> None:
        self.question = question
        self.answers: list[Callable[..., Any]] = []

    def register(self, answer: Callable[..., Any]) -> Callable[..., Any]:
        if answer not in self.answers:
            self.answers.append(answer)
        return answer

    def ask(self, *args: Any, **kwargs: Any) -> list[Any]:
        """Every room's answer, in the order in which the rooms registered."""
        return [answer(*args, **kwargs) for answer in self.answers]


account = Hook(
    "Who has this key, with what you need to know of them in every request? (key) -> User or None."
)
# Name → what a room above says of an account in each request, as a part of the query that reads the
# account; called with the path from the row that is read to the account.
account_knows: dict[str, Callable[[str], Any]] = {}
# Model → name → the rows of a room that belong to one of its rows (as a subquery): whether there is
# any is a part of the query that reads the row for its own page (``core.panels.may_have``).
page_knows: defaultdict[type, dict[str, Callable[[], Any]]] = defaultdict(dict)
exporting = Hook(
    "May this list go out? (actor, title, table, rows, columns, reason, listing, place) -> its "
    "number, or core.exports.Waits; raises Refused."
)
exported = Hook("The last row of an export has gone out: (number, rows, digest).")
personal_data_shown = Hook("Personal data was shown: (actor, row, field, reason).")
integrity = Hook("What is wrong with your rows? Yields sentences.")
my_day = Hook("What waits for this person? (request) -> list of core.days.Item.")
imported = Hook(
    "A command has written rows of a file, in this transaction: (importer, sheet, path, journal, "
    "good_rows)."
)
founded = Hook("The first committee is being founded: make what your room begins with. (actor)")
added_to_page = Hook(
    "What do you add to this row's page? (row, request) -> core.panels.Added or None."
)
my_own = Hook(
    "What stands in your room about this person, for the person's own page? (member, request) -> "
    "core.panels.Added or None."
)
own_data = Hook(
    "Which of your rows are about the owner of this account, who may see and take them? (user) -> "
    "list of core.own.Own."
)
history_of = Hook("Which other rows' history belongs to this row's page? (row) -> querysets.")


class Participants:
    """The rooms that take part in something, by name."""

    def __init__(self) -> None:
        self.members: dict[str, Any] = {}

    def register(self, name: str, participant: Any) -> None:
        self.members[name] = participant

    def __iter__(self) -> Any:
        return iter(self.members.items())


# Each previews, applies and reverts its rows. A participant has ``preview(plan)`` -> list of
# sentences with counts, ``apply(plan, by)`` -> JSON-able memory of what it changed, and
# ``revert(plan, memory, by)``; ``lock(memory)`` locks its rows in the room's order, and
# ``touched(plan, memory)`` lists those that changed since, which forbids the revert.
# ``settle(plan, memory)`` follows when every room has applied or reverted, for what is computed
# from the tree.
reorganisation = Participants()
# Rooms whose rows imports write, each with its ``core.undoing.Undoing``, under its app's label.
undoing = Participants()
