"""People: one row each, whatever they do here."""

from typing import Any

from django.db import transaction

from accounts.services import open_account
from audit.actors import Actor
from audit.services import record, record_reading
from committees.services.placing import place_anew
from core.changes import apply, require_version, write
from core.identifiers import discreet, normalise, normalise_phone
from core.names import read_aloud
from core.verdicts import refuse, require
from members import rules
from members.models import PartyMember, Person
from members.services.finding import write_person_keys
from members.services.liaisons import give_access
from members.services.scopes import refresh_people

# By these a person is sorted and found; they follow from the name.
NAME_KEYS = ("sort_key", "pinyin", "initials")


def prepare(person: Person) -> None:
    """Tidy what was typed and set the keys by which the person is sorted and found."""
    person.name = normalise(person.name)
    person.phone = normalise_phone(person.phone) if person.phone else ""
    person.sort_key, person.pinyin, person.initials = read_aloud(person.name, surname=True)


@transaction.atomic
def create_person(values: dict[str, Any], *, by: Actor) -> Person:
    """Enter a person under ``home``, the committee whose office keeps the entry."""
    person = Person(**values)
    require(rules.can_add_people(by))
    require(rules.can_edit_person(by, person))
    prepare(person)
    write(person)
    write_person_keys([person], are_new=True)
    refresh_people([person.pk])
    after = {k: v for k, v in values.items() if k != "phone"}
    record("members.person_entered", person, by=by, after=after)
    return person


@transaction.atomic
def edit_person(
    person: Person, changes: dict[str, Any], *, version: int | None, by: Actor
) -> Person:
    """Raises ``Stale`` when somebody saved in between."""
    person = Person.objects.lock(person)
    require(rules.can_edit_person(by, person))
    require_version(person, version)
    if changes.get("party_status", person.party_status) != person.party_status:
        require(rules.can_say_party_status(person, changes["party_status"]))
    if changes.get("home", person.home) != person.home:
        may = rules.can_hand_over_person(by, person)
        require(may or refuse(may.reason))  # the form says so, beside what was typed
    tidy = Person(name=changes.get("name", person.name), phone=changes.get("phone", person.phone))
    prepare(tidy)
    changes = changes | {name: getattr(tidy, name) for name in ("name", "phone", *NAME_KEYS)}
    before = apply(person, changes)
    require(rules.can_edit_person(by, person))
    if before:
        write_person_keys([person])
        refresh_people([person.pk])
        member = PartyMember.objects.filter(pk=person.pk)
        member.update(sort_key=person.sort_key)
        place_anew(member, "person__home")  # who lives nobody knows where stands at the keeper
        shown = [name for name in before if name not in NAME_KEYS]
        record(
            "members.person_edited",
            person,
            by=by,
            before={n: discreet(n, before[n]) for n in shown},
            after={n: discreet(n, changes[n]) for n in shown},
        )
    return person


@transaction.atomic
def show_phone(person: Person, *, by: Actor, reason: str = "") -> str:
    """The whole telephone number; that it was shown is on record."""
    require(rules.can_see_phone(by, person))
    record_reading(person, "phone", by=by, reason=reason)
    return person.phone


@transaction.atomic
def link_account(person: Person, user: Any, *, by: Actor) -> Person:
    """Say that an account is this person's; each person has at most one, and the other way round.

    Access to what the person is liaison of comes with it, from today.
    """
    # Liaisons before people: whoever ends or moves them comes this way too.
    list(person.liaisons.running().order_by("pk").select_for_update(of=("self",), no_key=True))
    person = Person.objects.lock(person)
    require(rules.can_open_account(by, person))
    give_account(person, user, by=by)
    return person


def give_account(person: Person, user: Any, *, by: Actor) -> None:
    """The person, locked, has this account; the caller has asked whether that may be."""
    apply(person, {"user": user})
    give_access(list(person.liaisons.running()), user, by=by)
    record("members.account_linked", person, by=by, after={"user": user})


@transaction.atomic
def open_account_for(person: Person, login: str, *, by: Actor) -> tuple[Any, str]:
    """Give a person an account to sign in by; returns it with its first password.

    Raises ``ValidationError`` for a login name that is taken or not well formed.
    """
    require(rules.can_open_account(by, person))
    values = {
        "login": login,
        "name": person.name,
        "phone": person.phone,
        "workplace": person.workplace,
    }
    user, password = open_account(values, by=by)
    link_account(person, user, by=by)
    return user, password
