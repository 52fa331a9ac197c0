"""Background jobs and the clock's chores: leased, once, never lost."""

import datetime

import pytest

from core import chores, clock, jobs
from core.models import Job, Lease
from core.verdicts import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def tasks(monkeypatch):
    monkeypatch.setattr(jobs, "TASKS", {})
    return jobs.TASKS


@pytest.fixture
def all_chores(monkeypatch):
    monkeypatch.setattr(chores, "CHORES", {})
    return chores.CHORES


def add(all_chores, run, minutes=60):
    all_chores["test"] = chores.Chore("test", datetime.timedelta(minutes=minutes), run)


def test_job_keeps_its_result(tasks):
    tasks["add"] = lambda progress, a, b: {"sum": a + b}
    job = jobs.enqueue("add", a=2, b=3)

    assert jobs.run_next() is True
    assert jobs.run_next() is False

    job.refresh_from_db()
    assert (job.status, job.result, job.leased_until) == (Job.Status.DONE, {"sum": 5}, None)


def test_unknown_task_is_not_queued(tasks):
    with pytest.raises(LookupError):
        jobs.enqueue("nothing")


def test_failed_job_says_what_a_person_may_read(tasks):
    def refuse(progress):
        raise Refused("今天不行")

    def break_down(progress):
        raise RuntimeError("13912345678")

    tasks["refuse"], tasks["break"] = refuse, break_down
    first, second = jobs.enqueue("refuse"), jobs.enqueue("break")

    jobs.run_next()
    jobs.run_next()

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, first.problem) == (Job.Status.FAILED, "今天不行")
    assert (second.status, second.problem) == (Job.Status.FAILED, "RuntimeError")


def test_leased_job_is_not_taken_before_its_time(tasks):
    tasks["x"] = lambda progress: {}
    job = jobs.enqueue("x")
    Job.objects.filter(pk=job.pk).update(
        status="running", leased_until=clock.now() + datetime.timedelta(seconds=30), tries=1
    )

    assert jobs.claim() is None


def test_job_of_a_dead_worker_is_taken_over_three_times_and_then_given_up(tasks):
    tasks["x"] = lambda progress: {}
    job = jobs.enqueue("x")
    Job.objects.filter(pk=job.pk).update(
        status="running", leased_until=clock.now() - datetime.timedelta(seconds=1), tries=3
    )

    assert jobs.run_next() is True

    job.refresh_from_db()
    assert (job.status, job.tries) == (Job.Status.FAILED, 4)


def test_worker_that_slept_past_its_lease_changes_nothing(tasks):
    tasks["x"] = lambda progress: {"by": "the sleeper"}
    jobs.enqueue("x")
    sleeper = jobs.claim()
    Job.objects.update(leased_until=clock.now() - datetime.timedelta(seconds=1))
    second = jobs.claim()

    jobs.run(sleeper)

    row = Job.objects.get()
    assert (row.status, row.result, row.tries) == (Job.Status.RUNNING, {}, second.tries)
    with pytest.raises(Refused):
        jobs.Progress(sleeper).finish({})


def test_chore_runs_when_due_and_not_before(all_chores, time_machine_at):
    runs = []
    add(all_chores, lambda: runs.append(clock.today()))
    time_machine_at(datetime.date(2026, 6, 29))

    assert [chores.run_due(), chores.run_due()] == [1, 0]
    time_machine_at(datetime.date(2026, 6, 30))
    assert chores.run_due() == 1

    assert runs == [datetime.date(2026, 6, 29), datetime.date(2026, 6, 30)]


def test_idle_clock_only_reads(all_chores, django_assert_num_queries):
    add(all_chores, lambda: None)
    chores.run_due()

    with django_assert_num_queries(1):
        chores.run_due()


def test_failed_chore_is_noted_and_tried_again_after_ten_minutes(all_chores):
    def fail():
        raise ValueError("kaputt")

    add(all_chores, fail, minutes=24 * 60)
    before = clock.now()

    chores.run_due()

    lease = Lease.objects.get(name="test")
    assert lease.problem == "ValueError: kaputt"
    assert lease.due_at - before < datetime.timedelta(minutes=11)


def test_done_chore_clears_the_problem_and_waits_its_time(all_chores):
    add(all_chores, lambda: None, minutes=24 * 60)
    Lease.objects.create(name="test", due_at=clock.now(), problem="ValueError: kaputt")

    chores.run_due()

    lease = Lease.objects.get(name="test")
    assert lease.problem == ""
    assert lease.due_at - clock.now() > datetime.timedelta(hours=23)
