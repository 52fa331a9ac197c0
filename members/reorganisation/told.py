"""What is said of a reorganisation before it is applied."""

from typing import Any

from django.utils.translation import ngettext

from committees.models import Reorganisation
from committees.services.placing import standing_at
from committees.terms import Level
from members import figures
from members.models import (
    Liaison,
    Membership,
    MemberUnit,
    PartyMember,
    PartyOrganization,
    Person,
    Seat,
    UnitScope,
)
from members.reorganisation import party_members

Kind = Reorganisation.Kind


def preview(plan: Reorganisation) -> list[str]:
    """What the reorganisation would do to units, seats, liaisons and party members."""
    counts = _counts(plan)
    told = []
    if plan.kind == Kind.MERGE:
        told += _told(counts, MERGED, target=str(plan.target))
        told += _size_told(plan)
    elif plan.kind == Kind.ABOLISH:
        told += _told(counts, ENDED, above=str(plan.committee.parent))
    told += party_members.carried_told(plan)
    if plan.kind in (Kind.MERGE, Kind.MOVE, Kind.SPLIT):
        units = UnitScope.objects.filter(committee=plan.committee_id, is_member=True).count()
        if units:
            told.append(
                ngettext(
                    "No unit is lost: %(n)d unit is on a roster there, before and after.",
                    "No unit is lost: %(n)d units are on a roster there, before and after.",
                    units,
                )
                % {"n": units}
            )
    return told


def _counts(plan: Reorganisation) -> dict[str, int]:
    if plan.kind not in plan.ENDING:
        return {}
    here = plan.committee_id
    # Above a grid there is still a community to live in.
    unplaced = plan.kind == Kind.ABOLISH and plan.committee.level != Level.GRID
    members = PartyMember.objects.filter(standing_at(plan.committee))
    current = Membership.objects.current().filter(committee=here)
    there = Membership.objects.current().filter(committee=plan.target_id)
    both = current.filter(unit__in=there.values("unit")).count()
    return {
        "units": current.count() - (both if plan.kind == Kind.MERGE else 0),
        "both": both if plan.kind == Kind.MERGE else 0,
        "seats": Seat.objects.filter(committee=here, ends_on__isnull=True).count(),
        "liaisons": Liaison.objects.filter(
            membership__committee=here, ends_on__isnull=True
        ).count(),
        "addresses": MemberUnit.objects.filter(area=here).count(),
        "people": Person.objects.filter(home=here).count(),
        "organisations": PartyOrganization.objects.filter(home=here).count(),
        "unplaced" if unplaced else "members": members.count(),
    }


def _size_told(plan: Reorganisation) -> list[str]:
    """What to say about the size of the committee that takes the units on its roster, before."""
    here = Membership.objects.active().filter(committee=plan.committee_id)
    there = Membership.objects.active().filter(committee=plan.target_id)
    adding = here.exclude(unit__in=there.values("unit")).count()
    warning = figures.size_warning(plan.target, adding=adding) if plan.target and adding else ""
    return [warning] if warning else []


def _told(counts: dict[str, int], words: dict[str, Any], **extra: str) -> list[str]:
    return [words[k](n) % ({"n": n} | extra) for k, n in counts.items() if n and k in words]


MERGED: dict[str, Any] = {
    "units": lambda n: ngettext(
        "%(n)d membership goes on at “%(target)s”.",
        "%(n)d memberships go on at “%(target)s”.",
        n,
    ),
    "both": lambda n: ngettext(
        "%(n)d unit is on both rosters and stays on that of “%(target)s”.",
        "%(n)d units are on both rosters and stay on that of “%(target)s”.",
        n,
    ),
    "seats": lambda n: ngettext("%(n)d seat there ends.", "%(n)d seats there end.", n),
    "liaisons": lambda n: ngettext(
        "%(n)d liaison is filed at “%(target)s”, with access.",
        "%(n)d liaisons are filed at “%(target)s”, with access.",
        n,
    ),
    "addresses": lambda n: ngettext(
        "%(n)d unit's address lies in “%(target)s” from then on.",
        "%(n)d units' addresses lie in “%(target)s” from then on.",
        n,
    ),
    "organisations": lambda n: ngettext(
        "%(n)d party organisation's entry is kept by “%(target)s” from then on.",
        "%(n)d party organisations' entries are kept by “%(target)s” from then on.",
        n,
    ),
    "people": lambda n: ngettext(
        "%(n)d person's entry is kept by “%(target)s” from then on.",
        "%(n)d people's entries are kept by “%(target)s” from then on.",
        n,
    ),
    "members": lambda n: ngettext(
        "%(n)d party member is listed at “%(target)s” from then on.",
        "%(n)d party members are listed at “%(target)s” from then on.",
        n,
    ),
}
ENDED: dict[str, Any] = {
    "units": lambda n: ngettext("%(n)d membership ends.", "%(n)d memberships end.", n),
    "seats": lambda n: ngettext("%(n)d seat there ends.", "%(n)d seats there end.", n),
    "liaisons": lambda n: ngettext(
        "%(n)d liaison ends, with the access.", "%(n)d liaisons end, with their access.", n
    ),
    "members": lambda n: ngettext(
        "%(n)d party member is listed at “%(above)s” from then on.",
        "%(n)d party members are listed at “%(above)s” from then on.",
        n,
    ),
    "unplaced": lambda n: ngettext(
        "%(n)d party member is kept by “%(above)s” from then on, with the residence unknown.",
        "%(n)d party members are kept by “%(above)s” from then on, with the residence unknown.",
        n,
    ),
}
