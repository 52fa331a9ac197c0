"""What this room shows on a committee's page."""

from copy import copy
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import sections
from committees.figures import past_tree
from committees.models import Committee
from committees.sections import Section
from core import clock
from members import figures, rules
from members.models import Membership, Turn

# A page shows so many units; the list behind it shows all.
AT_MOST = 100


def _reads_all(committee: Committee, request: Any) -> bool:
    """A liaison sees the committee, but of its members only the own unit."""
    if request.on:
        return past_tree(request).reads(committee.path)
    return bool(request.user.reach.covers(committee.path))


def _as_then(committee: Committee, request: Any) -> Committee:
    """The committee under its name on the day that is looked at; the page's own stays as it is."""
    if not request.on:
        return committee
    then = copy(committee)
    then.name = past_tree(request).name_of(committee)
    return then


@sections.register
def composition(committee: Committee, request: Any) -> Section | None:
    """Who sits, capacity by capacity, and in words what is missing."""
    if not _reads_all(committee, request):
        return None
    then = _as_then(committee, request)
    groups, problems = figures.composition(then, request.on or clock.today())
    actor: Actor = request.actor
    create = f"{reverse('members:seat-create')}?committee={committee.pk}"
    context = {
        "groups": groups,
        "problems": problems,
        "opens": not request.on or past_tree(request).opens(committee.path),
        "create_url": create if not request.on and rules.can_seat(actor, committee) else "",
    }
    return Section("composition", _("Composition"), "members/_composition.html", context)


@sections.register
def units(committee: Committee, request: Any) -> Section | None:
    """The committee's own roster with what each unit lacks, and its size."""
    date = request.on or clock.today()
    reads_all = _reads_all(committee, request)
    rows = Membership.objects.all() if reads_all else Membership.objects.visible_to(request.user)
    rows = (
        rows.filter(committee=committee)
        .on_roster(date)
        .select_related("unit", "committee")
        .order_by("unit__sequence", "unit__sort_key", "unit_id")
    )
    found = list(rows[: AT_MOST + 1])
    gaps = figures.gaps_of(found, date)
    if request.on:
        for row in found:  # whatever has become of it since
            row.status = Membership.Status.ACTIVE
    actor: Actor = request.actor
    may_admit = not request.on and reads_all and rules.can_admit(actor, committee)
    context = {
        "rows": [(row, gaps.get(row.pk, [])) for row in found[:AT_MOST]],
        "more": len(found) > AT_MOST,
        "opens": not request.on or past_tree(request).opens(committee.path),
        "size": figures.size_warning(_as_then(committee, request), date=date) if reads_all else "",
        "create_url": f"{reverse('members:unit-create')}?committee={committee.pk}"
        if may_admit
        else "",
        "admit_url": f"{reverse('members:membership-create')}?committee={committee.pk}"
        if may_admit
        else "",
    }
    return Section("units", _("Member units"), "members/_units_of.html", context)


@sections.register
def rotation(committee: Committee, request: Any) -> Section | None:
    """Whose turn it is to chair, and whose turns come next."""
    if not committee.rotation or not _reads_all(committee, request):
        return None
    date = request.on or clock.today()
    turns = list(
        Turn.objects.filter(committee=committee, ends_on__gt=date)
        .select_related("membership__unit")
        .order_by("starts_on")[:5]
    )
    now = next((turn for turn in turns if turn.is_in_force(date)), None)
    plan = reverse("members:rotation", args=[committee.pk])
    context = {
        "now": now,
        "next": [turn for turn in turns if turn is not now],
        "plan_url": plan
        if not request.on and rules.can_plan_rotation(request.actor, committee)
        else "",
    }
    return Section("rotation", _("Rotating chair"), "members/_rotation_of.html", context)
