"""``manage.py found CODE NAME --level city|district --office-login LOGIN``: begin from nothing."""

import os
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from accounts.services import open_account
from audit.actors import Actor
from committees.models import Committee
from committees.services import appoint_founder, found_top, make_default_tiers
from committees.terms import Level, Role, Status
from core import hooks
from core.verdicts import Refused
from members.services.capacities import make_default_capacities

OFFICES = {Level.CITY: Role.CITY_OFFICE, Level.DISTRICT: Role.DISTRICT_OFFICE}
ADMINISTRATORS = {
    "sysadmin_login": Role.SYSTEM,
    "security_login": Role.SECURITY,
    "auditor_login": Role.AUDIT,
}


class Command(BaseCommand):
    """Founds the top committee with its first accounts, all of it or nothing.

    Prints one ``login password`` a line; the passwords are kept nowhere and must be changed at the
    first sign-in. Exit code 1 where a committee exists or a login name cannot be used.
    """

    help = "Founds the top committee of an empty installation, with its first accounts."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("code", help="area code of 12 digits, such as 110000000000")
        parser.add_argument("name", help="name of the area, such as 北京市")
        parser.add_argument("--level", required=True, choices=[str(level) for level in OFFICES])
        parser.add_argument("--office-login", required=True)
        parser.add_argument("--sysadmin-login")
        parser.add_argument("--security-login")
        parser.add_argument("--auditor-login")

    def handle(self, *args: Any, **options: Any) -> None:
        by = Actor(source="command")
        try:
            with transaction.atomic():
                accounts = self._found(options, by)
        except Refused as refusal:
            raise CommandError(refusal.reason) from None
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from None
        for user, password in accounts:
            self.stdout.write(f"{user.login} {password}")

    def _found(self, options: dict[str, Any], by: Actor) -> list[tuple[User, str]]:
        make_default_tiers(by=by)
        make_default_capacities(by=by)
        hooks.founded.ask(by)
        committee = found_top(
            {
                "code": options["code"].strip(),
                "area_name": options["name"].strip(),
                "level": options["level"],
                "status": Status.APPROVED,
            },
            by=by,
        )
        posts: list[tuple[str, str, Committee | None]] = [
            (options["office_login"], OFFICES[Level(options["level"])], committee)
        ]
        posts += [
            (options[name], role, None) for name, role in ADMINISTRATORS.items() if options[name]
        ]
        accounts = []
        for login, role, place in posts:
            # One password for all where the office has set one; else one is made up for each.
            account = open_account(
                {
                    "login": login,
                    "name": str(Role(role).label),
                    "workplace": str(place or committee),
                },
                by=by,
                password=os.environ.get("OFFICE_PASSWORD", ""),
            )
            appoint_founder(account[0], role, place, by=by)
            accounts.append(account)
        return accounts
