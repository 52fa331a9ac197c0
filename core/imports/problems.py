"""What can be said about a file and about a cell."""

from dataclasses import asdict, dataclass
from typing import Any

ERROR, WARNING, NOTE = "error", "warning", "note"


class Unreadable(Exception):
    """The file as a whole cannot be taken; the message says why and what to do."""


@dataclass(frozen=True)
class Problem:
    """One remark about a cell (``column`` is its key) or about the whole row (no column).

    An error keeps the row out; a warning does not; a note says what was tidied. What the file
    itself says of an empty cell (``of_file``) stays, however often the row is judged, until the
    cell is filled.
    """

    column: str
    message: str
    kind: str = ERROR
    of_file: bool = False

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
