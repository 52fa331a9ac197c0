"""``manage.py refresh_scopes --actor LOGIN``: compute anew who sees which unit and person."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.management.actors import actor
from core.verdicts import Refused
from members.services.scopes import refresh_all


class Command(BaseCommand):
    """The repair of what ``check_integrity`` says is out of date there; after it, ask once more."""

    help = "Computes anew who sees what; --actor is a system administrator."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--actor", required=True, metavar="LOGIN")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            refresh_all(by=actor(options["actor"]))
        except Refused as refusal:
            raise CommandError(refusal.reason) from None
