"""``manage.py seed_scale --members N``: a whole synthetic city, for looking at speed and size."""

import os
import secrets
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from accounts.models import User
from committees.models import Committee
from demo.scale import Size, make_city
from demo.scale.size import LEAST


class Command(BaseCommand):
    help = (
        "Fills an empty database with a synthetic city: the tree with an account at each "
        "committee, units, party members, posts, a claim of each member, what was served and "
        "pledged. The same every time."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--members", type=int, required=True, help=f"how many party members, from {LEAST} on"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["members"] < LEAST:
            raise CommandError(f"A city has {LEAST} party members or more.")
        if Committee.objects.exists() or User.objects.exists():
            raise CommandError("There is data already; a synthetic city needs an empty database.")
        password = os.environ.get("DEMO_PASSWORD") or secrets.token_urlsafe(9)
        size, started = Size.of(options["members"]), time.monotonic()
        with translation.override(settings.LANGUAGE_CODE):
            make_city(size, password=password, say=self.stdout.write)
        self.stdout.write(
            f"{size.members} party members, {size.units} units, {size.communities} communities, "
            f"{size.streets} streets, {size.districts} districts in "
            f"{time.monotonic() - started:.1f} s."
        )
        self.stdout.write("The city's office signs in as: city (others: level and code)")
        self.stdout.write(f"  password: {password}")
