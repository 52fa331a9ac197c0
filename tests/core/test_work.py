"""``manage.py work`` as it runs in an office: processes of their own, killed in the middle."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from core.models import Job, Lease

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


class Office:
    """A database that other processes can open, and the workers in it."""

    def __init__(self, folder):
        self.notes = folder / "notes.txt"
        self.ticks = folder / "ticks.txt"
        self.path = folder / "db.sqlite3"
        self.env = os.environ | {
            "DATA_DIR": str(folder),
            "DATABASE_URL": self._url(),
            "JOB_LEASE_SECONDS": "2",
            "PYTHONPATH": os.pathsep.join(
                [str(settings.BASE_DIR), os.environ.get("PYTHONPATH", "")]
            ),
        }
        self.started = []

    def _url(self):
        if connection.vendor == "sqlite":
            return f"sqlite:///{self.path}"
        d = connection.settings_dict
        secret = f":{d['PASSWORD']}" if d["PASSWORD"] else ""
        return f"postgres://{d['USER']}{secret}@{d['HOST']}:{d['PORT']}/{d['NAME']}"

    def queue(self, seconds, task="test.slow"):
        arguments = {"notes": str(self.notes), "seconds": seconds}
        job = Job.objects.create(task=task, arguments=arguments)
        if connection.vendor == "sqlite":
            with sqlite3.connect(self.path) as copy:
                connection.connection.backup(copy)
        return job

    def worker(self, *options):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.core.slow_task", *options],
            cwd=settings.BASE_DIR,
            env=self.env,
        )
        self.started.append(process)
        return process

    def starts(self):
        return self.notes.read_text().count("started") if self.notes.exists() else 0

    def wait_for(self, happened, seconds=30):
        end = time.monotonic() + seconds
        while not happened():
            assert time.monotonic() < end, "it did not happen in time"
            time.sleep(0.05)

    def status(self):
        return self._read("SELECT status FROM core_job", lambda: Job.objects.get().status)

    def effects(self):
        return self._read(
            "SELECT count(*) FROM core_lease WHERE name LIKE 'effect%'",
            Lease.objects.filter(name__startswith="effect").count,
        )

    def _read(self, sql, ask):
        if connection.vendor != "sqlite":
            return ask()
        with sqlite3.connect(self.path) as copy:
            return copy.execute(sql).fetchone()[0]


@pytest.fixture
def office(tmp_path):
    office = Office(tmp_path)
    yield office
    for process in office.started:
        if process.poll() is None:
            process.kill()
        process.wait()


def test_two_workers_do_a_job_once(office):
    office.queue(seconds=1)

    workers = [office.worker("--once"), office.worker("--once")]
    codes = [process.wait(timeout=60) for process in workers]

    assert codes == [0, 0]
    assert (office.starts(), office.effects(), office.status()) == (1, 1, "done")


def test_killed_worker_leaves_nothing_and_another_goes_on(office):
    office.queue(seconds=2)
    first = office.worker()
    office.wait_for(lambda: office.starts() == 1)

    first.send_signal(signal.SIGKILL)
    first.wait()
    left = office.effects()
    office.worker()
    office.wait_for(lambda: office.status() == "done")

    assert left == 0
    assert (office.starts(), office.effects()) == (2, 1)


def test_worker_that_is_told_to_stop_finishes_its_job(office):
    office.queue(seconds=2)
    worker = office.worker()
    office.wait_for(lambda: office.starts() == 1)

    worker.send_signal(signal.SIGTERM)
    code = worker.wait(timeout=30)

    assert code == 0
    assert (office.starts(), office.effects(), office.status()) == (1, 1, "done")


def test_long_job_does_not_hold_up_the_clock(office):
    office.env["TICKS"] = str(office.ticks)
    office.queue(seconds=4, task="test.reading")
    office.worker()
    office.wait_for(lambda: office.starts() == 1)

    office.wait_for(lambda: office.ticks.exists() and office.ticks.read_text().count("tick") >= 3)

    assert office.status() == "running"


@pytest.fixture
def cluster(monkeypatch):
    """A database server that can be stopped, with the product's tables."""
    monkeypatch.syspath_prepend(settings.BASE_DIR / "bin")
    from postgres import NoPostgres, private_cluster, program

    try:
        program("initdb")
    except NoPostgres as reason:
        pytest.skip(str(reason))
    with private_cluster() as cluster:
        with closing(psycopg2.connect(cluster.url.removesuffix("party") + "postgres")) as server:
            server.autocommit = True
            server.cursor().execute("CREATE DATABASE party")
        yield cluster


@pytest.mark.postgres
@pytest.mark.skipif(connection.vendor != "postgresql", reason="a file is never away")
def test_database_that_is_away_is_waited_for(office, cluster):
    office.env |= {"DATABASE_URL": cluster.url, "TICKS": str(office.ticks)}
    migrate = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(migrate, cwd=settings.BASE_DIR, env=office.env, check=True)
    worker = office.worker()
    office.wait_for(office.ticks.exists)

    cluster.stop()
    time.sleep(3)
    alive = worker.poll() is None
    cluster.start()
    before = office.ticks.read_text()
    with closing(psycopg2.connect(cluster.url)) as server, server, server.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_job (task, arguments, status, done, total, phase, result, problem,"
            " tries, created_at) VALUES ('test.slow', %s, 'queued', 0, 0, '', '{}', '', 0, now())",
            [json.dumps({"notes": str(office.notes), "seconds": 0})],
        )
    office.wait_for(lambda: office.starts() == 1 and office.ticks.read_text() != before)
    worker.send_signal(signal.SIGTERM)

    assert alive
    assert worker.wait(timeout=30) == 0
