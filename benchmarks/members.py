"""A roster of party members taken in by the command, with the share of each part of the work."""

import datetime
import io
import random
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout, suppress
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.core.management import call_command

from committees.models import Committee
from core.exports import write_xlsx
from core.identifiers import resident_id_check_character
from demo.dates import day
from demo.scale import City
from members.models import MemberUnit, PartyOrganization
from members.services.organisations import prepare

HEADINGS = (
    "姓名 身份证号 性别 手机 人员类别 在职情况 工作单位 职务 所在党支部 居住社区 入党日期 特长"
).split()
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹曾单"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉红建国文志海波宁欣雨晨浩然子轩一诺思远"
SKILLS = "法律 党务 摄影 心理咨询 维修 医疗、急救 财务 书法 英语 教育".split()
# What is timed: where each function is called by its name.
PARTS = {
    "read": [
        ("committees.management.importing", "read_file"),
        ("committees.management.importing", "find_table"),
    ],
    "check": [("core.imports.running", "judge")],
    "pinyin": [("members.services.people", "read_aloud")],
    "encryption": [
        ("core.encryption", "encrypt"),
        ("members.services.party_members", "blind_index"),
        ("members.services.member_intake", "blind_indexes"),
        ("members.imports.members_known", "blind_indexes"),
    ],
    "write": [("core.bulk", "save_new")],
    "keys": [("members.services.member_intake", "write_person_keys")],
    "audit": [("members.services.member_intake", "record_many")],
    "journal": [
        ("members.services.member_intake", "note_made_at_once"),
        ("paperwork.services.imports", "_keep"),
    ],
    "all the rest": [("benchmarks.members", "call_command")],
}


@contextmanager
def timed() -> Iterator[dict[str, float]]:
    """The seconds of each part, without those of the parts called from within it."""
    took: dict[str, float] = defaultdict(float)
    inside = [0.0]

    def clocked(part: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def run_it(*args: Any, **kwargs: Any) -> Any:
            inside.append(0.0)
            started = time.perf_counter()
            try:
                return work(*args, **kwargs)
            finally:
                whole = time.perf_counter() - started
                took[part] += whole - inside.pop()
                inside[-1] += whole

        return run_it

    with ExitStack() as stack:
        for part, places in PARTS.items():
            for place, name in places:
                module = import_module(place)
                stack.enter_context(
                    patch.object(module, name, clocked(part, getattr(module, name)))
                )
        yield took


def people(city: City, rows: int) -> Iterator[list[Any]]:
    """Invented members, the same every time, in the city's units, branches and communities."""
    chance = random.Random(7)
    units = list(MemberUnit.objects.order_by("pk").values_list("name", flat=True)[:5000])
    branches = [PartyOrganization(name=f"第{n}党支部", category="branch", starts_on=day(12),
                                  home=city.city) for n in range(500)]  # fmt: skip
    for branch in branches:
        prepare(branch)
    PartyOrganization.objects.bulk_create(branches)
    communities = Committee.objects.filter(level="community")
    places = list(communities.values_list("code", flat=True))
    for n in range(rows):
        born = datetime.date(1940, 1, 1) + datetime.timedelta(days=chance.randrange(22000))
        first17 = f"11{n // 1000 % 10000:04d}{born:%Y%m%d}{n % 1000:03d}"
        name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2))))
        yield [
            name,
            first17 + resident_id_check_character(first17),
            "男" if n % 2 else "女",
            f"139{n:08d}",
            "预备党员" if n % 20 == 0 else "正式党员",
            chance.choice(("在职", "离退休", "无职")),
            chance.choice(units),
            chance.choice(("科员", "主任", "", "教师")),
            f"第{chance.randrange(500)}党支部",
            chance.choice(places),
            (born + datetime.timedelta(days=9000)).isoformat(),
            chance.choice(SKILLS),
        ]


def import_it(path: str, city: City) -> str:
    said = io.StringIO()
    with redirect_stdout(said), suppress(SystemExit):
        call_command("import_members", path, committee=city.city.code, actor=city.office.login)
    return (said.getvalue().strip().splitlines() or [""])[-1]


def peak() -> int:
    """Megabytes that this process has held at most since ``forget_peak``."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found[1]) // 1024 if found else 0


def forget_peak() -> None:
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def measure(city: City, rows: int, goal: int) -> None:
    """The whole chain from a workbook of 12 columns, and again with nothing new."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "members.xlsx")
        write_xlsx(path, "roster", HEADINGS, people(city, rows))
        for title in ("party members", "the same again"):
            forget_peak()
            before = peak()
            started, worked = time.perf_counter(), time.process_time()
            with timed() as took:
                summary = import_it(path, city)
            whole = time.perf_counter() - started
            print(f"\nimport of {rows} {title}: {whole:.1f} s ({summary})")
            print(f"at this rate 100,000 in {whole * 100_000 / rows:.0f} s (goal {goal} s)")
            print(f"of this process alone {time.process_time() - worked:.1f} s")
            print(f"memory {peak()} MB at most, {before} MB before")
            for part, seconds in took.items():
                print(f"  {part:14}{seconds:7.2f} s {seconds / whole:6.1%}")
