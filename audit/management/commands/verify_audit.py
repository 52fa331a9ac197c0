"""Compare the audit log with its seals: ``manage.py verify_audit``."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from audit import seals


class Command(BaseCommand):
    help = "Compares the audit log with its seals, their chain and the copy in DATA_DIR/seals.log."

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 0 when all is as it was sealed; else 1, and the first damaged rows."""
        found = seals.verify()
        for fault in found.faults:
            self.stdout.write(str(fault))
        if not seals.copy_path().is_file():
            self.stderr.write(f"{seals.copy_path()} is not on this machine: not compared.")
        self.stdout.write(f"checked={found.checked} unsealed={found.unsealed}")
        if found.faults:
            sys.exit(1)
