"""Party members: who enters and keeps their entries, which status follows which, what fits."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.models import Committee
from committees.reach import reach_of
from core import clock
from core.verdicts import ALLOWED, Verdict, forbid, refuse
from members.models import PartyMember, PartyOrganization, Person
from members.rules.people import can_have_party_status

Kind = PartyOrganization.Category
# Where a party member votes and pays dues; what stands above them has organisations, not members.
BRANCHES = (Kind.BRANCH, Kind.JOINT_BRANCH, Kind.TEMPORARY, Kind.GROUP)


def can_enter_members(by: Actor) -> Verdict:
    return committee_rules.can_manage_anything(by)


def can_keep_member(by: Actor, member: PartyMember) -> Verdict:
    """The offices of the place where the member lives (or is kept), and those above it."""
    if reach_of(by.user).manages(member.place):
        return ALLOWED
    at = Committee.objects.filter(pk=member.lies_at).first()
    return forbid(
        _("%(name)s's entry is kept by %(committee)s.") % {"name": member.person, "committee": at}
    )


def can_become_member(by: Actor, person: Person) -> Verdict:
    """A person whose entry one keeps, who has none as a party member yet."""
    if PartyMember.objects.filter(pk=person.pk).exists():
        return refuse(_("%(name)s has an entry as party member already.") % {"name": person})
    if reach_of(by.user).manages(person.home.path):
        return ALLOWED
    return forbid(
        _("%(name)s's entry is kept by %(committee)s.") % {"name": person, "committee": person.home}
    )


def can_change_status(by: Actor, member: PartyMember) -> Verdict:
    return can_keep_member(by, member)


def can_be_called(member: PartyMember, status: str, on: datetime.date) -> Verdict:
    """Whether this status may follow the present one, on that day."""
    if status not in PartyMember.TRANSITIONS[member.status]:
        return refuse(
            _("“%(before)s” is not followed by “%(after)s”.")
            % {
                "before": member.get_status_display(),
                "after": PartyMember.Status(status).label,
            }
        )
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    if not (verdict := can_be_member_on(member, on)):
        return verdict
    if member.status_since and on < member.status_since:
        return refuse(
            _("The present status holds since %(day)s; the next one cannot begin before.")
            % {"day": member.status_since}
        )
    trial = PartyMember(status=status)
    return can_have_party_status(member.person, trial.party_status)


def can_be_member_on(member: PartyMember, on: datetime.date) -> Verdict:
    """Nothing is said of a member for a day before the joining, or before birth."""
    since = member.joined_on or member.born_on
    if since and on < since:
        return refuse(_("On this day %(name)s was no party member yet.") % {"name": member})
    return ALLOWED


def wrong_days(status: str, days: dict[str, Any]) -> dict[str, str]:
    """Field → what is wrong with its day: one that has not come, or one of becoming a full member
    that goes with another status."""
    names = ("born_on", "joined_on", "full_on", "status_since")
    found = {
        name: _("This day has not come yet.")
        for name in names
        if (day := days.get(name)) and day > clock.today()
    }
    if status == PartyMember.Status.PROBATIONARY and days.get("full_on"):
        found["full_on"] = _("A probationary member is no full member yet: leave this day empty.")
    return found


def can_belong_to(organisation: PartyOrganization | None) -> Verdict:
    """Whether somebody may be a member of this organisation: a branch or group, in being."""
    if organisation is None:
        return ALLOWED
    if organisation.ends_on is not None:
        return refuse(_("“%(name)s” has been dissolved.") % {"name": organisation})
    if organisation.category not in BRANCHES:
        return refuse(
            _("Party members belong to a branch or a group; “%(name)s” is a %(kind)s.")
            % {"name": organisation, "kind": organisation.get_category_display()}
        )
    return ALLOWED


def can_have_resident_id(member: PartyMember, code: str) -> Verdict:
    """Nobody else has this number, wherever in the product."""
    others = PartyMember.objects.with_resident_id(code).exclude(pk=member.pk)
    if code and others.exists():
        return refuse(_("Another party member has this resident ID number already."))
    return ALLOWED


def can_see_resident_id(by: Actor, member: PartyMember) -> Verdict:
    """Who keeps the entry may see the whole number, with a reason, on record."""
    verdict = can_keep_member(by, member)
    if verdict and not member.resident_id_index:
        return refuse(_("No resident ID number is kept of %(name)s.") % {"name": member})
    return verdict


def can_look_up_resident_id(by: Actor) -> Verdict:
    return can_enter_members(by)


def oddities(values: dict[str, Any]) -> list[str]:
    """In words what is unusual but may be right: shown once before it is saved."""
    told = []
    born, joined, full = (values.get(name) for name in ("born_on", "joined_on", "full_on"))
    if born and joined and _years(born, joined) < 18:
        told.append(_("Joined the party before the age of 18."))
    if joined and full and (full - joined).days < 365:
        told.append(_("Full member less than a year after joining: the probation is one year."))
    return told


def _years(start: datetime.date, end: datetime.date) -> int:
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))
