"""``manage.py serve``: the web server and the worker, started and stopped together."""

import contextlib
import ctypes
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

SECONDS_TO_START = 60
SECONDS_TO_STOP = 35  # gunicorn lets running requests end within 30
Programs = dict[str, subprocess.Popen[bytes]]


class Stopped(BaseException):
    """Somebody asked us to stop; like KeyboardInterrupt, it is no Exception."""


class Command(BaseCommand):
    help = "Serve the site with gunicorn and run the worker beside it; stop both together."
    requires_system_checks: list[str] = []  # the two programs check for themselves

    def add_arguments(self, parser: ArgumentParser) -> None:
        at = f"127.0.0.1:{os.environ.get('PORT', '8000')}"
        parser.add_argument("--bind", default=at, help=f"address:port; {at} without it (PORT)")
        parser.add_argument("--workers", type=int, default=os.environ.get("WEB_WORKERS", "2"))
        parser.add_argument("--threads", type=int, default=os.environ.get("WEB_THREADS", "4"))

    def handle(self, *, bind: str, workers: int, threads: int, **options: Any) -> None:
        host, port = host_and_port(bind)
        refuse_taken_port(host, port)
        os.umask(0o077)  # what they write into DATA_DIR is for the owner alone
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        web = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", bind]
        web += ["--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)]
        web += ["--timeout", "60", "--graceful-timeout", "30", "--log-level", "warning"]
        web += ["--no-control-socket", "--preload"]  # the code is read once for all processes
        programs: Programs = {}
        ended = ""
        try:
            programs["web server"] = start(web)
            answered = answers(host, port, programs)
            # Only now: it would keep the first page waiting.
            programs["worker"] = start([sys.executable, "manage.py", "work"])
            if answered:
                self.stdout.write(f"\nReady at http://{shown(host)}:{port}/  (Ctrl+C stops it)")
                if logins := demo_logins():
                    self.stdout.write(f"Demo accounts: {logins}")
                    self.stdout.write("Their password was printed when they were made.")
                self.stdout.flush()
            ended = wait_for_the_first(programs)
        except Stopped:
            self.stdout.write("Stopping ...")
        finally:
            stop_all(programs)
        if ended:
            raise CommandError(f"{ended} The other was stopped too.", returncode=1)


def demo_logins() -> str:
    """The names of the demo accounts, if this is the fictional district."""
    people = get_user_model()._default_manager.filter(is_demo=True).order_by("pk")
    try:
        return " ".join(person.get_username() for person in people)
    except DatabaseError:
        return ""
    finally:
        connection.close()


def stop(*_: Any) -> NoReturn:
    raise Stopped


def host_and_port(bind: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise CommandError(f"{bind!r} is not address:port, for example 127.0.0.1:8000.")
    return host.strip("[]"), int(port)


def shown(host: str) -> str:
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - only for reading
    return f"[{name}]" if ":" in name else name


def refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"{host}:{port} cannot be used ({error.strerror}). Choose another port: "
                f"`make start PORT={port + 1}`."
            ) from error


def start(command: list[str]) -> subprocess.Popen[bytes]:
    """A child in a session of its own: Ctrl+C reaches us alone, and we stop it in good order."""
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        start_new_session=True,
        preexec_fn=die_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 - no threads yet
    )


def die_with_parent() -> None:
    """Ask the kernel for a SIGTERM when we are killed, so that no child is left behind."""
    set_parent_death_signal = 1
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)


def answers(host: str, port: int, programs: Programs) -> bool:
    """Wait until the first page is served, or one of the programs has ended."""
    give_up = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < give_up and all(p.poll() is None for p in programs.values()):
        asking = http.client.HTTPConnection(shown(host).strip("[]"), port, timeout=5)
        with (
            contextlib.closing(asking),
            contextlib.suppress(OSError, http.client.HTTPException),
        ):
            asking.request("GET", "/healthz")
            asking.getresponse()
            return True
        time.sleep(0.1)
    return False


def wait_for_the_first(programs: Programs) -> str:
    """Sleep until one of the programs ends; say which, and how."""
    while True:
        for name, program in programs.items():
            if program.poll() is not None:
                return f"The {name} ended (exit code {program.returncode})."
        time.sleep(0.5)


def stop_all(programs: Programs) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    for program in programs.values():
        program.terminate()
    give_up = time.monotonic() + SECONDS_TO_STOP
    for program in programs.values():
        try:
            program.wait(max(0.1, give_up - time.monotonic()))
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()
