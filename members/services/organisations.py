"""Party organisations: founded, changed, elected anew, dissolved, and the units they are in."""

import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record
from core import clock
from core.changes import apply, require_version, write
from core.identifiers import normalise
from core.names import read_aloud
from core.verdicts import Refused, require
from members import rules
from members.models import MemberUnit, OrganizationUnit, PartyOrganization

KEYS = ("sort_key", "pinyin", "initials")


def prepare(organisation: PartyOrganization) -> None:
    """Tidy the name and set the keys by which the organisation is sorted and found."""
    organisation.name = normalise(organisation.name)
    found = read_aloud(organisation.name)
    organisation.sort_key, organisation.pinyin, organisation.initials = found


@transaction.atomic
def found_organisation(
    values: dict[str, Any], *, unit: MemberUnit | None = None, by: Actor
) -> PartyOrganization:
    """Enter an organisation under ``home``, in its first unit if it has one."""
    organisation = PartyOrganization(**{"starts_on": clock.today(), **values})
    require(rules.can_keep_organisation(by, organisation))
    if organisation.superior is not None:
        organisation.superior = PartyOrganization.objects.lock(organisation.superior)
    require(rules.can_be_led(organisation, organisation.superior))
    prepare(organisation)
    write(organisation)
    record("members.organisation_founded", organisation, by=by, after=values)
    if unit is not None:
        link_unit(organisation, unit, by=by, starts_on=organisation.starts_on)
    return organisation


@transaction.atomic
def edit_organisation(
    organisation: PartyOrganization, changes: dict[str, Any], *, version: int | None, by: Actor
) -> PartyOrganization:
    """Raises ``Stale`` when somebody saved in between."""
    organisation, superior = _lock_with(organisation, changes.get("superior"))
    if superior is not None:
        changes = changes | {"superior": superior}
    require(rules.can_keep_organisation(by, organisation))
    require_version(organisation, version)
    require(rules.can_become(organisation, changes))
    tidy = PartyOrganization(name=changes.get("name", organisation.name))
    prepare(tidy)
    changes = changes | {name: getattr(tidy, name) for name in ("name", *KEYS)}
    before = apply(organisation, changes)
    require(rules.can_keep_organisation(by, organisation))
    shown = [name for name in before if name not in KEYS]
    if shown:
        record(
            "members.organisation_edited",
            organisation,
            by=by,
            before={name: before[name] for name in shown},
            after={name: changes[name] for name in shown},
        )
    return organisation


def _lock_with(
    organisation: PartyOrganization, superior: PartyOrganization | None
) -> tuple[PartyOrganization, PartyOrganization | None]:
    """The organisation, and its coming superior with all that stand above that one, as they are
    now: changes made at once must not lead each other in a circle. What has come to stand above
    while others were waited for is locked as well."""
    locked: dict[int, PartyOrganization] = {}
    wanted = {organisation.pk}
    while missing := wanted - locked.keys():
        rows = PartyOrganization.objects.filter(pk__in=missing).order_by("pk")
        locked |= {row.pk: row for row in rows.select_for_update(of=("self",), no_key=True)}
        if superior is not None:
            superior = PartyOrganization.objects.get(pk=superior.pk)
            wanted |= {row.pk for row in rules.lineage(superior)}
    return locked[organisation.pk], superior


@transaction.atomic
def elect(
    organisation: PartyOrganization,
    *,
    term_starts_on: datetime.date,
    term_ends_on: datetime.date,
    secretary: Any = None,
    by: Actor,
) -> PartyOrganization:
    """Note an election: the new term, and who is secretary from then on."""
    organisation = PartyOrganization.objects.lock(organisation)
    require(rules.can_keep_organisation(by, organisation))
    if term_starts_on > clock.today():
        raise Refused(_("Please record the election on its day or after it."))
    changes = {
        "term_starts_on": term_starts_on,
        "term_ends_on": term_ends_on,
        "secretary": secretary,
    }
    before = apply(organisation, changes)
    after = {name: changes[name] for name in before}
    record("members.organisation_elected", organisation, by=by, before=before, after=after)
    return organisation


@transaction.atomic
def dissolve(
    organisation: PartyOrganization, *, on: datetime.date, reason: str, by: Actor
) -> PartyOrganization:
    """End an organisation and its place in its units; its record stays."""
    organisation = PartyOrganization.objects.lock(organisation)
    require(rules.can_dissolve(by, organisation))
    require(rules.can_end_on(organisation, on))
    for link in organisation.unit_links.filter(ends_on__isnull=True).order_by("pk"):
        _end_link(OrganizationUnit.objects.lock(link), max(on, link.starts_on), by)
    before = apply(organisation, {"ends_on": on})
    after = {"ends_on": on, "reason": reason}
    record("members.organisation_dissolved", organisation, by=by, before=before, after=after)
    return organisation


@transaction.atomic
def link_unit(
    organisation: PartyOrganization, unit: MemberUnit, *, starts_on: datetime.date, by: Actor
) -> OrganizationUnit:
    """Say that the organisation is in a unit; only a joint one is in several."""
    organisation = PartyOrganization.objects.lock(organisation)
    require(rules.can_link(by, organisation))
    if starts_on > clock.today():
        raise Refused(_("This day has not come yet."))
    link = OrganizationUnit(organisation=organisation, unit=unit, starts_on=starts_on)
    write(link)
    after = {"unit": unit, "from": starts_on}
    record("members.organisation_unit_linked", organisation, by=by, after=after)
    return link


@transaction.atomic
def unlink_unit(link: OrganizationUnit, *, on: datetime.date, by: Actor) -> OrganizationUnit:
    """Say that the organisation is no longer in a unit."""
    organisation = PartyOrganization.objects.lock(link.organisation)
    link = OrganizationUnit.objects.lock(link)
    link.organisation = organisation
    require(rules.can_unlink(by, link))
    require(rules.can_end_on(link, on))
    return _end_link(link, on, by)


def _end_link(link: OrganizationUnit, on: datetime.date, by: Actor) -> OrganizationUnit:
    before = apply(link, {"ends_on": on})
    record(
        "members.organisation_unit_left",
        link.organisation,
        by=by,
        before=before,
        after={"unit": link.unit, "ends_on": on},
    )
    return link
