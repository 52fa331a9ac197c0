"""A worker of its own process with one slow task; started by ``test_work.py``."""

import os
import sys
import time
from pathlib import Path

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from core.chores import CHORES  # noqa: E402
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


if __name__ == "__main__":
    CHORES.clear()
    call_command("work", *sys.argv[1:])
