"""The role that the product runs as on PostgreSQL (bin/roles.sql): it adds to the log, no more."""

import os

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.utils import ProgrammingError
from django.urls import reverse

from audit import protection, seals
from audit.models import Entry, ReadEntry, Seal
from audit.services import record, record_reading
from core import chores, jobs
from core.models import Job, Lease
from tests.conftest import SETUP

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.postgres,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no roles"),
]
# Roles belong to the whole server: two runs side by side make one each.
ROLE, STRANGER = f"rpb_test_running_{os.getpid()}", f"rpb_test_stranger_{os.getpid()}"


@pytest.fixture
def running_role(town, tmp_path, settings):
    """The rest of the test runs with the rights of the running product; all is rolled back."""
    settings.DATA_DIR = tmp_path
    rights = (settings.BASE_DIR / "bin" / "roles.sql").read_text()
    rights = rights.replace("app_rw", ROLE).replace("BEGIN;", "").replace("COMMIT;", "")
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE}")
        cursor.execute(rights)
        cursor.execute(f"SET ROLE {ROLE}")
    yield town
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def denied(statement):
    refused = pytest.raises(ProgrammingError, match=r"permission denied|must be owner")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    return True


def test_it_seals_and_verifies_the_log(running_role):
    record("members.unit_edited", running_role.clinic, by=SETUP)
    record_reading(running_role.doctor, "phone", by=SETUP)
    rows = Entry.objects.count() + ReadEntry.objects.count()

    sealed = seals.seal_all()
    found = seals.verify()

    assert (sealed, Seal.objects.count()) == (rows, 2)
    assert (found.checked, found.unsealed, found.faults) == (rows, 0, [])


@pytest.mark.parametrize("table", ["audit_entry", "audit_readentry", "audit_seal"])
def test_it_cannot_change_the_log_nor_lift_the_protection(running_role, table):
    assert denied(f"UPDATE {table} SET id = id")
    assert denied(f"DELETE FROM {table}")
    assert denied(f"TRUNCATE {table}")
    assert denied(f"DROP TRIGGER {table}_no_update ON {table}")
    assert denied(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
    assert denied(
        f"CREATE OR REPLACE FUNCTION {protection.HOLD}(held text) RETURNS void AS '' LANGUAGE sql"
    )


def test_it_holds_no_other_table(running_role):
    with pytest.raises(DatabaseError, match="not part of the log"), transaction.atomic():
        protection.hold("accounts_user")


def test_a_table_of_its_own_does_not_stand_for_the_log(running_role):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE audit_seal (id bigint)")
        protection.hold("audit_seal")
        cursor.execute(
            "SELECT nspname LIKE 'pg_temp%%' FROM pg_locks JOIN pg_class ON pg_class.oid = relation"
            " JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE mode = 'ShareRowExclusiveLock' AND relname = 'audit_seal'"
            " AND pid = pg_backend_pid()"
        )
        assert cursor.fetchall() == [(False,)]


def test_others_may_not_hold_the_log(town):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {STRANGER}")
        cursor.execute(f"SET ROLE {STRANGER}")

    assert denied("SELECT audit_hold('audit_entry')")


def test_all_of_the_clock_s_chores_run(running_role):
    ran = chores.run_due()

    assert ran == len(chores.CHORES)
    assert [lease.problem for lease in Lease.objects.exclude(problem="")] == []


def test_jobs_and_pages_work(running_role, as_user):
    client = as_user(running_role.east_office)
    form = {"name": "钱二", "party_status": "full", "home": running_role.spring.pk}
    jobs.enqueue("audit.verify")

    answers = [
        client.get(reverse("members:unit-list")).status_code,
        client.post(reverse("members:person-create"), form).status_code,
        as_user(running_role.sysadmin).get(reverse("dashboards:health")).status_code,
    ]
    jobs.run_next()

    assert answers == [200, 302, 200]
    assert Job.objects.get().status == Job.Status.DONE
