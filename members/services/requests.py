"""Members' requests about their own data: asked, answered, withdrawn."""

from typing import Any

from django.db import transaction

from audit.actors import Actor
from audit.services import record
from committees.models import Committee
from core import clock, own
from core.changes import apply, write
from core.identifiers import mask_phone
from core.verdicts import require
from members import rules
from members.models import MemberRequest, PartyMember, Person
from members.models.requests import EVERYTHING, OF_PERSON, ON_CONSENT, label_of
from members.services.party_members import edit_member

Kind, Status = MemberRequest.Kind, MemberRequest.Status


@transaction.atomic
def ask_for_correction(
    member: PartyMember, field: str, *, wanted: str, text: str, by: Actor
) -> MemberRequest:
    """A field of the entry should say something else."""
    values = {"field": field, "wanted": wanted, "text": text, "about_name": label_of(field)}
    return _ask(member, Kind.CORRECTION, member, values, by)


@transaction.atomic
def ask_for_deletion(member: PartyMember, field: str, *, text: str, by: Actor) -> MemberRequest:
    """What rests on consent should be kept no longer."""
    values = {"field": field, "text": text, "about_name": label_of(field)}
    return _ask(member, Kind.DELETION, member, values, by)


@transaction.atomic
def object_to(member: PartyMember, row: Any, *, text: str, by: Actor) -> MemberRequest:
    """What was recorded about the member in a row is not right."""
    name = f"{row._meta.verbose_name}: {row}"
    return _ask(member, Kind.OBJECTION, row, {"text": text, "about_name": name[:200]}, by)


def _ask(
    member: PartyMember, kind: str, row: Any, values: dict[str, Any], by: Actor
) -> MemberRequest:
    member = _lock_member(member)
    require(rules.can_ask(by, member))
    require(rules.can_ask_about(by, kind, row, values.get("field", "")))
    request = MemberRequest(
        member=member,
        kind=kind,
        about_model=row._meta.label_lower,
        about_id=row.pk,
        asked_on=clock.today(),
        **values,
    )
    request.stand_at(Committee.objects.get(pk=_kept_at(row, by)))
    write(request)
    after = {"kind": kind, "about": request.about_name}
    record("members.request_made", request, by=by, after=after)
    return request


def _kept_at(row: Any, by: Actor) -> int:
    """The committee that keeps the row; the rules have seen to it that there is one."""
    kept_at = own.objectable(by.user)[row._meta.label_lower].kept_at
    assert kept_at is not None  # noqa: S101 ``objectable`` has no others
    return kept_at(row)


@transaction.atomic
def accept_request(
    request: MemberRequest, *, answer: str = "", changes: dict[str, Any] | None = None, by: Actor
) -> MemberRequest:
    """Yes: a correction is entered (``changes``: the field and what it says now), what rested on
    consent is deleted; an objection is answered, and whoever keeps the row puts it right."""
    changes = _due(request, changes or {})
    if changes.get("residence"):
        Committee.objects.lock(changes["residence"])
    member = _lock_member(request.member)
    request = MemberRequest.objects.lock(request)
    request.member = member
    require(rules.can_answer(by, request))
    if changes:
        edit_member(member, changes, version=None, by=by)
    return _close(request, Status.ACCEPTED, answer, by)


def _due(request: MemberRequest, changes: dict[str, Any]) -> dict[str, Any]:
    if request.kind == Kind.CORRECTION:
        return {request.field: changes[request.field]}
    if request.kind == Kind.DELETION:
        gone = ON_CONSENT if request.field == EVERYTHING else {request.field: ""}
        return {name: ON_CONSENT[name] for name in gone}
    return {}


@transaction.atomic
def decline_request(request: MemberRequest, *, answer: str, by: Actor) -> MemberRequest:
    """No, with the reason that the member reads."""
    request = MemberRequest.objects.lock(request)
    require(rules.can_answer(by, request))
    return _close(request, Status.DECLINED, answer, by)


@transaction.atomic
def withdraw_request(request: MemberRequest, *, by: Actor) -> MemberRequest:
    request = MemberRequest.objects.lock(request)
    require(rules.can_withdraw_request(by, request))
    return _close(request, Status.WITHDRAWN, "", by)


def _close(request: MemberRequest, status: str, answer: str, by: Actor) -> MemberRequest:
    changes = {
        "status": status,
        "answer": answer,
        "answered_by": None if status == Status.WITHDRAWN else by.user,
        "answered_on": clock.today(),
    }
    before = apply(request, changes)
    record(f"members.request_{status}", request, by=by, before=before, after=changes)
    return request


def standing(request: MemberRequest) -> Any:
    """What the field says today that a correction is asked of; a number only by its last digits."""
    member = request.member
    if request.field == "residence":
        return str(member.residence or "")
    row: Any = member.person if request.field in OF_PERSON else member
    field = row._meta.get_field(request.field)
    if request.field == "phone":
        return mask_phone(row.phone)
    return own.value_of(row, field)


def follow_entry(member: PartyMember) -> None:
    """What is still asked about the entry itself is answered where the entry is kept now."""
    asked = member.requests.open().filter(about_model=PartyMember._meta.label_lower)
    tiers = ("city", "district", "street", "community", "grid")
    asked.update(**{tier: getattr(member, f"{tier}_id") for tier in tiers})


def _lock_member(member: PartyMember) -> PartyMember:
    person = Person.objects.lock(member.person)
    found: PartyMember = PartyMember.objects.lock(member)
    found.person = person
    return found
