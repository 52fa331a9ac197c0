"""People and units as tables name them, with what tells namesakes apart."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from core.identifiers import is_masked, mask_phone, normalise_uscc
from core.imports import Row
from core.imports.lists import batches
from members.models import MemberUnit, Person

# Columns that tell who of a name is meant; the person is edited in the list of people.
TELLING = frozenset({"phone", "workplace", "position"})


class People:
    """Visible people of the given names."""

    def __init__(self, user: Any, names: Iterable[str]) -> None:
        self.found: dict[str, list[Person]] = defaultdict(list)
        for some in batches(name for name in names if name):
            rows = Person.objects.visible_to(user).filter(name__in=some)
            for person in rows.select_related("home", "user").order_by("pk"):
                self.found[person.name].append(person)

    def get(self, row: Row, key: str, *, workplace: str = "") -> Person | None:
        """The one person that the row means; else the row says why there is none."""
        meant = self.found.get(row.values[key], [])
        if not meant:
            row.error(
                _(
                    "There is nobody of this name in your part of the tree. Enter the person in "
                    "the list of people first."
                ),
                key,
            )
            return None
        for name, word in (
            ("phone", row.get("phone")),
            ("workplace", row.get("workplace") or workplace),
            ("position", row.get("position")),
        ):
            narrowed = [one for one in meant if word and _has(one, name, word)]
            if len(meant) > 1 and narrowed:
                meant = narrowed
        if len(meant) > 1:
            row.error(
                _(
                    "There are %(count)d people of this name. Please add the columns with phone or "
                    "workplace, so that it is clear who is meant."
                )
                % {"count": len(meant)},
                key,
            )
            return None
        self._compare(row, meant[0])
        return meant[0]

    def _compare(self, row: Row, person: Person) -> None:
        """Another number or workplace than the one person of this name has: somebody else is
        meant. What only the row says is not written."""
        for name in TELLING & row.values.keys():
            word, standing = row.values[name], getattr(person, name)
            if not word or _has(person, name, word):
                continue
            shown = (mask_phone(standing) if name == "phone" else standing) or "—"
            if standing and name != "position":
                row.error(
                    _(
                        "The person of this name has “%(value)s” here. If somebody else is meant, "
                        "enter that person in the list of people first; else correct it there."
                    )
                    % {"value": shown},
                    name,
                )
            else:
                row.warn(
                    _("It is “%(value)s”. A person is edited in the list of people.")
                    % {"value": shown},
                    name,
                )


def _has(person: Person, name: str, word: str) -> bool:
    standing = getattr(person, name)
    return word in (standing, mask_phone(standing)) if name == "phone" else word == standing


class Units:
    """Units by name among those that the user sees, or any unit of the city by its exact code."""

    def __init__(self, user: Any, rows: list[Row], name: str, code: str) -> None:
        self.name, self.code = name, code
        self.by_name: dict[str, list[MemberUnit]] = defaultdict(list)
        self.by_code: dict[str, MemberUnit] = {}
        for names in batches(row.values[name] for row in rows if row.get(name)):
            for unit in MemberUnit.objects.visible_to(user).filter(name__in=names):
                self.by_name[unit.name].append(unit)
        for codes in batches(normalise_uscc(row.values[code]) for row in rows if row.get(code)):
            self.by_code |= {
                unit.uscc: unit for unit in MemberUnit.objects.filter(uscc__in=codes) if unit.uscc
            }

    def get(self, row: Row) -> MemberUnit | None:
        """The one unit that the row means; else the row says why there is none."""
        if code := row.get(self.code):
            unit = self.by_code.get(normalise_uscc(code))
            if unit is None:
                row.error(
                    _("No unit has this credit code. Please enter it as a new unit."), self.code
                )
            elif row.get(self.name) not in (None, unit.name):
                row.error(
                    _("That is another unit's code; please give only one of the two."), self.code
                )
            return unit
        meant = self.by_name.get(row.values[self.name], [])
        if len(meant) == 1:
            return meant[0]
        row.error(
            _("There are several units of this name. Please give the credit code.")
            if meant
            else _("There is no unit of this name in your part of the tree."),
            self.name,
        )
        return None


def is_whole(number: str) -> bool:
    """Whether a phone number is more than a mask."""
    return bool(number) and not is_masked(number)


def committee_paths(prefix: str) -> tuple[str, str, str]:
    """Where a record's committee says what it is called."""
    return (f"{prefix}.name", f"{prefix}.code", f"{prefix}.area_name")
