"""Member units: entering and editing them, and contacts with their superiors."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record, record_reading
from core.changes import apply, require_version, write
from core.identifiers import discreet, normalise, normalise_phone, normalise_uscc
from core.names import read_aloud
from core.verdicts import Refused, require
from members import rules
from members.models import MemberUnit, SuperiorContact
from members.services.finding import write_unit_keys
from members.services.scopes import refresh_units

KEYS = {"sort_key", "pinyin", "initials"}


def prepare(unit: MemberUnit) -> None:
    """Tidy what was typed and set the keys by which the unit is sorted and found."""
    unit.name = normalise(unit.name)
    unit.uscc = normalise_uscc(unit.uscc)
    unit.phone = normalise_phone(unit.phone) if unit.phone else ""
    unit.sort_key, unit.pinyin, unit.initials = read_aloud(unit.name)


def insert_unit(values: dict[str, Any], *, by: Actor) -> MemberUnit:
    """Write a unit; the caller (an admission, an import) has asked the rule and adds the
    membership in the same transaction, without which nobody would see the unit."""
    unit = MemberUnit(**values)
    prepare(unit)
    write(unit)
    write_unit_keys([unit], are_new=True)
    after = {name: discreet(name, value) for name, value in values.items()}
    record("members.unit_entered", unit, by=by, after=after)
    return unit


@transaction.atomic
def edit_unit(
    unit: MemberUnit, changes: dict[str, Any], *, version: int | None, by: Actor
) -> MemberUnit:
    """Raises ``Stale`` when somebody saved in between.

    A credit code against its check digit needs its reason, which only a top office gives.
    """
    unit = MemberUnit.objects.lock(unit)
    require(rules.can_edit_unit(by, unit))
    require_version(unit, version)
    if changes.get("uscc_override") and changes["uscc_override"] != unit.uscc_override:
        require(rules.can_override_uscc(by))
    tidy = MemberUnit(
        name=changes.get("name", unit.name),
        uscc=changes.get("uscc", unit.uscc),
        phone=changes.get("phone", unit.phone),
    )
    prepare(tidy)
    changes = changes | {n: getattr(tidy, n) for n in ("name", "uscc", "phone", *KEYS)}
    if changes["uscc"] != unit.uscc:
        # The reason was given for the old code.
        changes.setdefault("uscc_override", "")
    before = apply(unit, changes)
    if before:
        write_unit_keys([unit])
        refresh_units([unit.pk])
        require(rules.can_edit_unit(by, unit))
        shown = [name for name in before if name not in KEYS]
        record(
            "members.unit_edited",
            unit,
            by=by,
            before={n: discreet(n, before[n]) for n in shown},
            after={n: discreet(n, changes[n]) for n in shown},
        )
    return unit


@transaction.atomic
def show_phone(unit: MemberUnit, *, by: Actor, reason: str = "") -> str:
    """The unit's whole telephone number; that it was shown is on record."""
    require(rules.can_see_unit(by, unit))
    record_reading(unit, "phone", by=by, reason=reason)
    return unit.phone


@transaction.atomic
def log_superior_contact(unit: MemberUnit, values: dict[str, Any], *, by: Actor) -> SuperiorContact:
    """Keep one exchange with the unit's superior party organisation."""
    require(rules.can_log_superior_contact(by, unit))
    if not unit.superior:
        raise Refused(_("Please enter the unit's superior party organisation first."))
    contact = SuperiorContact(unit=unit, **values)
    write(contact)
    record("members.superior_contacted", contact, by=by, after=values)
    return contact
