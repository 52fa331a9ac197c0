"""A worker of its own process with slow tasks and one chore; started by ``test_work.py``."""

import datetime
import os
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from core.chores import CHORES, chore  # noqa: E402
from core.jobs import task  # noqa: E402
from core.models import Lease  # noqa: E402


@task("test.slow")
def slow(progress, notes, seconds):
    """One effect, a row, in the transaction that also marks the job as done."""
    with Path(notes).open("a") as file:
        file.write(f"started {os.getpid()}\n")
    with transaction.atomic():
        Lease.objects.create(name=f"effect {time.time_ns()}", due_at="2100-01-01T00:00:00Z")
        time.sleep(seconds)
        progress.finish({"done": True})
    return {}


@task("test.reading")
def reading(progress, notes, seconds):
    """Takes its time without writing."""
    with Path(notes).open("a") as file:
        file.write(f"started {os.getpid()}\n")
    time.sleep(seconds)
    return {}


if __name__ == "__main__":
    CHORES.clear()
    if "TICKS" in os.environ:

        @chore("test.tick", every=datetime.timedelta(seconds=0.5))
        def tick():
            with Path(os.environ["TICKS"]).open("a") as file:
                file.write("tick\n")

    call_command("work", *sys.argv[1:])
