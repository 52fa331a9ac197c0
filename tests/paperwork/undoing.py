"""What the tests of undone imports share: all that there is, before and after."""

import csv
import io

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from core import hooks
from paperwork.services import imports
from tests.conftest import actor

ROOMS = ("members", "committees", "accounts")
# How often and when a row was saved: that goes on.
PASSING = {"version", "updated_at"}
# Rows that are computed from others are made anew, under new numbers.
COMPUTED = {"members.UnitScope", "members.PersonScope"}


def everything():
    """Every row of the rooms that an import writes in, by model."""
    found = {}
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            left_out = PASSING | ({"id"} if model._meta.label in COMPUTED else set())
            names = [f.attname for f in model._meta.concrete_fields if f.name not in left_out]
            rows = model._base_manager.values_list(*names)
            found[model._meta.label] = sorted(map(repr, rows))
    return found


def differing(before, after):
    """The models of which some row is not as before."""
    return {label for label in before if before[label] != after[label]}


def faults():
    return [str(fault) for answer in hooks.integrity.ask() for fault in answer or ()]


def table(head, *rows):
    """A file with these columns."""
    text = io.StringIO()
    csv.writer(text).writerows([head.split(), *rows])
    return SimpleUploadedFile("list.csv", text.getvalue().encode())


def imported(kind, place, head, *rows, by):
    """The run of a table that was brought and written whole."""
    run = imports.bring(kind, place, table(head, *rows), by=actor(by))
    assert (run.status, run.refused) == ("staged", 0), list(run.rows.values("problems"))
    return imports.confirm(run, good_rows=False, by=actor(by))
