"""A fictional district, made through the same services as real data."""

import datetime
from typing import Any

from audit.actors import Actor
from committees import services as tree
from committees.models import Committee
from committees.reach import read_reach
from committees.terms import Role
from core import clock, hooks
from demo.agreements import make_agreements
from demo.checks import make_checks
from demo.dates import day
from demo.letters import make_letters
from demo.names import COMMUNITIES, STREETS, Inventor
from demo.needs import make_needs
from demo.organisations import make_party_organisations
from demo.own_pages import make_own_pages
from demo.party_members import make_party_members
from demo.posts import make_posts
from demo.records import dispute_some, make_records
from demo.under_way import make_what_is_under_way
from members.models import Capacity, Membership, MemberUnit, PartyMember, Person
from members.services import (
    liaisons,
    memberships,
    party_members,
    people,
    registrations,
    seats,
)
from members.services.capacities import make_default_capacities

SETUP = Actor(source="command")
UNITS_PER_STREET = 15


class District:
    """Builds the tree, the offices, the units and their people, in a fixed order."""

    def __init__(self, accounts: dict[str, Any]) -> None:
        self.accounts = accounts
        self.invent = Inventor()
        self.capacities: dict[str, Capacity] = {}

    def acting(self, login: str) -> Actor:
        """Whoever is asked to act; with the reach of now, read once, as for a page."""
        user = self.accounts[login]
        user.reach = read_reach(user)
        return Actor(user=user, held=user.reach.held(), source="command")

    def build(self) -> None:
        self.tree()
        self.offices()
        self.by = self.acting("district")
        self.people_of_the_district()
        for place, street in enumerate(self.streets):
            self.street(place, street)
        make_party_organisations(self.streets, self.communities, self.by)
        self.appoint_the_rest()
        make_what_is_under_way(self)

    def tree(self) -> None:
        tree.make_default_tiers(by=SETUP)
        make_default_capacities(by=SETUP)
        hooks.founded.ask(SETUP)
        self.capacities = {c.code: c for c in Capacity.objects.all()}
        self.city = tree.found_top(
            {
                "level": "city",
                "code": "990000000000",
                "area_name": "云山市",
                "status": "approved",
                "established_on": day(60),
            },
            by=SETUP,
        )
        tree.appoint_founder(self.accounts["city"], Role.CITY_OFFICE, self.city, by=SETUP)
        for login in ("system", "security", "audit"):
            account = {"system": "sysadmin", "security": "security", "audit": "auditor"}[login]
            tree.appoint_founder(self.accounts[account], Role(login), None, by=SETUP)
        by = self.acting("city")
        self.district = self.found(self.city, "district", "990101000000", "春江区", by, day(48, 12))
        tree.edit_committee(
            self.district,
            {
                "host_department": "区委社会工作部",
                "office_head": self.invent.person(),
                "office_staff": 6,
                "office_duties": (
                    "承担区指导委员会日常工作：筹备会议、分解任务、督促落实、年度考评。"
                ),
                "office_address": "春江区望江路1号",
                "office_phone": "0990-6600001",
                "rotation": "",
                "target_size": 20,
            },
            version=None,
            by=by,
        )
        tree.appoint(self.accounts["district"], Role.DISTRICT_OFFICE, self.district, by=by)

    def found(
        self,
        parent: Committee,
        level: str,
        code: str,
        area: str,
        by: Actor,
        on: datetime.date,
        **values: Any,
    ) -> Committee:
        return tree.create_committee(
            parent,
            {
                "level": level,
                "code": code,
                "area_name": area,
                "status": "approved",
                "established_on": on,
                "basis_document": f"关于成立{area}区域化党建协调机构的通知",
                "basis_number": f"春江委发〔{on.year}〕{int(code[6:12]) % 97 + 1}号",
                "basis_date": on,
            }
            | values,
            by=by,
        )

    def offices(self) -> None:
        by = self.acting("district")
        self.streets, self.communities, self.grids = [], [], []
        for s, street_name in enumerate(STREETS):
            code = f"990101{s + 1:03d}000"
            street = self.found(
                self.district,
                "street",
                code,
                street_name,
                by,
                day(42, 5 + s),
                rotation=("quarter", "month", "", "year")[s],
                host_department=f"{street_name}党建工作办公室",
                office_head=self.invent.person(),
                office_phone=f"0990-66100{s + 1:02d}",
                target_size=20,
            )
            self.streets.append(street)
            for c, name in enumerate(COMMUNITIES[s]):
                community = self.found(
                    street,
                    "community",
                    f"990101{s + 1:03d}{(200 if name.endswith('村') else 1) + c:03d}",
                    name,
                    by,
                    day(40, 3 + c),
                    meeting_cycle="quarter",
                )
                self.communities.append(community)
                if c < 2:
                    for g in (1, 2):
                        grid_name = f"{name}第{'一二'[g - 1]}网格"
                        self.grids.append(
                            self.found(
                                community,
                                "grid",
                                f"{community.code}-{g:02d}",
                                grid_name,
                                by,
                                day(36, 8),
                                branch_name=f"{grid_name}党支部",
                            )
                        )

    def person(self, home: Committee, by: Actor, **values: Any) -> Person:
        return people.create_person(
            {
                "name": self.invent.person(),
                "phone": self.invent.phone(),
                "home": home,
                "party_status": "full",
            }
            | values,
            by=by,
        )

    def sit(
        self, committee: Committee, capacity: str, position: str, by: Actor, **values: Any
    ) -> None:
        person = self.person(committee, by, position=position)
        seats.seat_person(
            committee,
            {
                "person": person,
                "capacity": self.capacities[capacity],
                "starts_on": day(30, 10),
                "term_ends_on": day(-30, 10),
            }
            | values,
            by=by,
        )

    def people_of_the_district(self) -> None:
        by = self.by
        self.sit(self.district, "district-secretary", "区委书记", by, office="chair", sequence=1)
        for n, post in enumerate(["区委副书记", "区委组织部部长", "区委社会工作部部长"], 2):
            self.sit(self.district, "district-leader", post, by, office="vice-chair", sequence=n)
        # The heads of the units that the whole district looks to sit here as well.
        for n in range(4):
            self.unit(60 + n, self.district, None, by, month=40)

    def street(self, place: int, street: Committee) -> None:
        by = self.by
        self.sit(street, "street-party", "街道党工委书记", by, office="chair", sequence=1)
        if place != 3:  # the last street has no leader responsible for it: an alarm to see
            self.sit(street, "street-area-leader", "包片区委委员", by, sequence=2)
        self.sit(street, "street-party", "街道党工委副书记", by, office="vice-chair", sequence=3)
        below = [c for c in self.communities if c.parent_id == street.pk]
        for community in below:
            self.sit(community, "community-party", "社区党委书记", by, office="chair", sequence=1)
            self.sit(community, "community-area-leader", "包片街道委员", by, sequence=2)
            if community.pk % 3:
                self.sit(community, "community-resident", "居民党员代表", by, sequence=3)
        for n in range(UNITS_PER_STREET - 1 if place < 2 else UNITS_PER_STREET - 2):
            number = place * UNITS_PER_STREET + n
            home = below[n % len(below)]
            membership = self.unit(number, street, home, by, month=36 - n)
            if n % 3 == 0:
                second = memberships.admit_unit(
                    membership.unit,
                    home,
                    {"starts_on": day(34 - n), "change_type": "founding", "basis": "分会成立会议"},
                    by=by,
                )
                if n != 9:  # one unit of each street has nobody in its community: to be seen
                    self.same_people(membership, second, by)
        if street.rotation:
            for year in (clock.today().year, clock.today().year + 1):
                seats.plan_rotation(street, year, by=by)

    def unit(
        self, number: int, committee: Committee, home: Committee | None, by: Actor, *, month: int
    ) -> Membership:
        """A unit with its membership, representative and liaison; some lack one, to be seen."""
        invented = self.invent.unit(number, committee.area_name)
        has_party = number % 17 != 3  # a few should have an organisation and have none, to be seen
        where = next((g for g in self.grids if home and g.parent_id == home.pk), home)
        membership = memberships.admit_new_unit(
            invented
            | {
                "area": where,
                "head": self.invent.person(),
                "party_organisation": f"{invented['name']}党{('委', '总支', '支部')[number % 3]}"
                if has_party
                else "",
                "party_coverage": ("committee", "general-branch", "branch")[number % 3]
                if has_party
                else "should-have",
                "party_members": 12 + number * 7 % 180,
                "superior": "市委教育工委" if invented["system"] == "教育" else "",
                "has_union": number % 5 != 0,
                "has_youth_league": number % 4 != 0,
                "has_womens_federation": None if number % 7 == 0 else number % 3 != 0,
                "sequence": number + 1,
            },
            committee,
            {"starts_on": day(max(month, 2), 6), "change_type": "founding", "basis": "成立大会"},
            by=by,
        )
        if number % 11 != 5:
            self.sit(
                committee,
                f"{committee.level}-unit",
                "党委书记",
                by,
                membership=membership,
                starts_on=max(membership.starts_on, day(30, 10)),
                sequence=100 + number,
            )
        if number % 13 != 7:
            start = day(max(month, 2), 6)
            known = {} if number else {"name": self.accounts["liaison"].name}
            person = self.person(
                committee, by, workplace=invented["name"], position="党办主任", **known
            )
            late = 20 if number % 9 == 4 else 1
            liaisons.file_liaison(
                membership,
                person,
                by=by,
                starts_on=start,
                filed_on=start + datetime.timedelta(days=late),
            )
        return membership

    def same_people(self, first: Membership, second: Membership, by: Actor) -> None:
        """Who acts for the unit in its first committee does so in its second as well."""
        for seat in first.seats.filled().representing():
            values = {
                "person": seat.person,
                "capacity": self.capacities[f"{second.committee.level}-unit"],
                "membership": second,
                "starts_on": max(second.starts_on, seat.starts_on),
                "term_ends_on": seat.term_ends_on,
            }
            seats.seat_person(second.committee, values, by=by)
        for liaison in first.liaisons.running():
            start = second.starts_on
            filed = start + datetime.timedelta(days=1)
            liaisons.file_liaison(second, liaison.person, by=by, starts_on=start, filed_on=filed)

    def appoint_the_rest(self) -> None:
        street, community, grid = self.streets[0], self.communities[0], self.grids[0]
        by = self.by
        for login, role, where in [
            ("street", Role.STREET_OFFICE, street),
            ("community", Role.COMMUNITY_SECRETARY, community),
            ("grid", Role.GRID_LEADER, grid),
            ("leader", Role.LEADER, self.district),
            ("assessor", Role.ASSESSOR, self.district),
            ("resultuse", Role.RESULT_USE, self.district),
        ]:
            tree.appoint(self.accounts[login], role, where, by=by, basis="区委办公室通知")
        # The liaison's account belongs to the liaison of a unit that sits in two committees.
        unit = MemberUnit.objects.filter(memberships__committee=community).order_by("pk")[0]
        first = unit.memberships.get(committee=street)
        person = self.link(first.liaisons.running().get().person, "liaison")
        liaisons.give_access(list(person.liaisons.running()), person.user, by=by)
        name = self.accounts["member"].name
        resident = self.person(community, by, name=name, position="退休教师")
        member = self.link(resident, "member")
        make_party_members(self.communities, self.grids, member, self.invent, by)
        self.registrations_under_way()
        make_needs(self.streets, self.communities, by)
        make_posts(self.communities, self.grids, by)
        make_agreements(self.communities, by)
        make_own_pages(resident, community, by)
        make_records(self.communities, by)
        dispute_some(community, self.acting("liaison"))
        make_letters(self.streets, by)
        make_checks(self.communities, by, self.acting("city"))

    def registrations_under_way(self) -> None:
        """The units register, and the liaison's unit announces a member, which waits."""
        for street in self.streets:
            for membership in street.memberships.active().order_by("pk")[:8]:
                registrations.register_unit(membership.unit, street, on=day(9, 6), by=self.by)
        announcing = self.acting("liaison")
        community = self.communities[0]
        waiting = PartyMember.objects.current().filter(
            community=community, registrations=None, employment="in-service"
        )
        unit = MemberUnit.objects.filter(memberships__committee=community).order_by("pk")[0]
        for found in waiting.order_by("pk")[:2]:
            changes = {"employer": unit}
            member = party_members.edit_member(found, changes, version=None, by=self.by)
            registrations.register_member(member, community, by=announcing)

    def link(self, person: Person, login: str) -> Person:
        """Give a person the demonstration account of that name."""
        return people.link_account(person, self.accounts[login], by=self.by)
