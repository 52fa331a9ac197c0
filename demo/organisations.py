"""Party organisations of the demonstration: streets, communities, units, and a joint branch."""

import datetime
from typing import Any

from audit.actors import Actor
from committees.models import Committee
from demo.dates import day
from members.models import MemberUnit, PartyOrganization
from members.services import organisations


def make_party_organisations(
    streets: list[Committee], communities: list[Committee], by: Actor
) -> None:
    """Who leads whom, everywhere; the terms of the second street's communities end soon."""
    firms = []
    for n, street in enumerate(streets):
        work = _found(
            f"{street.area_name}党工委", "work-committee", street, day(48), by,
            superior_name="中共春江区委",
        )  # fmt: skip
        for m, community in enumerate(c for c in communities if c.parent_id == street.pk):
            elected = day(58 if n == 1 else 30 + m)
            _found(f"{community.area_name}党委", "committee", community, elected, by, superior=work)
        for membership in street.memberships.active().select_related("unit").order_by("pk"):
            unit = membership.unit
            if unit.category == "private-firm":
                firms.append(unit)
            elif unit.party_organisation and not unit.organisation_links.exists():
                sitting = membership.seats.filled().representing().first()
                own = unit.affiliation == "street"
                _found(
                    unit.party_organisation, unit.party_coverage, street, day(24), by, unit=unit,
                    secretary=sitting and sitting.person,
                    superior=work if own else None,
                    superior_name="" if own else unit.superior,
                )  # fmt: skip
    joint = _found("春晖楼宇联合党支部", "joint-branch", streets[0], day(12), by, relation="joint")
    for firm in firms[:3]:
        organisations.link_unit(joint, firm, starts_on=day(12), by=by)


def _found(
    name: str, category: str, home: Committee, elected: datetime.date, by: Actor, *,
    unit: MemberUnit | None = None, **values: Any,
) -> PartyOrganization:  # fmt: skip
    """A party organisation with a term of five years, which began with its election."""
    return organisations.found_organisation(
        {
            "name": name,
            "category": category,
            "home": home,
            "starts_on": elected,
            "term_starts_on": elected,
            "term_ends_on": elected.replace(year=elected.year + 5),
            **values,
        },
        unit=unit,
        by=by,
    )
