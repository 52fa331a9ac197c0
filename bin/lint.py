#!/usr/bin/env python
"""All checks that run no tests; each says its name, its seconds and what it found."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sys.executable).parent
CHECKS = {
    "Style": ["ruff", "check", "."],
    "Format": ["ruff", "format", "--check", "."],
    "Types": ["mypy"],
    "Import contracts": ["lint-imports", "--no-logo"],
    "Templates": ["djlint", "--lint", "--quiet", "templates"],
    "Migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
    "Deployment checks": ["python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
}
# The checks of a deployment are made in its profile; the plain profile is warned about.
ENVIRONMENT = {"DJANGO_SETTINGS_MODULE": "config.settings_test", "HTTPS": "1"}


def main() -> int:
    failed = []
    environment = os.environ | ENVIRONMENT | {"DATABASE_URL": "sqlite://:memory:"}
    for name, (tool, *words) in CHECKS.items():
        print(f"--- {name}: {tool} {' '.join(words)}", flush=True)
        begin = time.monotonic()
        if subprocess.call([TOOLS / tool, *words], cwd=ROOT, env=environment):
            failed.append(name)
        print(f"    {time.monotonic() - begin:.1f} s", flush=True)
    if failed:
        print(f"\nFAILED: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
