"""Party organisations: who keeps them, what may lead what, in which units."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees.reach import reach_of
from core import clock
from core.verdicts import ALLOWED, Verdict, forbid, refuse
from members.models import (
    OrganizationUnit,
    PartyOrganization,
)
from members.rules.common import with_changes


def can_keep_organisation(by: Actor, organisation: PartyOrganization) -> Verdict:
    """The office that keeps the entry, and those above it, as long as the organisation exists."""
    if not reach_of(by.user).manages(organisation.home.path):
        return forbid(
            _("%(name)s's entry is kept by %(committee)s.")
            % {"name": organisation, "committee": organisation.home}
        )
    if organisation.ends_on is not None:
        return refuse(_("This organisation has been dissolved."))
    return ALLOWED


def lineage(organisation: PartyOrganization | None) -> list[PartyOrganization]:
    """The organisation and those above it, the nearest first."""
    found: list[PartyOrganization] = []
    while organisation is not None and organisation not in found:
        found.append(organisation)
        organisation = organisation.superior
    return found


def can_be_led(organisation: PartyOrganization, superior: PartyOrganization | None) -> Verdict:
    """Whether this one may stand above it: higher in kind, in being, and not below it itself."""
    if superior is None:
        return ALLOWED
    if superior.ends_on is not None:
        return refuse(_("“%(name)s” has been dissolved.") % {"name": superior})
    if superior.category not in PartyOrganization.BELOW[organisation.category]:
        return refuse(
            _("A %(kind)s is not led by a %(superior)s.")
            % {
                "kind": organisation.get_category_display(),
                "superior": superior.get_category_display(),
            }
        )
    if organisation.pk is not None and organisation in lineage(superior):
        return refuse(_("“%(name)s” stands below it itself.") % {"name": superior})
    return ALLOWED


def can_become(organisation: PartyOrganization, changes: dict[str, Any]) -> Verdict:
    """Whether the changed organisation goes with what stands above and below it and its units."""
    row = with_changes(organisation, changes)
    if not (verdict := can_be_led(row, row.superior)):
        return verdict
    if row.category != organisation.category:
        for below in organisation.subordinates.running().order_by("pk"):
            if not (verdict := can_be_led(below, row)):
                return verdict
    units = organisation.unit_links.filter(ends_on__isnull=True).count()
    if row.relation != row.Relation.JOINT and units > 1:
        return refuse(_("It is in several units: that is what a joint one is."))
    return ALLOWED


def can_dissolve(by: Actor, organisation: PartyOrganization) -> Verdict:
    verdict = can_keep_organisation(by, organisation)
    below = organisation.subordinates.filter(ends_on__isnull=True).order_by("sort_key").first()
    if verdict and below is not None:
        return refuse(
            _("“%(name)s” still stands below it: please give it another superior first.")
            % {"name": below}
        )
    return verdict


def can_link(by: Actor, organisation: PartyOrganization) -> Verdict:
    verdict = can_keep_organisation(by, organisation)
    if (
        verdict
        and organisation.relation != organisation.Relation.JOINT
        and organisation.unit_links.filter(ends_on__isnull=True).exists()
    ):
        return refuse(_("Only a joint organisation is in several units: please edit that first."))
    return verdict


def can_end_on(row: PartyOrganization | OrganizationUnit, on: datetime.date) -> Verdict:
    if on < row.starts_on:
        return refuse(_("It cannot end before it started."))
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    return ALLOWED


def can_unlink(by: Actor, link: OrganizationUnit) -> Verdict:
    verdict = can_keep_organisation(by, link.organisation)
    if verdict and link.ends_on is not None:
        return refuse(_("This has ended already."))
    return verdict
