"""Many party members at once: a roster taken in whole.

The same act as one by one, each with its own entry in the audit log, but written in batches.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record_many
from committees.models import Committee
from core import bulk
from core.encryption import blind_indexes
from core.identifiers import discreet
from core.journal import note_made_at_once
from core.verdicts import Refused, require
from members import rules
from members.models import PartyMember, PartyOrganization
from members.models.party_members import RESIDENT_ID
from members.services.finding import write_person_keys
from members.services.party_members import prepare
from members.services.people import prepare as prepare_person

AT_ONCE = 2000
TOLD = (
    *("status", "status_since", "employment", "organisation", "organisation_name", "employer"),
    *("sex", "born_on", "joined_on", "full_on", "resident_id"),
    *("specialties", "service_intent", "free_slots"),
)


@transaction.atomic
def enter_many(members: Iterable[PartyMember], *, by: Actor) -> None:
    """Enter party members, each with a person whom nobody has entered before, both not saved yet
    and standing where they live; they may be made one after the other, while those before them are
    being written. Raises ``Refused`` and ``ValidationError`` as the single act does, with nobody
    entered."""
    require(rules.can_enter_members(by))
    locked = Locked({}, set())
    left = iter(members)
    try:
        with bulk.behind():
            while part := list(islice(left, AT_ONCE)):
                _enter(part, locked, by)
    except IntegrityError as error:
        words = _("Somebody else has just saved something that this collides with.")
        raise Refused(words) from error


class Locked(NamedTuple):
    """What this transaction has locked: committees by number, numbers of organisations."""

    places: dict[int, Committee]
    branches: set[int]


def _enter(members: Sequence[PartyMember], locked: Locked, by: Actor) -> None:
    _lock_places(members, locked.places)
    for member in {member.place: member for member in members}.values():
        require(rules.can_keep_member(by, member))
    _lock_branches(members, locked.branches)
    for member in members:
        prepare_person(member.person)
        member.person.party_status = member.party_status
        prepare(member)
    _require_free_numbers(members)
    people = [member.person for member in members]
    bulk.save_new(people)
    for member in members:
        member.person = member.person  # its number is known by now
    bulk.save_new(members)
    note_made_at_once(people)
    note_made_at_once(members)
    write_person_keys(people, are_new=True)
    record_many((("members.member_entered", one, _told(one)) for one in members), by=by)


def _lock_places(members: Sequence[PartyMember], locked: dict[int, Committee]) -> None:
    """Nobody ends or moves the committees where they live meanwhile; of one that was moved just
    before, they stand where it lies now."""
    standing = {member.lies_at: member.place for member in members}
    places = Committee.objects.select_for_update(no_key=True).order_by("pk")
    asked = places.filter(pk__in=standing.keys() - locked.keys())
    for place in asked.only("path", "level", "name", "status"):
        if not place.is_in_being:
            raise Refused(_("%(name)s no longer exists.") % {"name": place})
        locked[place.pk] = place
    if not standing.keys() <= locked.keys():
        raise Refused(_("Somebody else has just saved something that this collides with."))
    moved = {pk for pk, path in standing.items() if locked[pk].path != path}
    for member in members if moved else ():
        if member.lies_at in moved:
            member.stand_at(locked[member.lies_at])


def _lock_branches(members: Sequence[PartyMember], locked: set[int]) -> None:
    """Nobody dissolves a home organisation meanwhile."""
    asked = {number for member in members if (number := member.organisation_id)} - locked
    branches = PartyOrganization.objects.select_for_update(no_key=True).filter(pk__in=asked)
    for branch in branches.order_by("pk"):
        require(rules.can_belong_to(branch))
    locked |= asked


def _require_free_numbers(members: Sequence[PartyMember]) -> None:
    """Nobody has one of these numbers, wherever in the product, and no two of them have one."""
    codes = [member.resident_id for member in members if member.resident_id]
    digests = [digest for code in codes for digest in blind_indexes(code, RESIDENT_ID)]
    others = PartyMember.objects.filter(resident_id_index__in=digests)
    if len(set(codes)) < len(codes) or others.exists():
        raise Refused(_("Another party member has this resident ID number already."))


def _told(member: PartyMember) -> dict[str, Any]:
    told = {name: discreet(name, value) for name in TOLD if (value := getattr(member, name))}
    person = member.person
    return told | {"name": person.name, "workplace": person.workplace, "position": person.position}
