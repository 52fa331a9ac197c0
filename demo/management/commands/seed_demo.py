"""Make the fictional district of the demonstration."""

import os
import secrets
import time
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import translation

from accounts.models import User
from accounts.services import open_account
from audit.actors import Actor
from committees.models import Committee
from core import clock
from demo.district import District

# login: (real name, what it is)
ACCOUNTS = {
    "city": ("苏文博", "市级办公室"),
    "district": ("周海燕", "区级办公室"),
    "street": ("韩志强", "街道办公室"),
    "community": ("林晓东", "社区书记"),
    "grid": ("何玉兰", "网格长"),
    "liaison": ("罗新民", "成员单位联络员"),
    "leader": ("郭学文", "区领导"),
    "assessor": ("梁静", "考评员"),
    "resultuse": ("宋平", "结果运用专员"),
    "member": ("唐春梅", "党员"),
    "sysadmin": ("冯磊", "系统管理员"),
    "security": ("于敏", "安全管理员"),
    "auditor": ("董勇", "审计管理员"),
}


class Command(BaseCommand):
    help = "Makes a fictional district with one account per role, through the ordinary services."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where a committee exists"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if Committee.objects.exists():
            if options["if_empty"]:
                return
            raise CommandError("There is data already; the demonstration needs an empty database.")
        started = time.monotonic()
        password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(9)
        with translation.override(settings.LANGUAGE_CODE), transaction.atomic():
            District(self.accounts(password)).build()
        self.stdout.write(f"Demonstration district made in {time.monotonic() - started:.1f} s.")
        self.stdout.write("Accounts (one per role), all with this password:")
        for login, (name, what) in ACCOUNTS.items():
            self.stdout.write(f"  {login:<10} {name} {what}")
        self.stdout.write(f"  password: {password}")

    def accounts(self, password: str) -> dict[str, User]:
        """The accounts; one hash serves them all, because thirteen would take five seconds."""
        hashed = make_password(password)
        by = Actor(source="command")
        made = {}
        for login, (name, what) in ACCOUNTS.items():
            user, _initial = open_account({"login": login, "name": name, "workplace": what}, by=by)
            user.password = hashed
            user.is_demo, user.must_change_password = True, False
            user.password_set_at = clock.now()
            user.save()
            made[login] = user
        return made
