"""Party members: entered, edited, moved within reach, called something else; numbers looked up."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record, record_reading
from committees.models import Committee
from core import clock
from core.changes import apply, require_version, write
from core.encryption import blind_index
from core.identifiers import born_on, discreet, normalise, normalise_resident_id, sex_of
from core.verdicts import Refused, require
from members import rules
from members.models import PartyMember, PartyOrganization, Person
from members.models.party_members import RESIDENT_ID
from members.services.finding import write_person_keys
from members.services.people import NAME_KEYS
from members.services.people import prepare as prepare_person
from members.services.registrations import end_with_member, follow_member, leave
from members.services.scopes import refresh_people

# What the one form about a party member changes in the person's entry.
OF_PERSON = ("name", "phone", "workplace", "position")
Status = PartyMember.Status
NOT_SHOWN = {*NAME_KEYS, "resident_id_index", "city", "district", "street"}


def prepare(member: PartyMember) -> None:
    """Tidy the number and set what follows from it: its blind index, birth date and sex."""
    code = member.resident_id = normalise_resident_id(member.resident_id or "")
    member.clean()
    if wrong := rules.wrong_days(member.status, vars(member)):
        raise ValidationError(wrong)
    member.resident_id_index = blind_index(code, RESIDENT_ID)
    if code:
        member.born_on, member.sex = born_on(code), sex_of(code)
    member.organisation_name = normalise(member.organisation_name)
    member.specialties = sorted(member.specialties)
    member.sort_key = member.person.sort_key


@transaction.atomic
def enter_member(
    person: Person, values: dict[str, Any], *, residence: Committee | None = None, by: Actor
) -> PartyMember:
    """Enter a party member: a person known already, or one not saved yet, who is entered with it.

    ``residence`` is the community or grid where the member lives; without one the member stands at
    the committee that keeps the person's entry. Raises ``ValidationError`` for what is wrong in
    itself, ``Refused`` for a number that somebody else has.
    """
    require(rules.can_enter_members(by))
    # Nobody ends or moves it meanwhile.
    place = Committee.objects.lock(residence or person.home)
    is_new = person.pk is None
    if is_new:
        prepare_person(person)
    else:
        person = Person.objects.lock(person)
        require(rules.can_become_member(by, person))
    member = PartyMember(person=person, **values)
    member.stand_at(place)
    require(rules.can_keep_member(by, member))
    _require_in_being(place)
    _lock_branch(member)
    require(rules.can_belong_to(member.organisation))
    prepare(member)
    require(rules.can_have_resident_id(member, member.resident_id))
    if is_new:
        person.party_status = member.party_status
        write(person)
        write_person_keys([person], are_new=True)
        member.person = person
    else:
        require(rules.can_have_party_status(person, member.party_status))
        _say_party_status(member, by)
    write(member)
    refresh_people([person.pk])
    if is_new:
        known = {name: getattr(person, name) for name in ("name", "workplace", "position", "home")}
        record("members.person_entered", person, by=by, after=known)
    told = {name: discreet(name, value) for name, value in values.items() if value}
    record("members.member_entered", member, by=by, after=told | {"residence": residence})
    return member


def _require_in_being(place: Committee) -> None:
    if not place.is_in_being:
        raise Refused(_("%(name)s no longer exists.") % {"name": place})


def _say_party_status(member: PartyMember, by: Actor) -> None:
    """The person's entry says of the membership what this one does."""
    before = apply(member.person, {"party_status": member.party_status})
    if before:
        after = {"party_status": member.party_status}
        record("members.person_edited", member.person, by=by, before=before, after=after)


@transaction.atomic
def edit_member(
    member: PartyMember,
    changes: dict[str, Any],
    *,
    version: int | None,
    person_version: int | None = None,
    by: Actor,
) -> PartyMember:
    """Change what the entry says, the person's name and number among it, and the residence.

    The status has a service of its own. Raises ``Stale`` when somebody saved in between.
    """
    place = None
    if "residence" in changes:
        place = Committee.objects.lock(changes["residence"] or member.person.home)
    person = Person.objects.lock(member.person)
    member = PartyMember.objects.lock(member)
    member.person = person
    require(rules.can_keep_member(by, member))
    require_version(member, version)
    require_version(person, person_version)
    _edit_person_of(member, {n: v for n, v in changes.items() if n in OF_PERSON}, by)
    rest = {n: v for n, v in changes.items() if n not in (*OF_PERSON, "residence")}
    if place is not None:
        require(rules.can_live_elsewhere(member, place))
    lived_in = member.community_id
    before = _edit_entry(member, rest, place or member.residence)
    follow_member(member)
    if lived_in is not None and lived_in != member.community_id:
        leave(member, lived_in, clock.today(), _("lives there no longer"), by)
    require(rules.can_keep_member(by, member))
    if place is not None:
        _require_in_being(place)
    _record_edit("members.member_edited", member, before, by)
    return member


def _record_edit(action: str, row: Any, before: dict[str, Any], by: Actor) -> None:
    if before:
        shown = [name for name in before if name not in NOT_SHOWN]
        record(
            action,
            row,
            by=by,
            before={name: discreet(name, before[name]) for name in shown},
            after={name: discreet(name, getattr(row, name)) for name in shown},
        )


def _edit_person_of(member: PartyMember, changes: dict[str, Any], by: Actor) -> None:
    person = member.person
    if not changes:
        return
    tidy = Person(name=changes.get("name", person.name), phone=changes.get("phone", person.phone))
    prepare_person(tidy)
    changes |= {name: getattr(tidy, name) for name in ("name", "phone", *NAME_KEYS)}
    before = apply(person, changes)
    if before:
        write_person_keys([person])
        refresh_people([person.pk])
        _record_edit("members.person_edited", person, before, by)


def _edit_entry(
    member: PartyMember, changes: dict[str, Any], residence: Committee | None
) -> dict[str, Any]:
    trial = rules.with_changes(member, changes)
    _lock_branch(trial)
    if trial.organisation_id != member.organisation_id:
        require(rules.can_belong_to(trial.organisation))
    prepare(trial)
    if trial.resident_id != member.resident_id:
        require(rules.can_have_resident_id(trial, trial.resident_id))
    trial.stand_at(residence or member.person.home)
    changed = {
        field.name: getattr(trial, field.name)
        for field in member._meta.concrete_fields
        if not field.generated and getattr(trial, field.attname) != getattr(member, field.attname)
    }
    return apply(member, changed)


def _lock_branch(member: PartyMember) -> None:
    """Nobody dissolves the home organisation meanwhile."""
    if member.organisation is not None:
        member.organisation = PartyOrganization.objects.lock(member.organisation)


@transaction.atomic
def change_status(
    member: PartyMember, status: str, *, on: datetime.date, reason: str, by: Actor
) -> PartyMember:
    """Call the member full, transferred, lost, … from a day on, for a reason."""
    person = Person.objects.lock(member.person)
    member = PartyMember.objects.lock(member)
    member.person = person
    require(rules.can_change_status(by, member))
    require(rules.can_be_called(member, status, on))
    changes: dict[str, Any] = {"status": status, "status_since": on, "status_reason": reason}
    if status == Status.PROBATIONARY:
        changes["full_on"] = None
    elif status == Status.FULL and member.status == Status.PROBATIONARY and not member.full_on:
        changes["full_on"] = on
    before = apply(member, changes)
    _say_party_status(member, by)
    after = {name: changes[name] for name in before} | {"reason": reason}
    record("members.member_status_changed", member, by=by, before=before, after=after)
    if status in (Status.LEFT, Status.DECEASED):
        end_with_member(member, on, reason=member.get_status_display(), by=by)
    if not member.counts:
        leave(member, None, on, member.get_status_display(), by)
    return member


@transaction.atomic
def show_resident_id(member: PartyMember, *, by: Actor, reason: str) -> str:
    """The whole number; that it was shown, and why, is on record."""
    require(rules.can_see_resident_id(by, member))
    record_reading(member, "resident_id", by=by, reason=reason)
    return member.resident_id


@transaction.atomic
def look_up_resident_id(code: str, *, by: Actor) -> PartyMember | None:
    """The visible member with exactly this number; that somebody was found by it is on record."""
    require(rules.can_look_up_resident_id(by))
    visible = PartyMember.objects.visible_to(by.user)
    found = visible.with_resident_id(normalise_resident_id(code)).select_related("person").first()
    if found is not None:
        record_reading(found, "resident_id_index", by=by, reason="")
    return found
