"""Addresses of the pages about one row."""

from functools import cache

from django.urls import reverse


@cache
def around_key(name: str) -> tuple[str, str]:
    """What stands before and behind the row's key in the address of this name."""
    before, after = reverse(name, args=[0]).rsplit("0", 1)
    return before, after


def address_of(name: str, key: int) -> str:
    """The same as ``reverse(name, args=[key])``, which takes as long as the row's rules."""
    before, after = around_key(name)
    return f"{before}{key}{after}"
