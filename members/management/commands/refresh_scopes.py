"""``manage.py refresh_scopes --actor LOGIN``: compute anew who sees what, and where it lies."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.management.actors import actor
from audit.services import record
from committees.services.placing import place_anew
from core.verdicts import Refused
from members.models import PartyMember
from members.services.scopes import refresh_all


class Command(BaseCommand):
    """The repair of what ``check_integrity`` says is out of date there; after it, ask once more."""

    help = "Computes anew who sees what, and where party members lie; --actor: system administrator"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("--actor", required=True, metavar="LOGIN")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        by = actor(options["actor"])
        try:
            refresh_all(by=by)  # asks whether the actor may
        except Refused as refusal:
            raise CommandError(refusal.reason) from None
        placed = place_anew(PartyMember.objects.all(), "person__home")
        record("members.members_placed", by.user, by=by, after={"party_members": placed})
