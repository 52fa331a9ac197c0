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
from core.identifiers import normalise
from core.imports import Row, register
from core.imports.engine import CHANGED, NEW, SAME
from core.imports.lists import batches
from core.imports.running import refusing
from core.verdicts import Verdict
from members import rules
from members.imports.columns import units_columns
from members.imports.particulars import UnitParticulars
from members.imports.writing import UnitWriter
from members.models import (
    Capacity,
    Liaison,
    Membership,
    MemberUnit,
    Person,
    Seat,
    UnitScope,
)

# What only a roster says: with any of it a row is about the unit's place in the committee.
ADMITTING = ("joined", "basis", "representative", "liaison")


@register
class UnitImport(UnitParticulars):
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
            for word in {normalise(text) for text in (area.area_name, area.code, area.name)}:
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

    def _check_membership(self, row: Row, membership: Membership | None) -> None:
        joined = row.get("joined")
        if not (verdict := self._can_join(row, membership)):
            row.error(verdict.reason, "joined")
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

    def _can_join(self, row: Row, membership: Membership | None) -> Verdict:
        """Whether the unit can be on the roster from the day in the row."""
        day = row.get("joined") or clock.today()
        if membership is None or membership.status not in Membership.COUNTING:
            unit = row.target["unit"]
            new = Membership(unit=unit, committee=self.place, status=Membership.Status.ACTIVE)
            new.pk = membership.pk if membership else None
            return rules.can_begin_on(new, day)
        return rules.can_correct_membership(
            membership, {"starts_on": row.get("joined") or membership.starts_on}
        )

    # --- writing ------------------------------------------------------------------------------

    def write(self, rows: list[Row]) -> None:
        # Committees and memberships before people and units, as in every service.
        Committee.objects.lock(self.place)
        roster = Membership.objects.filter(committee=self.place).current().order_by("pk")
        list(roster.select_for_update(of=("self",), no_key=True).values_list("pk"))
        writer = UnitWriter(self.place, self.capacity, by=self.by)
        writer.admit([row for row in rows if row.target["unit"] is None])
        for row in rows:
            if row.target["unit"] is not None:
                with refusing(row):
                    writer.update(row)
