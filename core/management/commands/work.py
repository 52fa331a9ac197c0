"""The worker and the clock in one process: ``manage.py work``."""

import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connections

from core import chores, jobs

log = logging.getLogger(__name__)

IDLE_SECONDS = 1.0
LONGEST_PAUSE = 60.0


class Command(BaseCommand):
    help = (
        "Runs background jobs and what the clock does by itself. Several may run side by side;"
        " SIGTERM lets the running job finish."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        """Work until told to stop. A database that is away is waited for, longer each time."""
        if once:
            while _one_round():
                pass
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        pause = IDLE_SECONDS
        while not stop.is_set():
            close_old_connections()
            try:
                if not _one_round():
                    stop.wait(IDLE_SECONDS)
                pause = IDLE_SECONDS
            except (OperationalError, InterfaceError) as error:
                log.warning("the database is away (%s); trying again in %d s", error, pause)
                connections.close_all()
                stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)


def _one_round() -> bool:
    """The clock first, then one job; whether there was anything to do."""
    ran = chores.run_due()
    return jobs.run_next() or bool(ran)
