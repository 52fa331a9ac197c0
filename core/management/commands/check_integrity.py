"""Verify what must always be true across rows: ``manage.py check_integrity``."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from core import hooks


class Command(BaseCommand):
    help = "Asks every room what is wrong with its rows: tree, dated rules, log against data."

    def handle(self, *args: Any, **options: Any) -> None:
        """Prints each fault and ``faults=N``; exit code 1 when there is any."""
        faults = 0
        for answer in hooks.integrity.ask():
            for fault in answer or ():
                faults += 1
                self.stdout.write(str(fault))
        self.stdout.write(f"faults={faults}")
        if faults:
            sys.exit(1)
