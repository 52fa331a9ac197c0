#!/usr/bin/env python
"""The whole test suite, on SQLite and then on PostgreSQL: ``.venv/bin/python bin/test.py``.

DB=sqlite | DB=postgres     only one of them
REQUIRE_POSTGRES=1          fail, instead of warning, where no PostgreSQL is to be had
ARGS="-k seats -n 0"        further words for pytest
--slow                      those instead that judge by many tries: faults, killing, random walks
--browser                   the browser tests instead (SQLite; needs Chromium)
"""

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

from postgres import NoPostgres, database_url

ROOT = Path(__file__).resolve().parent.parent
TWO_AT_ONCE = ["-n", "2", "--dist", "worksteal"]
SQLITE = "sqlite://:memory:"  # said aloud, because .env may name another


def main() -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that a private cluster is stopped
    extra = [word for word in sys.argv[1:] if word not in {"--browser", "--slow"}]
    extra += shlex.split(os.environ.get("ARGS", ""))
    if "--browser" in sys.argv[1:]:
        return pytest("browser tests, SQLite", SQLITE, ["-m", "browser", *extra])
    if "--slow" in sys.argv[1:]:
        extra = ["-m", "slow", *extra]
    database = os.environ.get("DB", "").lower()
    if database not in {"", "sqlite", "postgres"}:
        print(f"DB={database} is neither sqlite nor postgres.", file=sys.stderr)
        return 2
    results = {}
    if database != "postgres":
        results["SQLite"] = pytest("SQLite", SQLITE, [*TWO_AT_ONCE, *extra])
    if database != "sqlite":
        try:
            with database_url() as url:
                results["PostgreSQL"] = pytest("PostgreSQL", url, [*TWO_AT_ONCE, *extra])
        except NoPostgres as reason:
            required = database == "postgres" or os.environ.get("REQUIRE_POSTGRES") == "1"
            results["PostgreSQL"] = 1 if required else 0
            print(f"\n{'!' * 80}\nNOT TESTED ON POSTGRESQL: {reason}\n{'!' * 80}", file=sys.stderr)
    return max(results.values())


def pytest(title: str, url: str, words: list[str]) -> int:
    print(f"\n=== {title} ===", flush=True)
    environment = os.environ | {"DATABASE_URL": url}
    # Tests make their own folder and keys; those of the product are none of their business.
    for name in ("DATA_DIR", "SECRET_KEY", "AUDIT_KEY", "FIELD_KEY"):
        environment.pop(name, None)
    begin = time.monotonic()
    command = [sys.executable, "-m", "pytest", "--durations=10", *words]
    status = subprocess.call(command, cwd=ROOT, env=environment)
    print(f"=== {title}: {'passed' if status == 0 else f'FAILED ({status})'}, ", end="")
    print(f"{time.monotonic() - begin:.0f} s ===", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
