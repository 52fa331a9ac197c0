"""What rows of a roster of party members are compared with, read in a few queries each."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from operator import attrgetter
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext as _

from committees.models import Committee
from committees.terms import STEP, Level
from core.encryption import blind_indexes
from core.identifiers import is_masked, normalise
from core.imports import Row
from core.imports.lists import batches
from core.names import read_aloud
from members.models import MemberUnit, PartyMember, PartyOrganization, Person, PersonKey
from members.models.party_members import RESIDENT_ID
from members.models.people import key_of_whole


class Surroundings:
    """The places, branches and units of known members: many have the same, each is read once."""

    READ: dict[type[Model], tuple[str, ...]] = {
        Committee: ("level", "path", "code", "name", "area_name", "status"),
        MemberUnit: ("name", "uscc"),
        PartyOrganization: (),
    }
    OF_MEMBER = ("community", "grid", "organisation", "employer")

    def __init__(self) -> None:
        self.known: dict[type[Model], dict[int, Any]] = {model: {} for model in self.READ}

    def join(self, members: Collection[PartyMember]) -> None:
        """Give each of them its own."""
        for name in self.OF_MEMBER:
            self._join(members, name)
        self._join([member.person for member in members], "home")

    def _join(self, rows: Collection[Model], name: str) -> None:
        for row in rows:
            field: Any = row._meta.get_field(name)
            break
        else:
            return
        model, number = field.related_model, attrgetter(field.attname)
        known = self.known[model]
        for some in batches(set(map(number, rows)) - known.keys() - {None}):
            known |= model._base_manager.only(*self.READ[model]).in_bulk(some)
        for row in rows:
            if (pk := number(row)) is not None:
                field.set_cached_value(row, known[pk])


class KnownMembers:
    """The visible members whom the rows without a system number may mean."""

    def __init__(
        self, visible: Any, user: Any, rows: list[Row], surroundings: Surroundings
    ) -> None:
        self.by_number: dict[str, PartyMember] = {}
        # Numbers of members whom the user does not see.
        self.taken: set[str] = set()
        self._by_number(visible, {row.get("resident_id") for row in rows})
        left = [
            row
            for row in rows
            if row.get("name")
            and not row.get("id")
            and row.get("resident_id") not in self.by_number
        ]
        self.by_name: dict[str, list[PartyMember]] = defaultdict(list)
        self.people: dict[tuple[str, str], Person] = {}
        self._by_name(visible, user, left)
        surroundings.join(self.by_number.values())
        surroundings.join([one for some in self.by_name.values() for one in some])

    def _by_number(self, visible: Any, codes: set[str | None]) -> None:
        digests = {
            digest: code
            for code in codes
            if code and not is_masked(code)
            for digest in blind_indexes(code, RESIDENT_ID)
        }
        for some in batches(digests):
            rows = PartyMember.objects.filter(resident_id_index__in=some)
            known = dict(rows.values_list("pk", "resident_id_index"))
            for member in visible.filter(pk__in=known) if known else ():
                self.by_number[digests[known.pop(member.pk)]] = member
            self.taken |= {digests[digest] for digest in known.values()}

    def _by_name(self, visible: Any, user: Any, rows: list[Row]) -> None:
        """Those of the same name, as far as a row may mean them: one who says the whole number
        means nobody who has another, but for a slip, which the phone shows."""
        phones: dict[str, set[str | None]] = defaultdict(set)
        unnumbered = set()
        for row in rows:
            name, code = row.values["name"], row.get("resident_id")
            phones[name].add(row.get("phone"))
            if not code or is_masked(code):
                unnumbered.add(name)
        # By the keys, which have an index; an unmarked one is also the end of a longer name.
        keys = (key_of_whole(name, read_aloud(name, surname=True)[0]) for name in phones)
        for some in batches(keys):
            members: set[int] = set()
            others: set[int] = set()
            for pk, name, phone, index in PersonKey.objects.filter(key__in=some).values_list(
                "person", "person__name", "person__phone", "person__party_member__resident_id_index"
            ):
                if name not in phones:
                    continue
                if phone and phone in phones[name]:
                    (others if index is None else members).add(pk)
                elif index == "" or (index and name in unnumbered):
                    members.add(pk)
            for part in batches(members):
                for member in visible.filter(pk__in=part).order_by("pk"):
                    self.by_name[member.person.name].append(member)
            people = Person.objects.visible_to(user).select_related("home")
            for part in batches(others):
                for person in people.filter(pk__in=part):
                    self.people.setdefault((person.name, person.phone), person)


class Areas:
    """The communities and grids below a committee, by what tables call them."""

    def __init__(self, place: Committee, rows: list[Row]) -> None:
        self.place = place
        self.found: dict[tuple[str, str], list[Committee]] = defaultdict(list)
        self.communities: dict[str, Committee] = {}
        if not any(row.get(key) for row in rows for key in ("community", "grid")):
            return
        below = Committee.objects.below(place).in_being()
        below = below.filter(level__in=[Level.COMMUNITY, Level.GRID])
        for area in below.only("level", "path", "code", "name", "area_name"):
            for word in {normalise(text) for text in (area.area_name, area.code, area.name)}:
                self.found[area.level, word].append(area)
            if area.level == Level.COMMUNITY:
                self.communities[area.path] = area

    @staticmethod
    def is_called(area: Committee | None, word: str) -> bool:
        """Whether the word means this area."""
        return area is not None and word in map(normalise, (area.area_name, area.code, area.name))

    def both(self, area: Committee) -> tuple[Committee | None, Committee | None]:
        """The community and the grid of a residence."""
        if area.level == Level.COMMUNITY:
            return area, None
        return self.communities.get(area.path[:-STEP]), area

    def get(self, row: Row, standing: Committee | None = None) -> Committee | None:
        """The residence that the row means, in the given community where it names none itself;
        else the row says why there is none."""
        community = standing
        if word := row.get("community"):
            levels = (Level.COMMUNITY, Level.GRID)
            found = next((f for one in levels if (f := self.found.get((one, word)))), [])
            community = self._one(row, "community", found)
            if community is None:
                return None
        if not (word := row.get("grid")):
            return community
        grids = self.found.get((Level.GRID, word), [])
        within = [one for one in grids if community and one.path.startswith(community.path)]
        return self._one(row, "grid", within if community else grids)

    def _one(self, row: Row, key: str, found: list[Committee]) -> Committee | None:
        if len(found) == 1:
            return found[0]
        if found:
            row.error(
                _("“%(word)s” is the name of several areas. Please write the code.")
                % {"word": row.values[key]},
                key,
            )
        else:
            row.error(
                _(
                    "There is no “%(word)s” below %(committee)s. Please correct it, or enter the "
                    "community or grid first."
                )
                % {"word": row.values[key], "committee": self.place},
                key,
            )
        return None


class Employers:
    """Visible units by name and by credit code."""

    def __init__(self, user: Any, words: Iterable[str | None]) -> None:
        self.found: dict[str, list[MemberUnit]] = defaultdict(list)
        for some in batches(normalise(word) for word in set(words) if word):
            units = MemberUnit.objects.visible_to(user)
            for unit in units.filter(Q(name__in=some) | Q(uscc__in=some)).only("name", "uscc"):
                for word in {unit.name, unit.uscc or unit.name}:
                    self.found[word].append(unit)


class Branches:
    """Visible party organisations in being, by name."""

    def __init__(self, user: Any, words: Iterable[str | None]) -> None:
        self.found: dict[str, list[PartyOrganization]] = defaultdict(list)
        running = PartyOrganization.objects.visible_to(user).running()
        for some in batches(word for word in set(words) if word):
            for one in running.filter(name__in=some):
                self.found[one.name].append(one)


def workplaces(member: PartyMember) -> list[str]:
    """What a table may call the place where the member works."""
    unit = member.employer
    return [unit.name, unit.uscc or ""] if unit else [member.person.workplace]
