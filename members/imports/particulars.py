"""What a roster's row says of the unit itself: which one it is, and what would change."""

from typing import Any

from django.utils.translation import gettext as _

from committees.models import Committee
from core.identifiers import mask_phone, normalise
from core.imports import Row
from core.imports.lists import unmasked
from members.imports.columns import TWO_NEW
from members.imports.people import PeopleOfUnits
from members.imports.writing import FIELDS
from members.models import LAST_SEQUENCE, MemberUnit
from members.terms import Category


class UnitParticulars(PeopleOfUnits):
    """Judges the unit's own cells; ``load`` of the importer reads which units there are."""

    place: Committee
    by_id: dict[int, MemberUnit]
    by_code: dict[str, MemberUnit]
    by_name: dict[str, list[MemberUnit]]
    visible: set[int]
    areas: dict[str, list[Committee]]

    def _unit_of(self, row: Row) -> MemberUnit | None:
        """The unit that the row means, or None for one that nobody has entered."""
        code, number = row.get("uscc"), row.get("id")
        by_code = self.by_code.get(code) if code else None
        if number is not None:
            unit = self.by_id.get(number)
            if unit is None or unit.pk not in self.visible:
                row.error(
                    _(
                        "There is no unit with this number in your part of the tree. Leave "
                        "the cell empty for a new unit."
                    ),
                    "id",
                )
                return None
            if by_code is not None and by_code.pk != unit.pk:
                row.error(
                    _("This credit code belongs to another unit than the number in the system."),
                    "uscc",
                )
            return unit
        if by_code is not None:
            if by_code.pk not in self.visible:
                row.error(
                    _(
                        "This code belongs to a unit outside your part of the tree. Please "
                        "ask the office above to admit it."
                    ),
                    "uscc",
                )
            return by_code
        same = [
            unit for unit in self.by_name.get(row.values["name"], []) if not (code and unit.uscc)
        ]
        if len(same) > 1:
            row.error(
                _("This committee has %(count)d units of this name. Please give the credit code.")
                % {"count": len(same)},
                "name",
            )
        return same[0] if len(same) == 1 else None

    def _check_category(self, row: Row) -> None:
        if row.get("category") != TWO_NEW:
            return
        kind = {"9": Category.PRIVATE_FIRM, "5": Category.SOCIAL}.get((row.get("uscc") or " ")[0])
        if kind is None:
            row.error(
                _(
                    "This may be an enterprise or a social organisation, and no credit code tells "
                    "which. Please write “%(firm)s” or “%(social)s”."
                )
                % {"firm": Category.PRIVATE_FIRM.label, "social": Category.SOCIAL.label},
                "category",
            )
            return
        row.values["category"] = kind
        row.note(
            _("By its credit code it is: %(category)s.") % {"category": kind.label}, "category"
        )

    def _check_name(self, row: Row) -> None:
        """A short form over a unit with a party organisation of its own name is often a slip."""
        branch, names = row.get("party_organisation"), {row.values["name"], row.get("short_name")}
        if branch and not any(name and name in branch for name in names) and "联合" not in branch:
            row.warn(
                _(
                    "The party organisation bears another name. Please check that the unit's name "
                    "is written out in full."
                ),
                "name",
            )

    def _unit_values(self, row: Row, unit: MemberUnit | None) -> dict[str, Any]:
        """The unit's fields that the row gives."""
        values = {key: row.values[key] for key in FIELDS if row.get(key) is not None}
        if unit is None and row.get("row_number") and "sequence" not in values:
            values["sequence"] = row.values["row_number"]
        if "area" in values:
            standing = unit.area if unit else None
            known = standing and values["area"] in {normalise(standing.area_name), standing.code}
            values["area"] = standing if known else self._area(row, values["area"])
            if values["area"] is None:
                del values["area"]
        if "phone" in values:
            values["phone"] = unmasked(row, "phone", unit.phone if unit else "")
        return values

    def _area(self, row: Row, text: str) -> Committee | None:
        found = self.areas.get(text, [])
        if len(found) == 1:
            return found[0]
        if not found:
            row.warn(
                _(
                    "There is no community or grid “%(name)s” below %(committee)s. The unit "
                    "is taken without one; "
                    "enter the community and import the file again, or correct the name."
                )
                % {"name": text, "committee": self.place},
                "area",
            )
        else:
            row.warn(
                _(
                    "“%(name)s” is the name of several areas; please write the code. The "
                    "unit is taken without one."
                )
                % {"name": text},
                "area",
            )
        return None

    def _differences(
        self, row: Row, unit: MemberUnit | None, wanted: dict[str, Any]
    ) -> dict[str, tuple[str, str]]:
        changes = {}
        for name, value in list(wanted.items()):
            before = getattr(unit, name) if unit else None
            if unit and (
                before == value or (isinstance(before, str) and normalise(before) == value)
            ):
                del wanted[name]
                continue
            changes[name] = (self._shown(name, before), self._shown(name, value))
        return changes

    def _shown(self, name: str, value: Any) -> str:
        if value is None or value == "" or (name == "sequence" and value == LAST_SEQUENCE):
            return ""
        if name == "area":
            return str(value.area_name)
        if name == "phone":
            return mask_phone(str(value))
        return self.column(name).shown(value)
