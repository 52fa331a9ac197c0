from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import services
from accounts.management.actors import account, actor
from core.verdicts import Refused


class Command(BaseCommand):
    help = "Let a locked name sign in again; --actor is a security administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login")
        parser.add_argument("--actor", required=True, help="login name of a security administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            services.unlock(account(options["login"]), by=actor(options["actor"]))
        except Refused as refusal:
            raise CommandError(refusal.reason) from None
        self.stdout.write("unlocked=1")
