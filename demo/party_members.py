"""Party members of the demonstration: some thirty in each community, and their branches."""

import datetime
from typing import Any

from audit.actors import Actor
from committees.models import Committee
from core import clock
from demo.dates import day
from demo.names import Inventor
from members import slots
from members.models import MemberUnit, PartyMember, PartyOrganization, Person
from members.services import organisations, party_members, registrations
from members.terms import Skill

# So many live in each community, in turn.
LIVING = (32, 24, 36, 28, 30)
# What became of some of them: in every community, and in every fifth one.
BECAME = {
    11: ("lost", "居住地改变"),
    17: ("transferred", "组织关系转往外区"),
    23: ("deceased", "党支部核实"),
}
# Who should have registered and has not, by turns; and what became of some registrations.
NEVER = ({4, 13}, {13}, {1, 4, 7, 13}, {4, 10, 13})
STEPS = {
    3: ("paused", "外派援建半年"),
    9: ("exempt", "涉密岗位，单位出具证明"),
    15: ("revoked", "已到外区居住地报到"),
}
RARE = {8: ("suspended", "失联满六个月"), 26: ("left", "本人申请退党")}
POSITIONS = ["科员", "教师", "医生", "工程师", "主管", "护士", "会计", "职员"]
WISHES = ["", "夜间巡逻", "课业辅导", "政策宣讲", "法律咨询", "帮扶老人", "", "环境整治"]
EVENINGS_AND_WEEKENDS = [2, 5, 8, 11, 14, *range(15, 21)]


def make_party_members(
    communities: list[Committee],
    grids: list[Committee],
    member: Person,
    invent: Inventor,
    by: Actor,
) -> None:
    """In service, retired and without a post; a few on probation, lost, transferred, deceased.

    ``member`` is the person whose account belongs to a party member.
    """
    for n, community in enumerate(communities):
        street = community.parent
        work = PartyOrganization.objects.get(home=community, category="committee")
        branch = organisations.found_organisation(
            {
                "name": f"{community.area_name}第一党支部",
                "category": "branch",
                "home": community,
                "superior": work,
                "starts_on": day(30),
                "term_starts_on": day(12),
                "term_ends_on": day(-24),
            },
            by=by,
        )
        employers = list(
            MemberUnit.objects.filter(memberships__committee=street, memberships__status="active")
            .order_by("pk")
            .distinct()
        )
        here = [grid for grid in grids if grid.parent_id == community.pk]
        for number in range(LIVING[n % len(LIVING)]):
            place = here[number % len(here)] if here and number % 3 else community
            employer = employers[(n + number) % len(employers)] if number % 3 < 2 else None
            became = BECAME | (RARE if n % 5 == 0 else {})
            entered = _enter(number, place, employer, branch, invent, by)
            if number not in NEVER[n % len(NEVER)]:
                _register(number, entered, by)
            if number in became:
                status, reason = became[number]
                party_members.change_status(entered, status, on=day(2, 5), reason=reason, by=by)
        if n == 0:
            _enter_member_account(member, here[0] if here else community, branch, by)


def _enter(
    number: int,
    place: Committee,
    employer: MemberUnit | None,
    branch: PartyOrganization,
    invent: Inventor,
    by: Actor,
) -> PartyMember:
    person = Person(name=invent.person(), phone=invent.phone(), home=place)
    if employer is not None:
        person.workplace = employer.name[:100]
        person.position = POSITIONS[number % len(POSITIONS)]
    return party_members.enter_member(
        person, _entry(number, employer, branch, invent), residence=place, by=by
    )


def _register(number: int, member: PartyMember, by: Actor) -> None:
    """Those in service, at different times of the last year."""
    community = member.community
    if community is None or member.employment != "in-service":
        return
    at = registrations.register_member(member, community, on=day(1 + number % 12, 10), by=by)
    if number in STEPS:
        status, reason = STEPS[number]
        registrations.move_on(at, status, on=day(1), reason=reason, by=by)


def _entry(
    number: int, employer: MemberUnit | None, branch: PartyOrganization, invent: Inventor
) -> dict[str, Any]:
    draw = invent.random
    born = datetime.date(draw.randint(1972, 1998), draw.randint(1, 12), draw.randint(1, 28))
    values: dict[str, Any] = {"employment": "in-service", "employer": employer}
    if employer is None:
        born = born.replace(year=born.year - 25)
        values = {"employment": "retired" if number % 4 else "without-post", "organisation": branch}
    elif home := PartyOrganization.objects.filter(
        unit_links__unit=employer, category__in=("branch", "joint-branch")
    ).first():
        values["organisation"] = home
    else:
        values["organisation_name"] = f"{employer.name}机关党支部"[:100]
    joined = born.replace(year=born.year + 24)
    status = "full"
    full: datetime.date | None = joined.replace(year=joined.year + 1)
    if number == 5:
        status, joined, full = "probationary", day(4, 15), None
    if number % 5 == 0:
        values["resident_id"] = invent.resident_id(born, woman=number % 2 == 0)
    skills = draw.sample(Skill.values[:-1], draw.choice((0, 1, 1, 2)))
    return values | {
        "status": status,
        "status_since": full or joined,
        "sex": "female" if number % 2 == 0 else "male",
        "born_on": born,
        "joined_on": joined,
        "full_on": full,
        "specialties": skills,
        "service_intent": WISHES[number % len(WISHES)],
        "free_slots": slots.bits_of(draw.sample(EVENINGS_AND_WEEKENDS, draw.randint(0, 4))),
    }


def _enter_member_account(
    person: Person, place: Committee, branch: PartyOrganization, by: Actor
) -> PartyMember:
    """The one who signs in as "member": a retired teacher."""
    joined = datetime.date(1988, 7, 1)
    values = {
        "status": "full",
        "status_since": joined.replace(year=1989),
        "employment": "retired",
        "organisation": branch,
        "sex": "female",
        "born_on": datetime.date(clock.today().year - 63, 3, 8),
        "joined_on": joined,
        "full_on": joined.replace(year=1989),
        "specialties": ["education", "policy"],
        "service_intent": "课业辅导",
        "free_slots": slots.bits_of([0, 3, 6, 15]),
    }
    return party_members.enter_member(person, values, residence=place, by=by)
