"""Takes the database away at one chosen statement, and sums up what is in it."""

import hashlib
import os
from contextlib import contextmanager

from django.apps import apps
from django.db import OperationalError, connection

# ``THOROUGH=1`` breaks a long act at each of its statements, else at each fifth one.
STRIDE = 1 if os.environ.get("THOROUGH") else 5
# What a page may write although the act itself failed: the visit, not the deed.
ASIDE = {"sessions.Session"}


@contextmanager
def broken_at(number):
    """From the ``number``-th SQL statement of the block on, the database is gone."""
    counted = [0]

    def wrapper(execute, sql, params, many, context):
        counted[0] += 1
        if counted[0] >= number:
            raise OperationalError("broken on purpose")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield counted


@contextmanager
def hiccup_at(number):
    """The database refuses the ``number``-th statement of the block, and only that one."""
    counted = [0]

    def wrapper(execute, sql, params, many, context):
        counted[0] += 1
        if counted[0] == number:
            return execute("this is no statement", None, False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(wrapper):
        yield counted


def checksum():
    """A digest of every row of every table that the product itself writes."""
    digest = hashlib.sha256()
    for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
        if model._meta.label in ASIDE:
            continue
        rows = model._base_manager.order_by("pk").values_list()
        digest.update(f"{model._meta.label}:{[tuple(map(str, row)) for row in rows]}".encode())
    return digest.hexdigest()
