"""The worker and the clock in one process: ``manage.py work``."""

import logging
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
            while chores.run_due() or jobs.run_next():
                pass
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        # The clock has a thread of its own: a long job does not keep seals and reminders waiting.
        with ThreadPoolExecutor(1, thread_name_prefix="clock") as pool:
            clock = pool.submit(_keep_on, chores.run_due, stop)
            _keep_on(jobs.run_next, stop)
        clock.result()  # raises what has stopped the clock, if anything did


def _keep_on(work: Callable[[], object], stop: threading.Event) -> None:
    """Do it again and again, with a rest when there was nothing to do, until told to stop; when
    it breaks down, the other thread is told to stop too.
    """
    pause = IDLE_SECONDS
    try:
        while not stop.is_set():
            close_old_connections()
            try:
                if not work():
                    stop.wait(IDLE_SECONDS)
                pause = IDLE_SECONDS
            except (OperationalError, InterfaceError) as error:
                log.warning("the database is away or busy (%s); again in %d s", error, pause)
                connections.close_all()
                stop.wait(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
    finally:
        stop.set()
        connections.close_all()
