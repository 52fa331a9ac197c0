"""The divisions of a city or district as a table: the tree of committees is built from it.

The file gives the area's name. The committee's own name follows from the tier's pattern and is
never written over once somebody has set it by hand. What is imported is in being (a division that
exists has its committee); a body that is only proposed is entered on its own page.
"""

import re
from collections.abc import Hashable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from committees import rules, services
from committees.models import Committee, Tier
from committees.reach import reach_of
from committees.terms import LEVELS, Level, Status
from core.imports import Choice, Code, Importer, Row, Text, register
from core.imports.engine import CHANGED, NEW, SAME
from core.imports.running import refusing
from core.verdicts import Verdict

# The words that offices use for each level.
WORDS = {
    Level.CITY: "市 地市 市级 municipality",
    Level.DISTRICT: "区 县 区县 区级 县级 市辖区 county",
    Level.STREET: "街道 乡 镇 乡镇 街乡 街乡镇 街道乡镇 街镇 街道(乡镇) 街道级 town township "
    "subdistrict street",
    Level.COMMUNITY: "社区 村 社区村 社区(村) 居委会 村委会 village neighbourhood",
    Level.GRID: "网格",
}
LEVEL_WORDS = {word: level for level, some in WORDS.items() for word in some.split()}


@register
class DivisionImport(Importer):
    """Rows by area code; parents are found in the file or in the tree."""

    name = "divisions"
    title = gettext_lazy("Divisions of the tree")
    intro = gettext_lazy(
        "One row for each area, in any order. The code is the key; names may repeat. "
        "Committees are "
        "named by their tier's pattern. Moves, mergers and ends are made by reorganisation, "
        "not here."
    )
    columns = [
        Code(
            "code",
            gettext_lazy("area code"),
            names=(
                "代码",
                "编码",
                "区划代码",
                "行政区划代码",
                "统计用区划代码",
                "code",
                "area code",
                "division code",
            ),
            required=True,
            max_length=20,
            explained=gettext_lazy("12 digits; a grid has its community's code and a suffix."),
            example="110105001000",
        ),
        Text(
            "name",
            gettext_lazy("name of the area"),
            names=("名称", "区划名称", "地区名称", "区域名称", "name", "area", "area name"),
            required=True,
            max_length=60,
            example="建外街道",
        ),
        Choice(
            "level",
            gettext_lazy("level"),
            of=list(Level.choices),
            synonyms=LEVEL_WORDS,
            names=("层级", "级别", "级次", "level", "tier"),
            required=True,
            example="街道",
        ),
        Code(
            "parent_code",
            gettext_lazy("area code of the committee above"),
            names=(
                "上级代码",
                "上级编码",
                "上级区划代码",
                "父级代码",
                "parent_code",
                "parent code",
                "parent",
            ),
            max_length=20,
            explained=gettext_lazy("Empty only at the top."),
            example="110105000000",
        ),
    ]

    @classmethod
    def may_start(cls, by: Any) -> Verdict:
        return rules.can_manage_anything(by)

    def may_run(self) -> Verdict:
        return rules.can_manage_anything(self.by)

    def keys(self, row: Row) -> Iterable[Hashable]:
        return [row.values["code"]] if "code" in row.values else []

    def in_order(self, rows: list[Row]) -> list[Row]:
        """From the top: a new committee needs the one above it."""
        last = len(LEVELS)
        return sorted(
            rows,
            key=lambda row: LEVELS.index(row.values["level"]) if "level" in row.values else last,
        )

    def load(self, rows: list[Row]) -> None:
        self.rows = {row.values["code"]: row for row in reversed(rows) if "code" in row.values}
        wanted = set(self.rows) | {row.values.get("parent_code", "") for row in rows}
        self.committees: dict[str, Committee] = {}
        codes = sorted(wanted)
        for start in range(0, len(codes), 500):
            found = Committee.objects.filter(code__in=codes[start : start + 500]).select_related(
                "parent"
            )
            self.committees |= {committee.code: committee for committee in found}
        self.tiers = {tier.level: tier for tier in Tier.objects.all()}
        self.reach = reach_of(self.by.user)

    def check(self, row: Row) -> None:
        code, level = row.values["code"], row.values["level"]
        if level != Level.GRID and not re.fullmatch(r"\d{12}", code):
            row.error(_("An area code has exactly 12 digits."), "code")
            return
        committee = self.committees.get(code)
        if committee is None:
            self._check_new(row)
        else:
            self._check_known(row, committee)

    def _check_new(self, row: Row) -> None:
        parent_code, level = row.get("parent_code"), row.values["level"]
        if not parent_code:
            row.error(
                _(
                    "Only the top has nothing above it, and the top is founded once. Please "
                    "give the code above."
                ),
                "parent_code",
            )
            return
        above, parent = self.rows.get(parent_code), self.committees.get(parent_code)
        if parent is not None:
            verdict = rules.can_found_under(self.by, parent)
            if verdict:
                verdict = rules.can_place(Committee(level=level), parent)
            if not verdict:
                row.error(verdict.reason, "" if verdict.is_forbidden else "parent_code")
                return
        elif above is None:
            row.error(
                _("There is no committee with the code %(code)s, neither here nor in this file.")
                % {"code": parent_code},
                "parent_code",
            )
            return
        elif above.outcome != NEW:
            row.error(
                _("The row above it, row %(row)d, is refused.") % {"row": above.number},
                "parent_code",
            )
            return
        elif LEVELS.index(above.values["level"]) + 1 != LEVELS.index(level):
            row.error(
                _("%(child)s cannot lie directly under %(parent)s.")
                % {"child": Level(level).label, "parent": Level(above.values["level"]).label},
                "level",
            )
            return
        verdict = rules.can_code(row.values["code"], level, parent or Committee(code=parent_code))
        if not verdict:
            row.error(verdict.reason, "code")
            return
        row.outcome = NEW
        row.changes = {"name": ("", row.values["name"]), "level": ("", str(Level(level).label))}

    def _check_known(self, row: Row, committee: Committee) -> None:
        if not self.reach.manages(committee.path):
            row.error(
                _("%(name)s lies outside your part of the tree.") % {"name": row.values["name"]}
            )
            return
        if committee.level != row.values["level"]:
            row.error(
                _("This code belongs to a committee of the level “%(level)s”.")
                % {"level": committee.get_level_display()},
                "level",
            )
            return
        parent_code = row.get("parent_code")
        if committee.parent is not None and parent_code and parent_code != committee.parent.code:
            row.error(
                _(
                    "It lies under %(parent)s. A move is made by reorganisation, with its "
                    "date and basis."
                )
                % {"parent": committee.parent.area_name},
                "parent_code",
            )
            return
        row.target = committee
        if committee.area_name == row.values["name"]:
            row.outcome = SAME
            return
        verdict = rules.can_edit(self.by, committee)
        if not verdict:
            row.error(verdict.reason)
            return
        row.outcome = CHANGED
        row.changes = {"name": (committee.area_name, row.values["name"])}

    def write(self, rows: list[Row]) -> None:
        for row in rows:
            with refusing(row):
                if row.target is None:
                    self._create(row)
                else:
                    self._rename(row.target, row.values["name"])

    def _create(self, row: Row) -> None:
        committee = services.create_committee(
            self.committees[row.values["parent_code"]],
            {
                "code": row.values["code"],
                "level": row.values["level"],
                "area_name": row.values["name"],
                "status": Status.APPROVED,
            },
            by=self.by,
        )
        self.committees[committee.code] = committee

    def _rename(self, committee: Committee, area: str) -> None:
        """The area's new name; the committee's follows unless somebody has set it by hand."""
        name_is_own = committee.name_is_own
        committee = services.edit_committee(
            committee, {"area_name": area}, version=None, by=self.by
        )
        tier = self.tiers.get(committee.level)
        if not name_is_own and tier:
            services.edit_committee(
                committee, {"name": tier.name_for(area)}, version=None, by=self.by
            )
