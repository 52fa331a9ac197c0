"""The kinds of column: by which headings each is known, how a cell becomes a value.

A cell is taken when only one thing can be meant (spaces, full-width letters, ``2026.3.1``, Excel's
day numbers); what could mean two things is an error that says how to write it.
"""

import datetime
import re
from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import identifiers
from core.imports import limits
from core.imports.cells import CONTROL, Wrong, heading_key, text_of, word_key

LANGUAGES = ("zh-hans", "en")
# Beyond 15 digits Excel has rounded the number.
EXACT_BELOW = 10**15


class Column:
    """A column of text; the base of the others.

    ``names`` are further headings it is known by, beside ``label`` in both languages. A heading
    under a second one is written ``above|below``. ``shown`` turns a value into the cell's text.
    """

    kind = "text"
    # Whether its cells are kept encrypted until they are imported, and shown masked.
    secret = False

    def __init__(
        self,
        key: str,
        label: Any,
        *,
        names: tuple[str, ...] = (),
        required: bool = False,
        explained: Any = "",
        example: Any = "",
        max_length: int = limits.CELL_CHARACTERS,
        in_template: bool = True,
    ) -> None:
        self.key, self.label, self.names = key, label, names
        self.required, self.explained, self.example = required, explained, example
        self.max_length, self.in_template = max_length, in_template

    def __str__(self) -> str:
        return str(self.label)

    def headings(self) -> set[str]:
        """The keys of all headings it is known by."""
        return {
            heading_key(text) for text in (*self.labels(), self.key, *self.names) if "|" not in text
        }

    def labels(self) -> list[str]:
        """Its own heading in each language."""
        found = []
        for language in LANGUAGES:
            with translation.override(language):
                found.append(str(self.label))
        return found

    def read(self, raw: Any) -> Any:
        """The cell's value, or None for an empty one. Raises ``Wrong``."""
        if isinstance(raw, float | int) and not isinstance(raw, bool):
            self.check_digits(raw)
        text = text_of(raw)
        if not (text.isascii() and text.isalnum()):  # most cells need no tidying
            text = identifiers.normalise(CONTROL.sub("", text))
        if not text:
            return None
        if len(text) > limits.CELL_CHARACTERS:
            raise Wrong(
                _("This cell has %(count)d characters; %(most)d is the most.")
                % {"count": len(text), "most": limits.CELL_CHARACTERS}
            )
        if text in {"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"}:
            raise Wrong(
                _("Excel shows %(text)s here: its formula is broken. Please type the value.")
                % {"text": text}
            )
        value = self.parse(text, raw)
        if isinstance(value, str) and len(value) > self.max_length:
            raise Wrong(
                _("This cell has %(count)d characters; %(most)d is the most.")
                % {"count": len(value), "most": self.max_length}
            )
        return value

    def check_digits(self, raw: float) -> None:
        """A number too long for Excel was rounded when it was typed."""
        if abs(raw) >= EXACT_BELOW:
            raise Wrong(
                _(
                    "Excel has rounded this long number. Please format the cell as text and "
                    "type it again."
                )
            )

    def parse(self, text: str, raw: Any) -> Any:
        return text

    def shown(self, value: Any) -> str:
        return "" if value is None else str(value)

    def is_tidied(self, typed: str, value: Any) -> bool:
        """Whether what was read differs from what was typed enough to say so."""
        return typed != self.shown(value)

    def choices(self) -> list[str]:
        """What the template offers in a list."""
        return []


class Text(Column):
    """Words as they stand, in half-width characters and single spaces."""


class Name(Text):
    """What a person is called; a number in this column has slipped from another one.

    Names of two characters are often spread out (王　芳) to be as wide as those of three.
    """

    SPREAD = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")

    def parse(self, text: str, raw: Any) -> str:
        text = self.SPREAD.sub("", text)
        if not any(c.isalpha() for c in text):
            raise Wrong(_("“%(text)s” is no name of a person.") % {"text": text[:40]})
        return text


class Prose(Column):
    """Words as they were typed, full-width punctuation included; with ``lines``, in several."""

    def __init__(self, key: str, label: Any, *, lines: bool = False, **options: Any) -> None:
        super().__init__(key, label, **options)
        self.lines = lines

    def parse(self, text: str, raw: Any) -> str:
        typed = identifiers.visible(CONTROL.sub("", text_of(raw)))
        lines = [" ".join(line.split()) for line in typed.splitlines()]
        return ("\n" if self.lines else " ").join(lines).strip()

    def is_tidied(self, typed: str, value: Any) -> bool:
        return False


class Code(Column):
    """A number that is a name: never rounded, never without its leading zeros."""

    kind = "code"

    def __init__(self, key: str, label: Any, *, digits: int = 0, **options: Any) -> None:
        super().__init__(key, label, **options)
        self.digits = digits

    def parse(self, text: str, raw: Any) -> str:
        code = re.sub(r"\s", "", text)
        if re.fullmatch(r"\d+(\.\d+)?[eE]\+?\d+", code):
            raise Wrong(
                _(
                    "Excel has rounded this long number. Please format the cell as text and "
                    "type it again."
                )
            )
        return code


class Choice(Column):
    """One of a list of words. ``synonyms`` are words that offices use for one of the values."""

    kind = "choice"

    def __init__(
        self,
        key: str,
        label: Any,
        *,
        of: list[tuple[str, Any]],
        synonyms: Mapping[str, str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(key, label, **options)
        self.of = [(value, word) for value, word in of if value]
        # An export writes the word for "not said" too.
        self.nothing = next((word for value, word in of if not value), "")
        self.synonyms = dict(synonyms or {})
        self._known: dict[str, str] = {}
        self._words: dict[Any, set[str]] = {}

    def known(self) -> dict[str, str]:
        """Every word that is taken, in both languages, and its value."""
        if not self._known:
            known = {word_key(word): value for word, value in self.synonyms.items()}
            for value, word in [("", self.nothing), *self.of]:
                known[word_key(value)] = value
                for language in LANGUAGES:
                    with translation.override(language):
                        known[word_key(str(word))] = value
            self._known = known
        return self._known

    def parse(self, text: str, raw: Any) -> str:
        value = self.known().get(word_key(text))
        if value is None:
            raise Wrong(
                _("“%(text)s” is not in the list. Please write one of: %(words)s.")
                % {"text": text[:40], "words": _("; ").join(self.choices())}
            )
        return value

    def shown(self, value: Any) -> str:
        return next((str(word) for one, word in self.of if one == value), str(value or ""))

    def is_tidied(self, typed: str, value: Any) -> bool:
        return value != "" and word_key(typed) not in self.words_of(value)

    def words_of(self, value: Any) -> set[str]:
        """The keys of the value and of its word in each language."""
        if value not in self._words:
            found = {word_key(str(value))}
            for language in LANGUAGES:
                with translation.override(language):
                    found.add(word_key(self.shown(value)))
            self._words[value] = found
        return self._words[value]

    def choices(self) -> list[str]:
        return [str(word) for _value, word in self.of]


class YesNo(Choice):
    """Yes, no, or nothing said."""

    YES = "有 是 √ y true 1 已建"
    NO = "无 没有 否 × n false 0 未建"

    def __init__(self, key: str, label: Any, **options: Any) -> None:
        words = [("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
        known = dict.fromkeys(self.YES.split(), "yes") | dict.fromkeys(self.NO.split(), "no")
        super().__init__(key, label, of=words, synonyms=known, **options)

    def parse(self, text: str, raw: Any) -> Any:
        return super().parse(text, raw) == "yes"

    def shown(self, value: Any) -> str:
        return "" if value is None else super().shown("yes" if value else "no")


class Whole(Column):
    """A count; a unit of measure behind it (63人) is left out."""

    kind = "number"

    def __init__(
        self, key: str, label: Any, *, units: str = "人名个家户", most: int = 10**9, **options: Any
    ) -> None:
        super().__init__(key, label, **options)
        self.units, self.most = units, most

    def parse(self, text: str, raw: Any) -> int:
        if isinstance(raw, float) and not raw.is_integer():
            raise Wrong(_("Please write a whole number, such as 63."))
        found = re.fullmatch(rf"(\d[\d,]*)(?:\.0+)?\s*[{self.units}]?", text)
        if not found or len(found[1]) > 15:
            raise Wrong(_("Please write a whole number, such as 63."))
        number = int(found[1].replace(",", ""))
        if number > self.most:
            raise Wrong(
                _("%(number)d is too large; %(most)d is the most.")
                % {"number": number, "most": self.most}
            )
        return number


class Day(Column):
    """A calendar day; “long-term” is not one.

    A month without a day is refused, unless ``month_will_do``: where little hangs on the day it is
    read as the month's first, and said so in the preview. Never for a date of birth.
    """

    kind = "date"
    FORMS = (
        re.compile(r"(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})(?:[ T]00:00(?::00)?)?"),
        re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号]"),
        re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})"),
    )
    MONTH = re.compile(r"([1-9]\d{3})\s*(?:年|[-/.])\s*(\d{1,2})\s*月?")
    # Excel counts days; these are 1980-01-01 and 2100-01-01.
    SERIALS = (29221, 73051)
    YEARS = (1900, 2100)

    def __init__(self, *args: Any, month_will_do: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.month_will_do = month_will_do

    def parse(self, text: str, raw: Any) -> datetime.date:
        day = self._day(text, raw)
        first, last = self.YEARS
        if not first <= day.year <= last:
            raise Wrong(
                _("The year must lie between %(first)d and %(last)d: %(text)s.")
                % {"first": first, "last": last, "text": text[:40]}
            )
        return day

    def _day(self, text: str, raw: Any) -> datetime.date:
        for form in self.FORMS:
            if found := form.fullmatch(text):
                try:
                    return datetime.date(*map(int, found.groups()))
                except ValueError:
                    raise Wrong(_("There is no such day: %(text)s.") % {"text": text}) from None
        if isinstance(raw, float | int) or re.fullmatch(r"\d{5}", text):
            number = float(raw) if not isinstance(raw, str) else float(text)
            if number.is_integer() and self.SERIALS[0] <= number < self.SERIALS[1]:
                return datetime.date(1899, 12, 30) + datetime.timedelta(days=int(number))
        found = self.MONTH.fullmatch(text)
        if found and isinstance(raw, float):
            raise Wrong(
                _(
                    "This is a number, in which 2025.1 and 2025.10 are the same. Please write it "
                    "with hyphens, such as %(example)s."
                )
                % {"example": "2025-10" if self.month_will_do else "2025-10-01"}
            )
        if found and self.month_will_do and 1 <= int(found[2]) <= 12:
            return datetime.date(int(found[1]), int(found[2]), 1)
        if found:
            raise Wrong(
                _(
                    "The day is missing. Please write year, month and day, such as "
                    "%(year)s-%(month)02d-01."
                )
                % {"year": found[1], "month": int(found[2])}
            )
        raise Wrong(
            _("“%(text)s” is not a day. Please write it as 2026-03-01.") % {"text": text[:40]}
        )

    def shown(self, value: Any) -> str:
        return value.isoformat() if value else ""


class Phone(Column):
    """One telephone number. A masked one (138****5678) stands for the number that is there."""

    kind = "code"

    def parse(self, text: str, raw: Any) -> str:
        if identifiers.is_masked(text) or identifiers.MOBILE.fullmatch(text):
            return text
        number = identifiers.normalise_phone(text)
        if not identifiers.phone_problem(number):
            return number
        if len(re.findall(r"\d{7,}", re.sub(r"[ -]", "", text))) > 1:
            raise Wrong(
                _(
                    "There is more than one number here. Please keep one and put the other "
                    "into the note."
                )
            )
        raise Wrong(identifiers.phone_problem(number))


class ResidentId(Code):
    """A resident ID number, checked. A masked one stands for the number that is there."""

    secret = True

    def parse(self, text: str, raw: Any) -> Any:
        if identifiers.is_masked(text):
            return text
        code = identifiers.normalise_resident_id(super().parse(text, raw))
        if code and (problem := identifiers.resident_id_problem(code)):
            raise Wrong(problem)
        return code or None

    def shown(self, value: Any) -> str:
        text = str(value or "")
        return text if identifiers.is_masked(text) else identifiers.mask_resident_id(text)

    def is_tidied(self, typed: str, value: Any) -> bool:
        return False
