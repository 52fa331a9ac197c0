"""How a day is read from a cell, and when it is not guessed."""

import datetime

import pytest

from core.imports.cells import Wrong
from core.imports.columns import Day

FIRST = datetime.date(2026, 3, 1)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-01",
        "2026/3/1",
        "2026.3.1",
        "2026年3月1日",
        "20260301",
        "２０２６－０３－０１",
        46082,
        46082.0,
        "46082",
    ],
)
def test_day_is_read_however_an_office_writes_it(typed):
    assert Day("joined", "Joined on").read(typed) == FIRST


@pytest.mark.parametrize("typed", ["2026年3月", "2026-03", "2026.3"])
def test_month_alone_is_its_first_day_only_where_that_will_do(typed):
    assert Day("joined", "Joined on", month_will_do=True).read(typed) == FIRST

    with pytest.raises(Wrong):
        Day("born", "Date of birth").read(typed)


@pytest.mark.parametrize("typed", ["长期", "2026年13月", "2026-02-30", "3月1日", 1.10105e17])
def test_no_day_is_guessed(typed):
    with pytest.raises(Wrong):
        Day("joined", "Joined on", month_will_do=True).read(typed)
