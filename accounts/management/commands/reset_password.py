from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts import services
from accounts.management.actors import account, actor
from core.verdicts import Refused


class Command(BaseCommand):
    """For the day on which the only security administrator has forgotten theirs."""

    help = (
        "Give an account a new initial password, printed once; --actor is a security administrator."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("login")
        parser.add_argument("--actor", required=True, help="login name of a security administrator")
        parser.add_argument(
            "--second-factor", action="store_true", help="remove a lost second factor as well"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        by, user = actor(options["actor"]), account(options["login"])
        reason = "manage.py reset_password"
        try:
            with transaction.atomic():
                password = services.reset_password(user, by=by, reason=reason)
                if options["second_factor"]:
                    services.reset_second_factor_alone(user, by=by, reason=reason)
        except Refused as refusal:
            raise CommandError(refusal.reason) from None
        self.stdout.write(f"{user.login} {password}")
