"""The cells of a table's page, as ``Table.painted`` finished them."""

import re
from collections.abc import Iterable

CELL = re.compile(r"<td[^>]*>(.*?)</td>", re.DOTALL)


def cells_of(rows: Iterable[tuple]) -> list[list[str]]:
    """What stands in the cells of each row."""
    return [CELL.findall(cells) for _key, cells in rows]


def first_words(rows: Iterable[tuple]) -> list[str]:
    """The words of each row's link."""
    return [re.sub("<[^>]*>", "", cells[0]) for cells in cells_of(rows)]
