"""Measure one database: make the city, ask each page many times by turns, print ratios and goals.

Read the ratios, which are taken side by side in one run, never milliseconds of two runs.
"""

import argparse
import gc
import io
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402

from benchmarks import exports, members, papers, plans  # noqa: E402
from benchmarks.pages import (  # noqa: E402
    browser,
    deep,
    depth,
    details,
    floors,
    lists,
    page,
    stock,
)
from committees.models import Committee  # noqa: E402
from demo.scale import City, Size, make_city  # noqa: E402

DETAIL_QUERIES = 8
IMPORT_SECONDS = 40
OWN = "the product's own empty page"
PARTS = ("pages", "papers", "exports", "imports")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--members", type=int, default=0)
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--without-peers", action="store_true")
    options = parser.parse_args()
    quick = options.quick
    size = Size.of(options.members or (2_000 if quick else 24_000))
    parts = [options.part] if options.part else PARTS
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        started = time.perf_counter()
        city = make_city(size, password="only for measuring")  # noqa: S106
        print(
            f"\n{connection.vendor}: {size.members} members, {size.units} units in "
            f"{time.perf_counter() - started:.0f} s"
        )
        held = "pages" not in parts or report(
            city, rounds=5 if quick else 25, with_peers=not options.without_peers
        )
        if "papers" in parts:
            papers.measure(city, 50 if quick else papers.COUNT)
        if "exports" in parts:
            exports.measure(city, 5000 if quick else exports.ROWS)
        if "imports" in parts:
            _import(city, 500 if quick else 10_000)
            members.measure(city, 500 if quick else 100_000, IMPORT_SECONDS)
        return 0 if held else 1
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def report(city: City, *, rounds: int, with_peers: bool) -> bool:
    """Every case by turns; the goals as they are told stand beside them."""
    whole, street = browser(city, city.city.pk), browser(city, city.street.pk)
    below = Committee.objects.filter(parent=city.street).order_by("pk")[0]
    community = browser(city, below.pk)
    found = lists(city)
    cases: dict[str, Callable[[], Any]] = {
        "A": page(stock(city), "/bench/empty/"),
        OWN: page(whole, "/bench/empty/"),
    }
    cases |= floors(city, found)
    asked: list[tuple[str, Any, str]] = []  # name, browser, address
    peers: list[tuple[str, str]] = []
    for one in found:
        total = city.size.units if one.name == "units" else one.rows.count()
        at = depth(one, total)
        asked += [
            (f"{one.name}, city", whole, one.url),
            (f"{one.name}, street", street, one.url),
            (f"{one.name}, community", community, one.url),
            (f"{one.name}, deep", whole, one.url + deep(one, at)),
            *(
                (f"{one.name}, {name}", street if search.street else whole,
                 f"{one.url}?q={search.words}")
                for name, search in one.searches.items()
            ),
        ]  # fmt: skip
        peers += [
            (f"admin {one.name}", one.admin),
            (f"admin {one.name}, deep", f"{one.admin}?p={at}"),
            (f"admin {one.name}, search", f"{one.admin}?q={one.looked_for}"),
            (f"plain {one.name}", one.plain),
            (f"plain {one.name}, deep", f"{one.plain}?page={at}"),
            (f"plain {one.name}, search", f"{one.plain}?{one.plain_search}={one.looked_for}"),
        ]
    asked += [(f"page of a {what}", whole, url) for what, (url, _pk) in details(city).items()]
    cases |= {name: page(client, url) for name, client, url in asked}
    peers = peers if with_peers else []
    cases |= {name: page(whole, url) for name, url in peers}
    took = _by_turns(cases, rounds)
    held = True
    print(f"{'':32}{'ms':>9}{'x F+A':>8}{'x first':>9}{'admin/':>9}{'plain/':>9}  goal")
    for name in [
        *(n for n in took if n in ("A", OWN) or n.startswith("F ")),
        *(n for n, *_r in asked),
    ]:
        held &= _line(name, took, found)
    for name, _url in peers:
        print(f"{name:32}{took[name]:9.2f}")
    return held & _queries(asked)


def _line(name: str, took: dict[str, float], found: list[Any]) -> bool:
    """One case beside its floor, its first page and its peers; whether it keeps its goal."""
    value = took[name]
    if name in ("A", OWN) or name.startswith("F "):
        print(f"{name:32}{value:9.2f}")
        return True
    if name.startswith("page of a "):
        ratio = value / (took[f"F {name.removeprefix('page of a ')}"] + took["A"])
        print(f"{name:32}{value:9.2f}{ratio:8.2f}{'':27}  {_verdict(ratio, 2.0)}")
        return ratio <= 2.0
    room, what = name.split(", ", 1)
    one = next(one for one in found if one.name == room)
    first = took[f"{room}, city"]
    of_floor, of_first = value / (took[f"F {room}"] + took["A"]), value / first
    kind = ", deep" if what == "deep" else ", search" if what in one.searches else ""
    ratio, goal = of_first, 1.2
    if what in one.searches:
        goal = one.searches[what].goal
    elif what != "deep":
        ratio, goal = of_floor, one.goal
    peers = (took.get(f"{peer} {room}{kind}") for peer in ("admin", "plain"))
    beside = "".join(f"{peer / value:9.1f}" if peer else f"{'':9}" for peer in peers)
    if what in one.searches and of_floor <= goal * one.goal:
        # As many times what a first page may take: a page that became cheaper makes no search dear.
        ratio = min(ratio, goal)
    print(f"{name:32}{value:9.2f}{of_floor:8.2f}{of_first:9.2f}{beside}  {_verdict(ratio, goal)}")
    return ratio <= goal


def _verdict(ratio: float, goal: float) -> str:
    return f"{'holds' if ratio <= goal else 'MISSED'} {goal}"


def _by_turns(cases: dict[str, Callable[[], Any]], rounds: int) -> dict[str, float]:
    """Milliseconds of each case: the lower quartile of its rounds, each asking every case once.

    What else the machine does in between only ever adds to a time.
    """
    took: dict[str, list[float]] = {name: [] for name in cases}
    for case in cases.values():
        case()
    gc.collect()
    gc.disable()
    for _round in range(rounds):
        for name, case in cases.items():
            started = time.perf_counter()
            case()
            took[name].append((time.perf_counter() - started) * 1000)
        gc.collect()
    gc.enable()
    return {name: statistics.quantiles(times, n=4)[0] for name, times in took.items()}


def _queries(asked: list[tuple[str, Any, str]]) -> bool:
    """Queries of each page, and no reading of a large table from one end to the other."""
    print()
    held = True
    for name, client, url in asked:
        client.get(url)  # what is read once per session has been read
        count, read = plans.full_reads(client, url)
        missed = ["reads all of " + ", ".join(read)] if read else []
        missed += [f"MISSED at most {DETAIL_QUERIES}"] * (
            name.startswith("page of a ") and count > DETAIL_QUERIES
        )
        held &= not missed
        print(f"{name:32}{count:4} queries  {'; '.join(missed)}")
    return held


def _import(city: City, rows: int) -> None:
    """The whole chain of an import from a workbook, beside writing as many bare rows."""
    import xlsxwriter

    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "units.xlsx")
        book = xlsxwriter.Workbook(path, {"constant_memory": True})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["单位名称", "单位类别", "地址"])
        for n in range(rows):
            sheet.write_row(n + 1, 0, [f"导入单位第{n}号", "医院", f"东街{n}号"])
        book.close()
        started = time.perf_counter()
        said = io.StringIO()
        # The command exits with 1 when it refuses a row; its last line says how many.
        with redirect_stdout(said), suppress(SystemExit):
            call_command("import_units", path, committee=city.street.code, actor=city.office.login)
        took = time.perf_counter() - started
    summary = (said.getvalue().strip().splitlines() or [""])[-1]
    bare = _bare_insert(rows)
    print(f"\nimport of {rows} rows: {took:.1f} s ({rows / took:.0f} a second; {summary})")
    print(f"as many bare rows in one INSERT each: {bare:.1f} s, ratio {took / bare:.1f}")


def _bare_insert(rows: int) -> float:
    """As many units written by executemany into the indexed table, then taken back."""
    from django.db import transaction

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM members_memberunit WHERE id = 1")
        names = [column[0] for column in cursor.description]
        values = list(cursor.fetchone())
    at, code, name = names.index("id"), names.index("uscc"), names.index("name")
    lines = []
    for n in range(rows):
        line = list(values)
        line[at], line[code], line[name] = 900_000_000 + n, "", f"导入单位第{n}号"
        lines.append(line)
    marks = ", ".join(["%s"] * len(names))
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO members_memberunit ({', '.join(names)}) VALUES ({marks})", lines
        )
        took = time.perf_counter() - started
        transaction.set_rollback(True)
    return took


if __name__ == "__main__":
    sys.exit(main())
