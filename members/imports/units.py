"""A roster of units: each row makes or updates a unit, its place in one committee, its people."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees import rules as committee_rules
from committees.models import Committee
from committees.terms import Level
from core import clock
from core.identifiers import mask_phone, normalise
from core.imports import Row, register
from core.imports.engine import CHANGED, NEW, SAME
from core.imports.lists import batches, unmasked
from core.imports.running import refusing
from core.verdicts import Verdict
from members import rules
from members.imports.columns import TWO_NEW, units_columns
from members.imports.people import PeopleOfUnits
from members.imports.writing import FIELDS, UnitWriter
from members.models import (
    LAST_SEQUENCE,
    Capacity,
    Liaison,
    Membership,
    MemberUnit,
    Person,
    Seat,
    UnitScope,
)
from members.terms import Category

# What only a roster says: with any of it a row is about the unit's place in the committee.
ADMITTING = ("joined", "basis", "representative", "liaison")


@register
class UnitImport(PeopleOfUnits):
    """The key is the credit code, else our number, else the name within the committee.

    An empty cell leaves what stands. A unit that is known already changes only in the columns
    that the file has. Units outside the actor's part of the tree are never touched.
    """

    name = "units"
    title = gettext_lazy("Member units")
    intro = gettext_lazy(
        "One row for each unit of the committee. Known units are found by their credit code, "
        "else by "
        "their number in the system, else by their name within the committee; empty cells "
        "leave what "
        "stands. Where the table has no column for the liaisons' party membership, they are "
        "taken as "
        "full party members, as the roster's form demands."
    )
    needs_place = True
    columns = units_columns()

    place: Committee

    @classmethod
    def may_start(cls, by: Any) -> Verdict:
        return committee_rules.can_manage_anything(by)

    def may_run(self) -> Verdict:
        return rules.can_admit(self.by, self.place)

    # --- what the rows are compared with -------------------------------------------------------

    def keys(self, row: Row) -> Iterable[Hashable]:
        if code := row.get("uscc"):
            yield "uscc", code
        if number := row.get("id"):
            yield "id", number

    def content(self, row: Row) -> dict[str, Any]:
        return {key: value for key, value in row.values.items() if key != "row_number"}

    def load(self, rows: list[Row]) -> None:
        user = self.by.user
        self.by_code: dict[str, MemberUnit] = {}
        self.by_id: dict[int, MemberUnit] = {}
        units = MemberUnit.objects.select_related("area")
        for codes in batches(row.values["uscc"] for row in rows if row.get("uscc")):
            self.by_code |= {unit.uscc: unit for unit in units.filter(uscc__in=codes)}
        for numbers in batches(row.values["id"] for row in rows if row.get("id")):
            self.by_id |= {unit.pk: unit for unit in units.filter(pk__in=numbers)}
        known = {unit.pk for unit in (*self.by_code.values(), *self.by_id.values())}
        self.visible: set[int] = set()
        for numbers in batches(known):
            self.visible |= set(
                MemberUnit.objects.visible_to(user)
                .filter(pk__in=numbers)
                .values_list("pk", flat=True)
            )
        self._load_committee()
        # Only an exported list has the column: this committee's, or that of one above it.
        self.is_member: dict[int, set[bool]] = defaultdict(set)
        known |= {unit.pk for units in self.by_name.values() for unit in units}
        asked = known if any("at_is_member" in row.values for row in rows) else set()
        for numbers in batches(asked):
            scopes = UnitScope.objects.filter(unit__in=numbers, committee__in=self.place.lineage)
            for pk, is_member in scopes.values_list("unit", "is_member"):
                self.is_member[pk].add(is_member)
        self._load_people(
            {
                row.values[key]
                for row in rows
                for key in ("representative", "liaison")
                if row.get(key)
            }
        )

    def _load_committee(self) -> None:
        self.memberships: dict[int, Membership] = {}
        self.by_name: dict[str, list[MemberUnit]] = defaultdict(list)
        rows = (
            Membership.objects.filter(committee=self.place).current().select_related("unit__area")
        )
        for membership in rows:
            self.memberships[membership.unit_id] = membership
            self.by_name[membership.unit.name].append(membership.unit)
        self.seats: dict[int, Seat] = {
            seat.membership_id: seat
            for seat in Seat.objects.filter(committee=self.place)
            .filled()
            .representing()
            .select_related("person__home")
            if seat.membership_id
        }
        self.represented: dict[Any, Row] = {}
        self.liaisons: dict[int, list[Liaison]] = defaultdict(list)
        running = Liaison.objects.filter(membership__committee=self.place, ends_on__isnull=True)
        for liaison in running.select_related(
            "person__home", "person__user", "membership__committee"
        ):
            self.liaisons[liaison.membership_id].append(liaison)
        self.areas: dict[str, list[Committee]] = defaultdict(list)
        below = (
            Committee.objects.below(self.place)
            .in_being()
            .filter(level__in=[Level.COMMUNITY, Level.GRID])
        )
        for area in below:
            for word in {area.area_name, area.code, area.name}:
                self.areas[word].append(area)
        self.capacity = (
            Capacity.objects.filter(
                level=self.place.level, represents_unit=True, needs_nomination=False
            )
            .order_by("id")
            .first()
        )

    def _load_people(self, names: set[str]) -> None:
        self.people: dict[tuple[str, str], Person] = {}
        for some in batches(names):
            rows = (
                Person.objects.visible_to(self.by.user)
                .filter(name__in=some)
                .select_related("home", "user")
            )
            self.people |= {(person.name, person.phone): person for person in rows if person.phone}

    def check_together(self, rows: list[Row]) -> None:
        """A name that comes twice tells two units apart only with both codes."""
        by_name: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if row.get("name"):
                by_name[row.values["name"]].append(row)
        for same in by_name.values():
            for row in same[1:] if len(same) > 1 else ():
                self._same_name(same[0], row)
        for row in rows:
            for word in ("representative", "liaison"):
                if row.get(f"{word}_phone") and not row.get(word):
                    row.warn(
                        _(
                            "There is a number but no name; it is left out, and the unit "
                            "stays without one."
                        ),
                        f"{word}_phone",
                    )

    def _same_name(self, first: Row, row: Row) -> None:
        codes = {first.get("uscc"), row.get("uscc")}
        if first.get("id") or row.get("id") or row.errors:
            return
        if None not in codes and len(codes) == 2:
            for one, other in ((row, first), (first, row)):
                if not any(p.column == "name" for p in one.problems):
                    one.warn(
                        _(
                            "Row %(row)d has the same name and another credit code: taken as "
                            "two units."
                        )
                        % {"row": other.number},
                        "name",
                    )
        elif None in codes:
            if self.content(first) == self.content(row):
                row.error(
                    _("This row says the same as row %(row)d. Please delete one of them.")
                    % {"row": first.number}
                )
                return
            for one, other in ((row, first), (first, row)):
                one.error(
                    _(
                        "Row %(row)d has the same name. Please give both their credit codes, "
                        "or delete one."
                    )
                    % {"row": other.number},
                    "name",
                )

    # --- judging one row ----------------------------------------------------------------------

    def check(self, row: Row) -> None:
        unit = self._unit_of(row)
        if row.errors:
            return
        self._check_category(row)
        self._check_name(row)
        membership = self.memberships.get(unit.pk) if unit else None
        wanted = self._unit_values(row, unit)
        row.target = {"unit": unit, "membership": membership, "values": wanted}
        row.changes = self._differences(row, unit, wanted)
        of_roster = self._is_of_roster(row)
        row.target["admit"] = membership is None and of_roster
        row.target["confirm"] = of_roster
        if membership is not None or of_roster:
            self._check_membership(row, membership)
        else:
            self._say_not_admitted(row)
        self._check_member_now(row, unit)
        self.check_people(row, membership)
        if row.target["admit"]:
            row.outcome = NEW
        else:
            row.outcome = CHANGED if row.changes else SAME
        # A unit that was invited is on the roster, and in this office's hands, before it is edited.
        is_joining = membership is not None and of_roster
        if row.outcome == CHANGED and row.target["values"] and not is_joining:
            verdict = rules.can_edit_unit(self.by, unit) if unit else Verdict(True)
            if not verdict:
                row.error(verdict.reason)

    @staticmethod
    def _is_of_roster(row: Row) -> bool:
        """Whether the row speaks of the unit's place here. One of the exported list of units, which
        also has those of committees below and those that have left, only says what a unit is."""
        return not row.get("id") or any(row.get(key) for key in ADMITTING)

    def _say_not_admitted(self, row: Row) -> None:
        row.warn(
            _(
                "It is not on the roster of %(committee)s and is not put there; only what is "
                "written about the unit changes. To admit it, give the day in “%(column)s”."
            )
            % {"committee": self.place, "column": self.column("joined")},
            "id",
        )

    def _check_member_now(self, row: Row, unit: MemberUnit | None) -> None:
        """The column is read only: it must say what the list of units says."""
        said = row.get("at_is_member")
        stands = set(self.is_member[unit.pk]) if unit else set()
        if row.target["admit"]:
            stands.add(True)
        if said is not None and said not in (stands or {False}):
            row.error(
                _(
                    "It is “%(value)s”. Whether a unit is a member changes on the membership's "
                    "page; it is admitted with the day in “%(column)s”."
                )
                % {
                    "value": self.column("at_is_member").shown(not said),
                    "column": self.column("joined"),
                },
                "at_is_member",
            )

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
            known = standing and values["area"] in {standing.area_name, standing.code}
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

    def _check_membership(self, row: Row, membership: Membership | None) -> None:
        joined = row.get("joined")
        if joined and joined > clock.today():
            row.error(_("A unit on the roster cannot have joined in the future."), "joined")
        changes: dict[str, Any] = {}
        if membership is None:
            row.changes["membership"] = ("", str(Membership.Status.ACTIVE.label))
            row.changes["joined"] = ("", (joined or clock.today()).isoformat())
        else:
            if membership.status not in Membership.COUNTING and row.target["confirm"]:
                row.changes["membership"] = (
                    membership.get_status_display(),
                    str(Membership.Status.ACTIVE.label),
                )
            if joined and membership.starts_on != joined:
                changes["starts_on"] = joined
                row.changes["joined"] = (membership.starts_on.isoformat(), joined.isoformat())
            if row.get("basis") and membership.basis != row.values["basis"]:
                changes["basis"] = row.values["basis"]
                row.changes["basis"] = (membership.basis, row.values["basis"])
        row.target["membership_changes"] = changes

    # --- writing ------------------------------------------------------------------------------

    def write(self, rows: list[Row]) -> None:
        writer = UnitWriter(self.place, self.capacity, by=self.by)
        writer.admit([row for row in rows if row.target["unit"] is None])
        for row in rows:
            if row.target["unit"] is not None:
                with refusing(row):
                    writer.update(row)
