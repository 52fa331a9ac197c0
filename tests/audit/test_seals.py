"""Seals: what was done to the log behind the product's back is found, and named."""

import datetime
import random
from itertools import pairwise

import pytest
from django.core.management import call_command
from django.db import connection

from audit import protection, seals
from audit.models import Entry, ReadEntry, Seal
from audit.seals import Fault
from audit.services import record, record_reading
from core import chores
from tests.conftest import SETUP

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def own_copy(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks):
    """Seals, with the line that goes out of the database after the commit."""

    def seal():
        with django_capture_on_commit_callbacks(execute=True):
            return seals.seal_all()

    return seal


def write(unit, person, count=1):
    for number in range(count):
        record(
            "members.unit_edited",
            unit,
            by=SETUP,
            before={"name": f"旧{number}"},
            after={"name": "新"},
        )
        record_reading(person, "phone", by=SETUP, reason="联系")


def sql(statement, *values):
    """As the owner of the database, with the protection lifted."""
    with protection.lifted(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def faults():
    return seals.verify().faults


def test_whole_log_is_found_whole(town, after_commit):
    entries = Entry.objects.count()
    write(town.clinic, town.doctor, 3)

    sealed = after_commit()
    write(town.clinic, town.doctor)
    found = seals.verify()

    assert sealed == entries + 6
    assert (found.checked, found.unsealed, found.faults) == (entries + 6, 2, [])


def test_nothing_new_makes_no_seal(town, after_commit):
    write(town.clinic, town.doctor)
    after_commit()
    count = Seal.objects.count()

    assert after_commit() == 0
    assert Seal.objects.count() == count


def test_large_log_is_sealed_in_batches_in_order(town, after_commit, monkeypatch):
    monkeypatch.setattr(seals, "ROWS_PER_SEAL", 3)
    monkeypatch.setattr(seals, "ROWS_PER_READ", 2)
    write(town.clinic, town.doctor, 10)

    after_commit()

    made = list(Seal.objects.filter(log="read"))
    assert [seal.count for seal in made] == [3, 3, 3, 1]
    assert all(a.last_id < b.first_id for a, b in pairwise(made))
    assert seals.verify().faults == []


def test_changed_row_is_named(town, after_commit):
    write(town.clinic, town.doctor, 3)
    after_commit()
    pk = Entry.objects.order_by("pk")[1].pk

    sql("UPDATE audit_entry SET user_name = 'X' WHERE id = %s", pk)

    assert faults() == [Fault("entry", pk, "changed")]


def test_deleted_row_is_named(town, after_commit):
    write(town.clinic, town.doctor, 3)
    after_commit()
    pk = ReadEntry.objects.order_by("pk")[1].pk

    sql("DELETE FROM audit_readentry WHERE id = %s", pk)

    assert faults() == [Fault("read", pk, "missing")]


def test_row_put_in_afterwards_is_named(town, after_commit):
    write(town.clinic, town.doctor, 2)
    last = Entry.objects.order_by("-pk")[0]
    Entry.objects.bulk_create([_copy_of(last, pk=last.pk + 10)])
    after_commit()

    Entry.objects.bulk_create([_copy_of(last, pk=last.pk + 5)])

    assert faults() == [Fault("entry", last.pk + 5, "inserted")]


def _copy_of(entry, **values):
    copy = Entry.objects.get(pk=entry.pk)
    for name, value in values.items():
        setattr(copy, name, value)
    return copy


def test_two_rows_changed_places_are_named(town, after_commit):
    write(town.clinic, town.doctor, 2)
    after_commit()
    first, second = Entry.objects.order_by("-pk")[:2]

    sql("UPDATE audit_entry SET id = -1 WHERE id = %s", first.pk)
    sql("UPDATE audit_entry SET id = %s WHERE id = %s", first.pk, second.pk)
    sql("UPDATE audit_entry SET id = %s WHERE id = -1", second.pk)

    assert faults() == [
        Fault("entry", second.pk, "changed"),
        Fault("entry", first.pk, "changed"),
    ]


def test_moving_letters_from_one_column_to_the_next_is_noticed(town, after_commit):
    entry = record("members.unit_edited", town.clinic, by=SETUP)
    sql("UPDATE audit_entry SET user_name = 'ab', role = 'c' WHERE id = %s", entry.pk)
    after_commit()

    sql("UPDATE audit_entry SET user_name = 'a', role = 'bc' WHERE id = %s", entry.pk)

    assert faults() == [Fault("entry", entry.pk, "changed")]


def test_emptied_log_is_noticed_by_the_copy_outside(town, after_commit):
    write(town.clinic, town.doctor)
    after_commit()
    numbers = sorted(Seal.objects.values_list("pk", flat=True))

    for table in ("audit_entry", "audit_readentry", "audit_seal"):
        sql(f"DELETE FROM {table}")

    assert faults() == [Fault("seal", pk, "missing") for pk in numbers]


def test_cut_off_tail_is_noticed_by_the_copy_outside(town, after_commit):
    write(town.clinic, town.doctor)
    after_commit()
    write(town.clinic, town.doctor)
    after_commit()
    last = Seal.objects.filter(log="entry").order_by("pk").last()

    sql("DELETE FROM audit_seal WHERE id >= %s", last.pk)
    sql("DELETE FROM audit_entry WHERE id >= %s", last.first_id)

    assert faults()[0] == Fault("seal", last.pk, "missing")


def test_seal_taken_out_of_the_chain_is_noticed_without_the_copy(town, after_commit):
    for _ in range(3):
        write(town.clinic, town.doctor)
        after_commit()
    seals.copy_path().unlink()
    middle = Seal.objects.order_by("pk")[2]

    sql("DELETE FROM audit_seal WHERE id = %s", middle.pk)

    assert faults()[0] == Fault("seal", middle.pk, "missing")


def test_seal_made_anew_with_another_key_is_noticed(town, after_commit, settings):
    write(town.clinic, town.doctor)
    after_commit()
    seals.copy_path().unlink()
    own = settings.AUDIT_KEY
    settings.AUDIT_KEY = "guessed"
    sql("DELETE FROM audit_seal")
    seals.seal_all()
    settings.AUDIT_KEY = own

    assert {fault.kind for fault in faults()} == {"changed"}
    assert {fault.log for fault in faults()} == {"seal"}


def test_a_hundred_random_tamperings_are_all_noticed(town, after_commit):
    chance = random.Random(20261123)
    write(town.clinic, town.doctor, 30)
    after_commit()
    missed = []
    columns = [
        "user_name",
        "role",
        "action",
        "before",
        "after",
        "model",
        "at",
        "object_id",
        "address",
    ]

    for number in range(100):
        point = f"t{number}"
        with protection.lifted(), connection.cursor() as cursor:
            cursor.execute(f"SAVEPOINT {point}")
            done = _tamper(cursor, chance, columns)
        if not faults():
            missed.append(done)
        with connection.cursor() as cursor:
            cursor.execute(f"ROLLBACK TO SAVEPOINT {point}")
        protection.install()

    assert missed == []
    assert faults() == []


def _tamper(cursor, chance, columns):
    table = chance.choice(["audit_entry", "audit_readentry"])
    if table == "audit_readentry":
        columns = [name for name in columns if name not in {"action", "before", "after"}]
    cursor.execute(f"SELECT id FROM {table}")
    ids = [row[0] for row in cursor.fetchall()]
    pk = chance.choice(ids)
    act = chance.choice(["change", "delete", "cut", "swap", "seal"])
    if act == "change":
        name = chance.choice(columns)
        value = {"at": "2020-01-01 00:00:00+00:00", "object_id": 987_654}.get(name, '{"x": 1}')
        cursor.execute(f"UPDATE {table} SET {name} = %s WHERE id = %s", [value, pk])
    elif act == "delete":
        cursor.execute(f"DELETE FROM {table} WHERE id = %s", [pk])
    elif act == "cut":
        cursor.execute(f"DELETE FROM {table} WHERE id >= %s", [pk])
    elif act == "swap":
        other = chance.choice([one for one in ids if one != pk])
        cursor.execute(f"UPDATE {table} SET id = -1 WHERE id = %s", [pk])
        cursor.execute(f"UPDATE {table} SET id = %s WHERE id = %s", [pk, other])
        cursor.execute(f"UPDATE {table} SET id = %s WHERE id = -1", [other])
    else:
        cursor.execute("SELECT max(id) FROM audit_seal")
        cursor.execute("DELETE FROM audit_seal WHERE id = %s", [cursor.fetchone()[0]])
    return act, table, pk


def test_command_says_what_it_checked(town, after_commit, capsys):
    write(town.clinic, town.doctor)
    count = after_commit()

    call_command("verify_audit")

    assert capsys.readouterr().out.splitlines()[-1] == f"checked={count} unsealed=0"


def test_command_fails_and_names_the_first_bad_row(town, after_commit, capsys):
    write(town.clinic, town.doctor, 3)
    after_commit()
    first, second = Entry.objects.order_by("-pk")[:2][::-1]
    sql("DELETE FROM audit_entry WHERE id = %s", second.pk)
    sql("UPDATE audit_entry SET action = 'x' WHERE id = %s", first.pk)

    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit")

    assert ended.value.code == 1
    assert capsys.readouterr().out.splitlines()[:2] == [
        f"entry {first.pk}: changed",
        f"entry {second.pk}: missing",
    ]


def test_clock_seals_every_minute(town, time_machine_at):
    write(town.clinic, town.doctor)

    chores.run_due()

    assert chores.CHORES["audit.seal"].every == datetime.timedelta(minutes=1)
    assert seals.verify().unsealed == 0
    assert seals.age_of_unsealed() is None
