"""A table is declared once and serves the page, the print, the CSV and the XLSX.

It reads tuples (``values_list``), not instances, and hands the template finished strings: on a
page of 50 rows nearly all of the time went into templates resolving attributes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape as escaped
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.addresses import around_key
from core.identifiers import mask_phone
from core.paths import field_at, follow

NOTHING = "—"
# Different cells of one column that are read once while a list is exported.
REMEMBERED = 5000
AT_ONCE = 1000
# No database keeps this character in a text.
PARTED = "\0"


class Column:
    """One column: where it is read, what it is called, how it is written.

    ``name`` is a field path (``committee__name``); ``label`` defaults to the field's own name;
    ``sort`` names the order keys that its heading offers; ``header`` is the word in an export
    that the import knows it by, if it differs from the label.
    """

    css = ""

    def __init__(
        self,
        name: str,
        label: Any = None,
        *,
        sort: tuple[str, ...] = (),
        shown: bool = True,
    ) -> None:
        self.name = name
        self._label = label
        self.sort = sort
        self.shown = shown
        self.paths: tuple[str, ...] = (name,)

    def label(self, model: type[Model]) -> str:
        return str(self._label or field_at(model, self.name).verbose_name)

    def reader(self, table: "Table") -> Callable[..., Any]:
        """What an export cell holds, from the values of ``paths``: text, number or date."""
        return as_it_is

    def painter(self, table: "Table") -> Callable[..., str]:
        """The finished, escaped cell of the page, from the values of ``paths``."""
        read = self.reader(table)
        return lambda *values: escaped(str(found)) if (found := read(*values)) != "" else NOTHING

    def cells(self, table: "Table", *values: Sequence[Any]) -> Iterable[str]:
        """The finished cells of a page's rows, from the values of each of ``paths``."""
        if type(self).painter is not Column.painter:
            return map(self.painter(table), *values)
        read = self.reader(table)
        found = _blank_for_none(values[0]) if read is as_it_is else map(read, *values)
        return _escaped(NOTHING if one == "" else str(one) for one in found)


class Text(Column):
    """Words as they stand."""


class Prose(Column):
    """Text of several lines."""

    def painter(self, table: "Table") -> Callable[..., str]:
        paint = super().painter(table)
        return lambda value: paint(value).replace("\n", "<br>")


class Link(Column):
    """The row's first cell: leads to the row's own page."""

    css = "cell-main"

    def __init__(self, name: str, label: Any = None, *, to: str = "", by: str = "pk", **kw: Any):
        super().__init__(name, label, **kw)
        self.to, self.by = to, by
        self.paths = (name, by)

    def reader(self, table: "Table") -> Callable[..., Any]:
        return lambda value, key: value

    def painter(self, table: "Table") -> Callable[..., str]:
        before, after = around_key(self.to or table.detail_url)
        return lambda value, key: (
            NOTHING
            if key is None
            else f'<a href="{before}{key}{after}">{escaped(str(value)) or NOTHING}</a>'
        )

    def cells(self, table: "Table", *values: Sequence[Any]) -> Iterable[str]:
        if type(self).painter is not Link.painter:
            return super().cells(table, *values)
        before, after = around_key(self.to or table.detail_url)
        return [
            NOTHING if key is None else f'<a href="{before}{key}{after}">{text or NOTHING}</a>'
            for text, key in zip(_escaped(map(str, values[0])), values[1], strict=True)
        ]


@cache
def _labels(model: type[Model], path: str, language: str | None) -> dict[Any, str]:
    """The labels of a field's values: to translate them all took longer than to paint the table."""
    return {value: str(label) for value, label in field_at(model, path).flatchoices}


@cache
def _painted_labels(model: type[Model], path: str, language: str | None) -> dict[Any, str]:
    return {
        value: f'<span class="state state-{escaped(value)}">{escaped(label)}</span>'
        for value, label in _labels(model, path, language).items()
    }


class Choice(Column):
    """A value with a label, such as a status."""

    css = "cell-choice"

    def reader(self, table: "Table") -> Callable[..., Any]:
        labels = _labels(table.model, self.name, get_language())
        return lambda value: labels.get(value, value or "")

    def painter(self, table: "Table") -> Callable[..., str]:
        painted = _painted_labels(table.model, self.name, get_language())
        return lambda value: painted.get(value) or escaped(str(value or "")) or NOTHING


class Date(Column):
    css = "cell-date"

    def painter(self, table: "Table") -> Callable[..., str]:
        return lambda value: value.strftime("%Y-%m-%d") if value else NOTHING


class Number(Column):
    css = "cell-number"


class InWords(Column):
    """A value that its own field puts into words."""

    def reader(self, table: "Table") -> Callable[..., Any]:
        return field_at(table.model, self.name).in_words  # type: ignore[no-any-return]


class YesNo(Column):
    def reader(self, table: "Table") -> Callable[..., Any]:
        yes, no = _("yes"), _("no")
        return lambda value: "" if value is None else (yes if value else no)


class Phone(Column):
    """A telephone number, masked: showing it whole is an act of its own, on record."""

    def reader(self, table: "Table") -> Callable[..., Any]:
        return lambda value: mask_phone(value or "")


class Computed(Column):
    """A cell made of several values by a function (no queries in it)."""

    def __init__(
        self, name: str, label: Any, paths: tuple[str, ...], read: Callable[..., Any], **kw: Any
    ) -> None:
        super().__init__(name, label, **kw)
        self.paths, self.read = paths, read

    def reader(self, table: "Table") -> Callable[..., Any]:
        return self.read


@dataclass(frozen=True)
class Heading:
    name: str
    label: str
    css: str
    sort_query: str
    sorted: str  # "", "ascending" or "descending", as aria-sort has it


def _values(parameters: Any, name: str) -> list[str]:
    """All values of a parameter: the column chooser's boxes all carry the same name."""
    if hasattr(parameters, "getlist"):
        return parameters.getlist(name)
    return [parameters[name]] if name in parameters else []


class Table:
    """Declared by subclasses: ``model``, ``columns``, ``detail_url`` and the default ``order``.

    ``order`` are the keyset's keys, ending in the primary key; ``descending`` turns them.
    """

    model: type[Model]
    columns: list[Column] = []
    detail_url = ""
    order: tuple[str, ...] = ("pk",)
    descending = False
    # What the page knows of the day that is looked at, for the columns of a past day's list.
    then: Any = None

    def __init__(self, parameters: Any = None, *, prefix: str = "") -> None:
        self.parameters = parameters if parameters is not None else {}
        asked = ",".join(_values(self.parameters, "columns")).split(",")
        by_name = {column.name: column for column in self.columns}
        chosen = [by_name[name] for name in asked if name in by_name]
        self.chosen = chosen or [column for column in self.columns if column.shown]
        if self.columns and self.columns[0] not in self.chosen:
            self.chosen.insert(0, self.columns[0])
        self.sorted_by, self.descending_now = self._sorting()

    def _sorting(self) -> tuple[Column | None, bool]:
        asked = self.parameters.get("sort", "")
        for column in self.columns:
            if column.sort and asked.lstrip("-") == column.name:
                return column, asked.startswith("-")
        return None, self.descending

    @property
    def keys(self) -> tuple[str, ...]:
        return self.sorted_by.sort if self.sorted_by else self.order

    @property
    def paths(self) -> list[str]:
        """The values to read: the row's key, then each column's, then the order's."""
        return ["pk", *(path for column in self.chosen for path in column.paths), *self.keys]

    def read(self, rows: QuerySet, *besides: str) -> QuerySet:
        """The rows as the values that are painted; ``besides`` stand behind them."""
        return rows.values_list(*self.paths, *besides)

    def values_of(self, row: Any) -> tuple:
        """The same values, without the order's, of a row that has been read as an instance."""
        paths = (path for column in self.chosen for path in column.paths)
        return (row.pk, *(follow(row, path) for path in paths))

    def headings(self) -> list[Heading]:
        kept = {
            k: _values(self.parameters, k)
            for k in self.parameters
            if k not in {"sort", "after", "before"}
        }
        found = []
        for column in self.chosen:
            now = column is self.sorted_by
            turned = "-" if now and not self.descending_now else ""
            found.append(
                Heading(
                    column.name,
                    column.label(self.model),
                    column.css,
                    urlencode(kept | {"sort": turned + column.name}, doseq=True)
                    if column.sort
                    else "",
                    ("descending" if self.descending_now else "ascending") if now else "",
                )
            )
        return found

    @property
    def kind(self) -> tuple[Any, ...]:
        """Which table it is, with which columns shown."""
        return type(self), *(column.name for column in self.chosen)

    def choices(self) -> list[tuple[str, str, bool]]:
        """(name, label, is shown) of every column, for the column chooser."""
        return [(c.name, c.label(self.model), c in self.chosen) for c in self.columns]

    def painted(self, rows: Iterable[tuple]) -> list[tuple[Any, str]]:
        """(key, the row's finished cells) of each row; painters escape what they show.

        Column by column, and without a template: one took as long for the 500 cells of a page as
        for all the rest of it.
        """
        rows = list(rows)
        values = list(zip(*rows, strict=True))
        if not values:
            return []
        finished, at = [], 1
        for column in self.chosen:
            opening = f'<td class="{column.css}">' if column.css else "<td>"
            end = at + len(column.paths)
            cells = column.cells(self, *values[at:end])
            finished.append([f"{opening}{cell}</td>" for cell in cells])
            at = end
        return [(key, "".join(cells)) for key, *cells in zip(values[0], *finished, strict=True)]

    @property
    def _exports_key(self) -> bool:
        """Whether the row's number must be added, by which an import finds the row again."""
        return all(column.name != "pk" for column in self.chosen)

    def export_headings(self) -> list[str]:
        """The row's number and the shown columns' labels; a label that comes twice gets its place
        behind it."""
        labels = [column.label(self.model) for column in self.chosen]
        if self._exports_key:
            labels.insert(0, _("System number"))
        return [
            label if labels.count(label) == 1 else f"{label} {place}"
            for place, label in enumerate(labels, 1)
        ]

    def exported(self, rows: Iterable[tuple]) -> Iterator[list[Any]]:
        """The cells of each row for a spreadsheet, its number first; column by column, some
        thousand rows at a time."""
        left = iter(rows)
        readers: list[tuple[Callable[..., Iterable[Any]], int, int]] = []
        at = 1
        for column in self.chosen:
            end = at + len(column.paths)
            readers.append((_column_reader(column.reader(self)), at, end))
            at = end
        with_key = self._exports_key
        while part := list(islice(left, AT_ONCE)):
            values = list(zip(*part, strict=True))
            cells = [read(*values[start:end]) for read, start, end in readers]
            yield from map(list, zip(*([values[0]] if with_key else []), *cells, strict=True))


def _escaped(texts: Iterable[str]) -> list[str]:
    """Each of the texts, escaped: all at once, as long as none of them holds what parts them."""
    texts = list(texts)
    together = escaped(PARTED.join(texts)).split(PARTED)
    return together if len(together) == len(texts) else [escaped(text) for text in texts]


def _blank_for_none(values: Iterable[Any]) -> list[Any]:
    return ["" if value is None else value for value in values]


def as_it_is(value: Any) -> Any:
    """The cell of a value that needs no words of its own."""
    return "" if value is None else value


class _Known(dict[Any, Any]):
    """What a reader has made of the values before: most cells of a long list say the same."""

    def __init__(self, read: Callable[..., Any], *, several: bool) -> None:
        super().__init__()
        self.read, self.several = read, several

    def __missing__(self, values: Any) -> Any:
        found = self.read(*values) if self.several else self.read(values)
        if len(self) < REMEMBERED:
            self[values] = found
        return found


def _column_reader(read: Callable[..., Any]) -> Callable[..., Iterable[Any]]:
    """Reads the cells of a whole column, from one or several sequences of values."""
    if read is as_it_is:
        return _blank_for_none
    one, several = _Known(read, several=False), _Known(read, several=True)
    lists = _Known(lambda values: read(list(values)), several=False)

    def cells(*columns: Sequence[Any]) -> Iterable[Any]:
        known = one if len(columns) == 1 else several
        if len(known) >= REMEMBERED:  # they say something different in every row
            return map(read, *columns)
        try:
            if known is several:
                return list(map(known.__getitem__, zip(*columns, strict=True)))
            if isinstance(columns[0][0], list):  # of codes, say, which is no key
                return list(map(lists.__getitem__, map(tuple, columns[0])))
            return list(map(known.__getitem__, columns[0]))
        except TypeError:
            return map(read, *columns)

    return cells
