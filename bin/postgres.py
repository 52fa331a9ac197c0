"""A PostgreSQL for the tests: one that is given, one that runs here, or one of our own.

    with database_url() as url: ...

In this order: ``DATABASE_URL`` if it names PostgreSQL; a server on 127.0.0.1:5432 that lets
``postgres`` or the current user in without a password and make databases; a private cluster,
started from the installed programs in a temporary folder and thrown away afterwards.
"""

import contextlib
import getpass
import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg2

PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql*/bin")


class NoPostgres(Exception):
    """There is none to be had; the message says what was tried."""


@contextlib.contextmanager
def database_url() -> Iterator[str]:
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres:", "postgresql:", "psql:", "pgsql:")):
        yield given
    elif user := open_server():
        # The process id keeps two runs on one server apart; Django puts "test_" before it.
        yield f"postgres://{user}@127.0.0.1:5432/party_{os.getpid()}"
    else:
        with private_cluster() as cluster:
            yield cluster.url


def open_server() -> str:
    """A user that the server on 127.0.0.1:5432 lets in without a password, or nothing."""
    for user in dict.fromkeys(("postgres", getpass.getuser())):
        try:
            connection = psycopg2.connect(
                host="127.0.0.1", port=5432, user=user, dbname="postgres", connect_timeout=3
            )
        except psycopg2.Error:
            continue
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            )
            row = cursor.fetchone()
        if row and row[0]:
            return user
    return ""


class Cluster:
    """A PostgreSQL of our own in a temporary folder, on a free port."""

    def __init__(self, home: Path) -> None:
        self.home, self.data, self.log = home, home / "data", home / "log"
        self.initdb, self.pg_ctl = program("initdb"), program("pg_ctl")
        self.port, self.password = free_port(), secrets.token_hex(16)
        self.url = f"postgres://tests:{self.password}@127.0.0.1:{self.port}/party"
        self.owner: int | None
        self.group: int | None
        self.owner, self.group = owner_of_cluster()

    def create(self) -> None:
        password_file = self.home / "password"
        password_file.write_text(self.password)
        if self.owner is not None and self.group is not None:
            for path in (self.home, password_file):
                shutil.chown(path, self.owner, self.group)
        self._call(self.initdb, "-D", self.data, "-U", "tests", "-E", "UTF8", "--locale=C",
                   "-A", "scram-sha-256", f"--pwfile={password_file}")  # fmt: skip

    def start(self) -> None:
        # Nothing in it is to last, so it need not wait for the disk.
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.home} "
            "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        )
        self._call(
            self.pg_ctl, "-D", self.data, "-l", self.log, "-o", options, "-w", "-t", "60", "start"
        )

    def stop(self) -> None:
        self._call(self.pg_ctl, "-D", self.data, "-m", "immediate", "-w", "stop")

    def _call(self, *command: str | Path) -> None:
        done = subprocess.run(
            list(map(str, command)),
            cwd=self.home,
            stdout=subprocess.DEVNULL,  # no pipe: the server would inherit it and keep it open
            stderr=subprocess.DEVNULL,
            check=False,
            user=self.owner,
            group=self.group,
            extra_groups=None if self.owner is None else [],
        )
        if done.returncode:
            said = self.log.read_text() if self.log.is_file() else ""
            raise NoPostgres(f"{' '.join(map(str, command))} failed. {said}")


@contextlib.contextmanager
def private_cluster() -> Iterator[Cluster]:
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))  # short, for the sockets
    try:
        cluster = Cluster(home)
        cluster.create()
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def program(name: str) -> str:
    found = shutil.which(name)
    newest_first = sorted(
        (path for place in PLACES for path in Path("/").glob(f"{place[1:]}/{name}")),
        key=lambda path: list(map(int, re.findall(r"\d+", path.parent.parent.name))),
        reverse=True,
    )
    if not found and newest_first:
        found = str(newest_first[0])
    if not found:
        raise NoPostgres(
            "DATABASE_URL names none, 127.0.0.1:5432 lets nobody in without a password, and "
            f"{name} is neither on the PATH nor in /usr/lib/postgresql."
        )
    return found


def owner_of_cluster() -> tuple[int, int] | tuple[None, None]:
    """PostgreSQL refuses to run as root; then its own user takes it, or ``nobody``."""
    if os.geteuid() != 0:
        return None, None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return user.pw_uid, user.pw_gid
    raise NoPostgres("PostgreSQL does not run as root, and there is no user postgres or nobody.")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
