"""Invented names for the demonstration, drawn by a fixed seed: the same on every machine.

The area code 99 exists nowhere, so no number made here can belong to a real body or person.
"""

import datetime
import random

from core.identifiers import resident_id_check_character, uscc_check_character

AREA = "990101"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧曾单仇区解"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英文华建国志强海燕春梅晓东玉兰红梅新民学文"
ROADS = ["春晖", "湖滨", "翠屏", "望江", "朝霞", "同心", "东风", "团结", "建设", "百合"]

STREETS = ["春晖街道", "湖滨街道", "翠屏街道", "望江镇"]
COMMUNITIES = [
    ["和平里社区", "青松社区", "明德社区", "东风社区", "长青社区"],
    ["荷塘社区", "柳岸社区", "渔家社区", "水榭社区", "望湖社区"],
    ["翠竹社区", "松林社区", "南坡社区", "书院社区", "石桥社区"],
    ["江口社区", "渡口社区", "沙洲村", "桃园村", "新安社区"],
]

# (pattern of the name, category, affiliation, system, first two digits of the credit code)
UNITS = [
    ("{area}第{n}中学", "school", "district", "教育", "12"),
    ("{area}{road}小学", "school", "district", "教育", "12"),
    ("{road}医院", "hospital", "city", "卫生", "12"),
    ("中央{road}研究院", "institution", "central", "科技", "12"),
    ("{road}大学", "university", "central", "教育", "12"),
    ("{road}银行股份有限公司{area}支行", "state-firm", "central", "金融", "91"),
    ("云山{road}物业管理有限公司", "private-firm", "private", "两新", "91"),
    ("{road}律师事务所", "social", "other", "司法", "31"),
    ("{area}{road}志愿服务协会", "social", "district", "民政", "51"),
    ("{road}市场监督管理所", "organ", "district", "市场监管", "11"),
    ("{area}{road}派出所", "organ", "district", "公安", "11"),
    ("{road}(云山)科技有限公司", "private-firm", "private", "两新", "91"),
]


class Inventor:
    """Draws names, numbers and codes in a fixed order."""

    def __init__(self, seed: int = 20260701) -> None:
        self.random = random.Random(seed)
        self.used: set[str] = set()
        self.count = 0

    def person(self) -> str:
        for _attempt in range(100):
            length = self.random.choice((1, 2, 2))
            name = self.random.choice(SURNAMES) + "".join(self.random.sample(GIVEN, length))
            if name not in self.used:
                self.used.add(name)
                return name
        raise LookupError("the list of names is exhausted")

    def phone(self) -> str:
        """A number of a block that is not given out (1390000xxxx)."""
        self.count += 1
        return f"1390000{self.count:04d}"

    def resident_id(self, born: datetime.date, *, woman: bool) -> str:
        """A number of the area code that exists nowhere."""
        self.count += 1
        first17 = f"{AREA}{born:%Y%m%d}{self.count % 100:02d}{2 if woman else 1}"
        return first17 + resident_id_check_character(first17)

    def unit(self, number: int, area: str) -> dict[str, str]:
        """The name and code list entries of the n-th unit."""
        pattern, category, affiliation, system, kind = UNITS[number % len(UNITS)]
        road = ROADS[(number * 3 + number // len(UNITS)) % len(ROADS)]
        name = pattern.format(area=area, road=road, n="一二三四五六七八九十"[number // len(UNITS)])
        if name in self.used:
            name = f"{name}（{area}）"
        self.used.add(name)
        first17 = f"{kind}{AREA}{'99'}{number:07d}"
        return {
            "name": name,
            "category": category,
            "affiliation": affiliation,
            "system": system,
            "uscc": first17 + uscc_check_character(first17),
            "address": f"{area}{road}路{self.random.randint(1, 200)}号",
        }
