"""The city's committees, and one account with its appointment at each of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from accounts.models import User
from committees.models import Appointment, Committee, CommitteePeriod, lineage_of
from committees.terms import LEVELS, STEP, Role
from core import bulk, clock
from demo.dates import day
from demo.scale.size import Size

AREAS = "春晖 湖滨 山前 和平 青松 永安 长庆 福寿 东风 新华 光明 建设 胜利 团结 幸福 平安".split()
OFFICE: dict[str, str] = {
    "city": Role.CITY_OFFICE,
    "district": Role.DISTRICT_OFFICE,
    "street": Role.STREET_OFFICE,
    "community": Role.COMMUNITY_SECRETARY,
}
ADMINISTRATORS = {"sysadmin": Role.SYSTEM, "security": Role.SECURITY, "auditor": Role.AUDIT}


@dataclass(frozen=True)
class Place:
    """A community as its rows need it: its number, and those of the tiers above it."""

    committee: Committee
    tiers: tuple[int | None, ...]


def plant(size: Size) -> list[Committee]:
    """Write the tree, from the top."""
    tree = list(_tree(size))
    bulk.save_new(tree)
    bulk.save_new(
        [
            CommitteePeriod(
                committee=committee,
                name=committee.name,
                area_name=committee.area_name,
                parent_id=committee.parent_id,
                form=committee.form,
                status=committee.status,
                starts_on=day(60),
            )
            for committee in tree
        ]
    )
    return tree


def places_of(tree: list[Committee]) -> list[Place]:
    return [
        Place(one, tuple(lineage_of(one)[level] for level in LEVELS))
        for one in tree
        if one.level == "community"
    ]


def _tree(size: Size) -> Iterator[Committee]:
    """Numbered beforehand, parents first, so that the paths are known at once."""
    ids = iter(bulk.numbers(Committee, 1 + size.districts + size.streets + size.communities))

    def node(level: str, code: str, area: str, parent: Committee | None) -> Committee:
        pk = next(ids)
        return Committee(
            pk=pk,
            level=level,
            code=code,
            area_name=area,
            name=f"{area}区域化党建委员会",
            parent_id=parent.pk if parent else None,
            path=f"{parent.path if parent else ''}{pk:0{STEP}d}",
            status="approved",
            established_on=day(60),
        )

    city = node("city", "990000000000", "大同市", None)
    yield city
    districts = []
    for n in range(size.districts):
        districts.append(node("district", f"9901{n + 1:02d}000000", f"{AREAS[n]}区", city))
        yield districts[-1]
    streets = []
    for n in range(size.streets):
        above = districts[n % size.districts]
        code = f"{above.code[:6]}{n // size.districts + 1:03d}000"
        streets.append(node("street", code, f"{AREAS[n % 16]}{n}街道", above))
        yield streets[-1]
    for n in range(size.communities):
        above = streets[n % size.streets]
        code = f"{above.code[:9]}{n // size.streets + 1:03d}"
        yield node("community", code, f"{AREAS[n % 13]}{n}社区", above)


def appoint_everywhere(tree: list[Committee], password: str) -> User:
    """An account for each committee's office (its login is the level and the code; the city's is
    ``city``) and for the three administrators. Returns the city's."""
    # One hash serves them all, because each would take half a second.
    same = {"password": make_password(password), "is_demo": True, "password_set_at": clock.now()}
    offices = [
        User(
            login="city" if one.level == "city" else f"{one.level}-{one.code}",
            name=f"{one.area_name}办公室"[:50],
            workplace=one.name,
            **same,
        )
        for one in tree
    ]
    keepers = [
        User(login=login, name=login, administers=role, **same)
        for login, role in ADMINISTRATORS.items()
    ]
    bulk.save_new([*offices, *keepers])
    bulk.save_new(
        [
            *(
                Appointment(
                    user_id=user.pk,
                    committee_id=one.pk,
                    role=OFFICE[one.level],
                    starts_on=one.established_on or day(60),
                )
                for user, one in zip(offices, tree, strict=True)
            ),
            *(
                Appointment(user_id=user.pk, role=user.administers, starts_on=day(60))
                for user in keepers
            ),
        ]
    )
    return offices[0]
