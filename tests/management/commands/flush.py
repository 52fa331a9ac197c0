"""Empties the test database, append-only tables included."""

from django.core.management.commands import flush

from audit.protection import lifted


class Command(flush.Command):
    def handle(self, **options):
        with lifted(options["database"]):
            super().handle(**options)
