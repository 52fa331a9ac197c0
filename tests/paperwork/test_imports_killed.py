"""Imports killed at any moment: all of it or nothing, and the next try ends where one would have.

``KILLS=100`` makes it a hundred moments instead of five.
"""

import os
import random
import sqlite3
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from core.exports import write_xlsx
from core.identifiers import uscc_check_character
from core.jobs import run_next
from members.services.capacities import make_default_capacities
from paperwork.services import imports as services
from paperwork.services import undoing
from tests.conftest import SETUP, actor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

KILLS = int(os.environ.get("KILLS", "5"))
HEAD = ["单位名称", "统一社会信用代码", "单位性质", "单位代表", "联络员", "联络员电话", "入会时间"]
# Everything that a row of the roster leaves behind, by the unit's name.
UNITS = "SELECT id FROM members_memberunit WHERE name LIKE %s"
LEFT = {
    "units": f"SELECT count(*) FROM ({UNITS}) AS u",
    "keys": f"SELECT count(DISTINCT unit_id) FROM members_unitkey WHERE unit_id IN ({UNITS})",
    "scopes": f"SELECT count(DISTINCT unit_id) FROM members_unitscope WHERE unit_id IN ({UNITS})",
    "memberships": f"SELECT count(*) FROM members_membership WHERE unit_id IN ({UNITS})",
    "seats": "SELECT count(*) FROM members_seat s JOIN members_membership m"
    f" ON m.id = s.membership_id WHERE m.unit_id IN ({UNITS})",
    "liaisons": "SELECT count(*) FROM members_liaison s JOIN members_membership m"
    f" ON m.id = s.membership_id WHERE m.unit_id IN ({UNITS})",
    "people": "SELECT count(*) / 2 FROM members_person WHERE workplace LIKE %s",
    "entries": "SELECT count(*) FROM audit_entry WHERE action = 'members.unit_entered'"
    f" AND object_id IN ({UNITS})",
}


def roster(folder, number, count):
    """A workbook of ``count`` units that nobody has entered, all of one prefix."""
    rows = []
    for n in range(count):
        first17 = f"1211{number:05d}{n:08d}"
        code = first17 + uscc_check_character(first17)
        phone = f"139{number:04d}{n:04d}"
        rows.append([f"第{number}批{n}院", code, "医院", "王建国", "李娜", phone, "2026-01-05"])
    path = folder / f"{number}.xlsx"
    write_xlsx(str(path), "r", HEAD, rows)
    return path


class Office:
    """A database that other processes open, and what they leave in it."""

    def __init__(self, folder):
        self.path = folder / "db.sqlite3"
        self.env = os.environ | {
            "DATA_DIR": str(folder),
            "DATABASE_URL": self._url(),
            "DJANGO_SETTINGS_MODULE": "config.settings_test",
            "JOB_LEASE_SECONDS": "1",
        }

    def _url(self):
        if connection.vendor == "sqlite":
            return f"sqlite:///{self.path}"
        d = connection.settings_dict
        secret = f":{d['PASSWORD']}" if d["PASSWORD"] else ""
        return f"postgres://{d['USER']}{secret}@{d['HOST']}:{d['PORT']}/{d['NAME']}"

    def open(self):
        """Let other processes see what the test has set up."""
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.path) as copy:
                connection.connection.backup(copy)

    def ask(self, sql, *values):
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.path, timeout=20) as copy:
                return copy.execute(sql.replace("%s", "?"), values).fetchone()[0]
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.fetchone()[0]

    def left(self, number):
        return {word: self.ask(sql, f"第{number}批%") for word, sql in LEFT.items()}

    def start(self, *words):
        return subprocess.Popen(
            [sys.executable, "manage.py", *words],
            cwd=settings.BASE_DIR,
            env=self.env,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *words):
        with self.start(*words) as process:
            out = process.communicate(timeout=120)[0]
        return process.returncode, out.strip().splitlines()[-1] if out.strip() else ""

    def kill_after(self, seconds, *words):
        """Start it, and kill it after so long, wherever it is by then."""
        with self.start(*words) as process:
            time.sleep(seconds)
            process.kill()
        self._wait_for_its_sessions()

    def _wait_for_its_sessions(self):
        """PostgreSQL still ends the statement, perhaps the COMMIT, of somebody who is gone."""
        others = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        until = time.monotonic() + 20
        while connection.vendor == "postgresql" and self.ask(others):
            assert time.monotonic() < until, "its sessions are still there"
            time.sleep(0.01)


@pytest.fixture
def office(town, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    make_default_capacities(by=SETUP)
    return Office(tmp_path)


def test_a_command_killed_at_any_moment_leaves_all_or_nothing(office, town, tmp_path):
    count = 120
    office.open()
    words = ["--committee", town.spring.code, "--actor", "spring_office"]
    began = time.monotonic()
    assert office.run("import_units", str(roster(tmp_path, 0, count)), *words) == (
        0,
        f"new={count} changed=0 same=0 refused=0",
    )
    whole = time.monotonic() - began
    moments = random.Random(20261123)
    outcomes = {"nothing": 0, "all": 0}

    # The first comes to nothing however slow the machine was before, or fast it is now.
    shares = [0.1, *(moments.uniform(0.3, 0.95) for _ in range(KILLS - 1))]
    for number, share in enumerate(shares, start=1):
        path = str(roster(tmp_path, number, count))
        office.kill_after(share * whole, "import_units", path, *words)
        left = office.left(number)
        assert set(left.values()) in ({0}, {count}), left
        done = left["units"] == count
        outcomes["all" if done else "nothing"] += 1
        again = office.run("import_units", path, *words)
        new, same = (0, count) if done else (count, 0)
        assert again == (0, f"new={new} changed=0 same={same} refused=0")
        assert set(office.left(number).values()) == {count}

    assert outcomes["nothing"], outcomes
    assert office.run("check_integrity") == (0, "faults=0")


def test_a_background_import_killed_at_any_moment_is_written_once(office, town, tmp_path):
    count = services.AT_ONCE_ROWS + 20
    by = actor(town.spring_office)
    jobs = range(3)
    runs = []
    for number in jobs:
        file = SimpleUploadedFile("r.xlsx", roster(tmp_path, number, count).read_bytes())
        run = services.bring("units", town.spring, file, by=by)
        runs.append(services.confirm(run, good_rows=False, by=by))
    office.open()
    moments = random.Random(7)

    # Interrupted three times, a job is given up: twice leaves each its last try.
    for number in range(2):
        office.kill_after(moments.uniform(0.8, 3.5), "work")
        for batch in jobs:
            assert set(office.left(batch).values()) in ({0}, {count}), (number, batch)
        time.sleep(1.1)  # until its lease has run out
    office.run("work", "--once")

    for number, run in enumerate(runs):
        assert set(office.left(number).values()) == {count}
        assert office.ask("SELECT status FROM paperwork_importrun WHERE id = %s", run.pk) == "done"
    imported = "SELECT count(*) FROM audit_entry WHERE action = 'paperwork.imported'"
    assert office.ask(imported) == len(runs)
    assert office.run("check_integrity") == (0, "faults=0")


def test_an_undoing_killed_at_any_moment_takes_back_all_or_nothing(office, town, tmp_path):
    count = services.AT_ONCE_ROWS + 20
    by = actor(town.spring_office)
    file = SimpleUploadedFile("r.xlsx", roster(tmp_path, 0, count).read_bytes())
    run = services.bring("units", town.spring, file, by=by)
    services.confirm(run, good_rows=False, by=by)
    assert run_next()
    run.refresh_from_db()
    assert undoing.undo(run, by=by).status == "undoing"
    office.open()
    # Of what was made there is all, or nothing; of what is on record nothing is ever lost.
    entered = "SELECT count(*) FROM audit_entry WHERE action = 'members.unit_entered'"
    removed = "SELECT count(*) FROM audit_entry WHERE action = 'paperwork.row_removed'"
    moments = random.Random(11)

    for number in range(2):
        office.kill_after(moments.uniform(0.7, 1.6), "work")
        left = office.left(0)
        there = {left[word] for word in left if word != "entries"}
        assert there in ({0}, {count}), (number, left)
        assert (office.ask(removed) > 0) is (there == {0})
        time.sleep(1.1)  # until its lease has run out
    office.run("work", "--once")

    assert set(office.left(0).values()) == {0}
    assert office.ask(entered) == count
    # A unit, a membership, a seat, a liaison and two people for each row.
    assert office.ask(removed) == 6 * count
    assert office.ask("SELECT status FROM paperwork_importrun WHERE id = %s", run.pk) == "undone"
    assert office.run("check_integrity") == (0, "faults=0")
