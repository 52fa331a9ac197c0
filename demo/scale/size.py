"""How large a city is: everything follows from its party members, in the shape of a real one."""

from dataclasses import dataclass

# 16 districts, 341 streets, 7,211 communities and 110,000 units have 2.4 million members.
MEMBERS_IN_COMMUNITY = 333
COMMUNITIES_IN_STREET = 21
STREETS_IN_DISTRICT = 21
MEMBERS_FOR_A_UNIT = 21.8
MOST = {"districts": 16, "streets": 341, "communities": 7211}
LEAST = 1000


@dataclass(frozen=True)
class Size:
    members: int
    units: int
    communities: int
    streets: int
    districts: int

    @classmethod
    def of(cls, members: int) -> "Size":
        communities = _between(4, members / MEMBERS_IN_COMMUNITY, "communities")
        streets = _between(2, communities / COMMUNITIES_IN_STREET, "streets")
        return cls(
            members=members,
            units=round(members / MEMBERS_FOR_A_UNIT),
            communities=communities,
            streets=streets,
            districts=_between(2, streets / STREETS_IN_DISTRICT, "districts"),
        )


def _between(least: int, wanted: float, name: str) -> int:
    return min(MOST[name], max(least, round(wanted)))
