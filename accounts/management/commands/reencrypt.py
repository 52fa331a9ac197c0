from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import services
from accounts.management.actors import actor
from core.encryption import Unreadable
from core.verdicts import Refused


class Command(BaseCommand):
    """After a new FIELD_KEY: until this has run, the old one must stay in FIELD_KEY_FALLBACKS."""

    help = "Put what is encrypted under the present FIELD_KEY; --actor is a system administrator."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--actor", required=True, help="login name of a system administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            count = services.reencrypt_fields(by=actor(options["actor"]))
        except (Refused, Unreadable) as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"reencrypted={count}")
