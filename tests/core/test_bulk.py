"""Many new rows at once are what ``save`` would have made of each, on both databases."""

import datetime

import pytest
from django.db import IntegrityError, connection, models, transaction

from core import bulk
from members.models import PartyMember, Person
from members.services.party_members import prepare
from members.services.people import prepare as prepare_person

pytestmark = pytest.mark.django_db
STRANGE = ["\\N", "a\\tb", "a\tb", "a\nb\r", "\\.", "“’', NULL", "𠮷"]
WHEN = "2026-03-02T04:00:00+00:00"


def newcomers(town, names):
    make_person, make_member = bulk.maker_of(Person), bulk.maker_of(PartyMember)
    for name in names:
        person = make_person({"name": "周敏", "home": town.spring, "workplace": name})
        prepare_person(person)
        member = make_member({"person": person, "status": "full", "service_intent": name})
        member.resident_id = "11010519491231002X" if name == STRANGE[0] else ""
        member.stand_at(town.peace)
        prepare(member)
        yield member


def save(members):
    bulk.save_new([member.person for member in members])
    for member in members:
        member.person = member.person
    bulk.save_new(members)


def stored(member):
    found = PartyMember.objects.select_related("person").get(pk=member.pk)
    fields = [f for f in PartyMember._meta.concrete_fields if f.name != "person"]
    said = {f.attname: getattr(found, f.attname) for f in fields} | {
        f"person.{f.attname}": getattr(found.person, f.attname)
        for f in Person._meta.concrete_fields
        if not f.primary_key
    }
    # The clock goes on between two rows.
    return {
        name: value.replace(second=0, microsecond=0) if hasattr(value, "second") else value
        for name, value in said.items()
    }


def test_rows_are_stored_as_if_each_were_saved(town, time_machine_at):
    time_machine_at(datetime.datetime.fromisoformat(WHEN))
    many = list(newcomers(town, STRANGE))
    save(many)

    for name, member in zip(STRANGE, many, strict=True):
        together = stored(member)
        assert together["service_intent"] == together["person.workplace"] == name
        member.delete()
        (one,) = newcomers(town, [name])
        one.person.save()
        one.person = one.person
        one.save()
        assert stored(one) == together


def test_a_row_written_with_others_is_no_new_one_any_more(town):
    (member,) = newcomers(town, ["x"])
    save([member])

    assert not member._state.adding
    member.service_intent = "y"
    member.save()
    assert PartyMember.objects.get().service_intent == "y"
    assert Person.objects.filter(pk=member.pk).count() == 1


def test_numbers_go_on_after_what_was_rolled_back_and_what_was_saved_alone(town):
    with transaction.atomic():
        save(list(newcomers(town, "ab")))
        transaction.set_rollback(True)
    save(list(newcomers(town, "cd")))
    alone = Person.objects.create(name="一", home=town.spring)
    save(list(newcomers(town, "ef")))
    later = Person.objects.create(name="二", home=town.spring)

    assert PartyMember.objects.count() == 4
    assert set(PartyMember.objects.filter(pk__gt=alone.pk).values_list("service_intent")) == {
        ("e",),
        ("f",),
    }
    assert later.pk > max(PartyMember.objects.values_list("pk", flat=True))


def test_what_goes_out_behind_is_there_for_the_next_statement(town):
    with bulk.behind():
        save(list(newcomers(town, map(str, range(5)))))
        assert PartyMember.objects.count() == 5
        save(list(newcomers(town, map(str, range(5, 7)))))
    assert PartyMember.objects.count() == 7


def test_what_is_wrong_with_rows_sent_behind_is_said_where_they_are_waited_for(town):
    members = list(newcomers(town, "ab"))
    save(members)
    with pytest.raises(IntegrityError), transaction.atomic(), bulk.behind():
        bulk.save_new(members)
    assert PartyMember.objects.count() == 2


def test_what_is_new_shares_nothing_with_the_next():
    make = bulk.maker_of(PartyMember)
    first, second = make({}), make({})
    first.specialties.append("law")
    first._state.adding = False

    assert second.specialties == []
    assert second._state.adding
    known = {name: value for name, value in vars(second).items() if name != "_state"}
    assert known == {n: v for n, v in vars(PartyMember()).items() if n != "_state"}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="COPY has no values in its statement")
def test_a_statement_has_no_more_values_than_sqlite_takes(town):
    """The limit of a SQLite as its makers build it; distributions raise it."""
    seen = []

    def counted(run, sql, params, many, context):
        seen.append(len(params or ()))
        return run(sql, params, many, context)

    with connection.execute_wrapper(counted):
        save(list(newcomers(town, map(str, range(1200)))))

    assert max(seen) <= 32_766
    assert PartyMember.objects.count() == 1200


def test_a_value_that_says_nothing_is_still_put_as_the_database_keeps_it():
    field = models.DecimalField(max_digits=4, decimal_places=1)
    field.set_attributes_from_name("share")
    rows = [type("Row", (), {"share": 0})()]

    assert bulk._column(field, rows) == [field.get_db_prep_save(0, connection)]
