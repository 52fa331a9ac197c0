"""Invented names, numbers and days, drawn by a fixed seed.

The area code 99 and the mobile prefix 154 are given to nobody.
"""

import datetime
import random
from collections.abc import Iterator
from typing import NamedTuple

from core.identifiers import resident_id_check_character
from core.names import read_aloud
from members.models.people import keys_of_person

SEED = 20260701
# Surnames with their share in ten thousand people, so that 王 is found as often as in a real city.
SURNAMES = {
    "王": 717, "李": 700, "张": 674, "刘": 510, "陈": 461, "杨": 322, "黄": 245, "赵": 200,
    "吴": 198, "周": 196, "徐": 145, "孙": 142, "马": 130, "朱": 128, "胡": 126, "郭": 120,
    "何": 119, "林": 117, "罗": 103, "高": 100, "郑": 93, "梁": 93, "谢": 80, "宋": 75,
    "唐": 68, "许": 68, "韩": 62, "冯": 62, "邓": 61, "曹": 60, "彭": 60, "曾": 58,
    "肖": 57, "田": 53, "董": 51, "袁": 50, "潘": 50, "于": 48, "蒋": 48, "蔡": 46,
    "余": 45, "杜": 44, "叶": 43, "程": 42, "苏": 41, "魏": 40, "吕": 39, "丁": 38,
    "任": 37, "沈": 36, "姚": 35, "卢": 34, "姜": 33, "崔": 32, "钟": 31, "谭": 30,
    "陆": 29, "汪": 28, "范": 27, "金": 26, "石": 25, "廖": 24, "贾": 23, "夏": 22,
    "单": 10, "仇": 5, "解": 8, "欧阳": 8, "司马": 4, "诸葛": 3,
}  # fmt: skip
GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英文华建国志海燕春梅晓东玉兰红新民学"
    "宁欣雨晨浩然子轩一诺思远佳怡俊峰鹏程立群永康福生素珍淑贞庆喜荣发慧琳雪莹博睿家豪"
)


PAIRS = 1200


class Name(NamedTuple):
    text: str
    sort_key: str
    pinyin: str
    initials: str
    keys: tuple[str, ...]  # by whose beginning it is found


class Names:
    """People's names, some of them borne by hundreds in a large city, as in any."""

    def __init__(self, seed: int = SEED) -> None:
        self.random = random.Random(seed)
        self.surnames = list(SURNAMES)
        self.shares = list(SURNAMES.values())
        pairs = [a + b for a in GIVEN for b in GIVEN if a != b]
        self.given = [*GIVEN, *self.random.sample(pairs, PAIRS)]
        # One in five has a given name of one character.
        self.given_shares = [PAIRS / 4 / len(GIVEN)] * len(GIVEN) + [1] * PAIRS
        self.known: dict[str, Name] = {}

    def draw(self, count: int) -> Iterator[Name]:
        surnames = self.random.choices(self.surnames, self.shares, k=count)
        given = self.random.choices(self.given, self.given_shares, k=count)
        for text in map(str.__add__, surnames, given):
            found = self.known.get(text)
            yield found if found is not None else self._read(text)

    def _read(self, text: str) -> Name:
        key, pinyin, initials = read_aloud(text, surname=True)
        keys = keys_of_person(text, key, pinyin, initials)
        found = self.known[text] = Name(text, key, pinyin, initials, tuple(sorted(keys)))
        return found


def phone(number: int) -> str:
    return f"154{number:08d}"


class Births:
    """Birth days and the resident ID numbers that go with them, each number once."""

    def __init__(self, area: str, first: datetime.date, days: int) -> None:
        self.first, self.count = first, days
        all_days = [first + datetime.timedelta(days=n) for n in range(days)]
        self.years = [day.year for day in all_days]
        self.heads = [f"{area}{day:%Y%m%d}" for day in all_days]
        # Goes through all the days in a mixed order before any comes again.
        self.step = next(n for n in (7919, 7907, 7901) if days % n)

    def of(self, number: int, *, woman: bool) -> tuple[int, str]:
        """Which of the days it is, and the number."""
        turn, at = divmod(number, self.count)
        at = at * self.step % self.count
        first17 = f"{self.heads[at]}{2 * turn + (not woman):03d}"
        return at, first17 + resident_id_check_character(first17)
