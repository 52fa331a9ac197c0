"""Measure on PostgreSQL and SQLite, one process each, and print both tables.

.venv/bin/python -m benchmarks                 24,000 party members; some minutes
.venv/bin/python -m benchmarks --members N     another size (240,000; on PostgreSQL 2,400,000)
.venv/bin/python -m benchmarks --quick         a small city, to see that everything runs
.venv/bin/python -m benchmarks --only sqlite   or postgres
.venv/bin/python -m benchmarks --part imports  or exports, papers, pages: one of them alone
.venv/bin/python -m benchmarks --without-peers  at 2.4 million, where they take minutes each
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "bin"))


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--quick", action="store_true", help="a small city and few rounds")
    parser.add_argument("--only", choices=["postgres", "sqlite"])
    parser.add_argument(
        "--members", type=int, help="how many party members (default 24000, quick 2000)"
    )
    parser.add_argument(
        "--part", choices=["pages", "papers", "exports", "imports"], help="that alone"
    )
    parser.add_argument(
        "--without-peers",
        action="store_true",
        help="no stock admin and no plain list, which take minutes in a large city",
    )
    options = parser.parse_args()
    arguments = ["--quick"] if options.quick else []
    if options.without_peers:
        arguments.append("--without-peers")
    if options.part:
        arguments += ["--part", options.part]
    if options.members:
        arguments += ["--members", str(options.members)]
    status = 0
    if options.only != "sqlite":
        from postgres import database_url

        with database_url() as url:
            status |= measure(url, arguments)
    if options.only != "postgres":
        status |= measure("sqlite://", arguments)
    return status


def measure(url: str, arguments: list[str]) -> int:
    """One database in a process of its own, with data of its own that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="benchmarks-") as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            "DATABASE_URL": url if url != "sqlite://" else f"sqlite:///{folder}/db.sqlite3",
            "DATA_DIR": folder,
            "SECRET_KEY": "only for measuring",
            "AUDIT_KEY": "only for measuring",
            "STATEMENT_TIMEOUT_MS": "600000",
            "LOG_LEVEL": "ERROR",
        }
        (Path(folder) / "static").mkdir()
        command = [sys.executable, "-m", "benchmarks.run", *arguments]
        return subprocess.call(command, cwd=ROOT, env=environment)


if __name__ == "__main__":
    sys.exit(main())
