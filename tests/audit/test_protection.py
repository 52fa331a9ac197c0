"""The database itself keeps the log as it is."""

import pytest
from django.core import checks
from django.db import DatabaseError, connection, transaction

from audit import protection
from audit.models import Entry
from audit.services import record, record_reading
from tests.conftest import SETUP


@pytest.fixture
def entry(town):
    record_reading(town.doctor, "phone", by=SETUP)
    return record("members.unit_edited", town.clinic, by=SETUP, after={"name": "a"})


def refused(statement):
    changed = pytest.raises(DatabaseError, match="never changed")
    with changed, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return True


def test_every_protected_table_has_its_triggers(db):
    per_table = 3 if connection.vendor == "postgresql" else 2

    assert protection.protected_tables >= {"audit_entry", "audit_readentry", "audit_seal"}
    assert len(protection.installed()) == per_table * len(protection.protected_tables)


@pytest.mark.parametrize("table", ["audit_entry", "audit_readentry"])
def test_rows_are_neither_changed_nor_deleted(entry, table):
    assert refused(f"UPDATE {table} SET user_name = 'x'")
    assert refused(f"DELETE FROM {table}")


def test_rows_are_not_replaced_or_truncated(entry):
    if connection.vendor == "postgresql":
        assert refused("TRUNCATE audit_entry")
        assert refused(
            f"INSERT INTO audit_entry SELECT * FROM audit_entry WHERE id = {entry.pk} "
            "ON CONFLICT (id) DO UPDATE SET user_name = 'x'"
        )
    else:
        assert refused(
            f"INSERT OR REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE id = {entry.pk}"
        )


def test_queryset_cannot_change_an_entry(entry):
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(user_name="x")


def test_install_can_be_repeated(db):
    protection.install()
    protection.install()

    assert protection.installed() == protection.triggers(connection.vendor)


def test_check_names_a_missing_trigger(db):
    with connection.cursor() as cursor:
        on = " ON audit_entry" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER audit_entry_no_update{on}")

    found = checks.run_checks(tags=[checks.Tags.database], databases=["default"])

    assert [problem.id for problem in found] == ["audit.E001"]
    assert "audit_entry_no_update" in found[0].msg


@pytest.mark.postgres
def test_check_names_a_trigger_that_is_switched_off(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_delete")

    found = checks.run_checks(tags=[checks.Tags.database], databases=["default"])

    assert "audit_entry_no_delete" in found[0].msg


@pytest.mark.django_db(transaction=True)
def test_a_test_with_real_transactions_can_be_emptied_and_leaves_the_triggers():
    from django.core.management import call_command

    from tests.factories import UserFactory

    record("accounts.user_created", UserFactory(), by=SETUP)

    call_command("flush", interactive=False, verbosity=0)

    assert not Entry.objects.exists()
    assert protection.installed() == protection.triggers(connection.vendor)
