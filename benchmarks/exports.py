"""The list of party members of the whole city as CSV and as a workbook."""

import csv as csv_module
import io
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.http import QueryDict

from benchmarks.members import forget_peak, peak
from core.exports import csv_lines, read_on, write_xlsx
from demo.scale import City
from members.models import PartyMember
from members.tables.party_members import MemberTable

ROWS = 500_000
GOALS = {"csv": 6, "xlsx": 15}
PEAK = 100  # megabytes


def measure(city: City, rows: int = ROWS) -> None:
    """A city that has fewer members is read several times over."""
    listed = PartyMember.objects.at(city.city).current().order_by("sort_key", "pk")
    table = MemberTable(QueryDict())
    headings = table.export_headings()

    def exported() -> Iterator[list[Any]]:
        while True:
            yield from table.exported(read_on(table.read(listed)))

    def csv() -> int:
        return sum(map(len, csv_lines(headings, islice(exported(), rows))))

    def xlsx() -> int:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "members.xlsx"
            write_xlsx(str(path), "members", headings, islice(exported(), rows))
            return path.stat().st_size

    def bare_rows() -> Iterator[tuple[Any, ...]]:
        sql, values = table.read(listed).query.sql_with_params()
        while True:
            with connection.chunked_cursor() as cursor:
                cursor.execute(sql, values)
                while part := cursor.fetchmany(2000):
                    yield from part

    def bare() -> int:
        """What any export costs here: the same SQL, written by ``csv.writer`` as it comes."""
        told = io.StringIO()
        csv_module.writer(told).writerows(islice(bare_rows(), rows))
        return told.tell()

    ways: dict[str, Callable[[], int]] = {
        "bare": bare,
        "reading": lambda: sum(1 for _row in islice(exported(), rows)),
        "csv": csv,
        "xlsx": xlsx,
    }
    next(chain(exported()))  # what is read once per process has been read
    print(f"\nexport of {rows} party members, {len(headings)} columns")
    bare_took = 0.0
    for name, way in ways.items():
        forget_peak()
        before = peak()
        started, worked = time.perf_counter(), time.process_time()
        with transaction.atomic():
            size = way()
        took = time.perf_counter() - started
        bare_took = bare_took or took
        goal = ""
        if name in GOALS:
            goal = f"{took / bare_took:.2f} of bare, goal {GOALS[name]} s for {ROWS}, {PEAK} MB"
        print(
            f"  {name:8}{took:7.1f} s ({time.process_time() - worked:.1f} s of this process), "
            f"{peak()} MB at most, {before} MB before; {size / 1e6:.1f} MB. {goal}"
        )
