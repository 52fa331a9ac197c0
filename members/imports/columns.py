"""The columns of a roster of units, with the headings that offices write over them."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.identifiers import USCC_BLANKS, normalise_uscc, uscc_problem
from core.imports import Choice, Code, Column, Day, Name, Phone, Text, Whole, Wrong, YesNo
from members.terms import Affiliation, Category, PartyCoverage, PartyStatus

# 两新 are non-public enterprises and social organisations together; the credit code tells which.
TWO_NEW = "two-new"


def by_word(words: dict[str, str]) -> dict[str, str]:
    """Word → value, from the words that offices use for each value."""
    return {word: value for value, some in words.items() for word in some.split()}


CATEGORY_WORDS = by_word(
    {
        "organ": "党政机关 机关 行政机关 机关单位 党政机关单位",
        "people": "人民团体 群团 群团组织 团体",
        "university": "高校 高等学校 大学 院校",
        "school": "中小学 中小学校 小学 中学 学校 幼儿园",
        "hospital": "医院 医疗机构 公立医院",
        "institution": "事业 事业单位 其他事业单位 科研院所",
        "state-firm": "国企 国有企业 央企 国有及国有控股企业",
        "private-firm": "非公企业 非公 非公有制企业 民企 民营企业 新经济组织 私营企业",
        "social": "社会组织 社团 新社会组织 民办非企业 民非",
        "community": "街道社区 社区 街道",
        "village": "村 行政村",
        "army": "部队 军队 驻军",
        "other": "其他 其它",
        TWO_NEW: "两新 两新组织",
    }
)
AFFILIATION_WORDS = by_word(
    {
        "central": "中央 中央级 央属 中央单位 部属",
        "city": "市属 市级 市 市直",
        "district": "区属 区级 区 区直 县属",
        "street": "街属 街道属 街道 街道级 乡镇 镇属",
        "private": "非公 非公有制 民营 无隶属",
        "other": "其他 其它",
    }
)
COVERAGE_WORDS = by_word(
    {
        "committee": "党委",
        "general-branch": "党总支 总支",
        "branch": "党支部 支部",
        "joint-branch": "联合党支部 联合支部",
        "should-have": "应建未建",
        "none": "无 未建 不具备条件",
    }
)
PARTY_WORDS = by_word(
    {
        "full": "中共党员 党员 正式党员 中共正式党员 是 yes",
        "probationary": "预备党员 中共预备党员",
        "none": "群众 团员 共青团员 非党员 民主党派 否 no",
    }
)


class CreditCode(Code):
    """Upper-case and half-width; words that mean "none" leave the cell empty."""

    def parse(self, text: str, raw: Any) -> Any:
        code = normalise_uscc(super().parse(text, raw))
        if code in USCC_BLANKS:
            return None
        if problem := uscc_problem(code):
            raise Wrong(problem)
        return code


class CategoryColumn(Choice):
    """The categories, and 两新组织, which leaves open which of two it is."""

    def shown(self, value: Any) -> str:
        return "两新组织" if value == TWO_NEW else super().shown(value)


def units_columns() -> list[Column]:
    return [
        Whole(
            "id",
            _("System number"),
            names=("系统编号", "ID", "unit id"),
            in_template=False,
            explained=_("As the list of units exports it; then name and code may change."),
        ),
        Whole(
            "row_number",
            pgettext_lazy("of a roster", "No."),
            names=("序号", "No", "no."),
            most=999_998,
            in_template=False,
            explained=_("Becomes the office sequence of units that are new; others keep theirs."),
        ),
        Text(
            "name",
            _("Name of the unit"),
            names=(
                "单位名称",
                "单位全称",
                "成员单位",
                "成员单位名称",
                "名称",
                "name",
                "unit",
                "member unit",
                "unit name",
            ),
            required=True,
            max_length=100,
            example="示范区春晖医院",
        ),
        Text("short_name", _("short name"), names=("简称", "单位简称"), max_length=40),
        CategoryColumn(
            "category",
            _("category"),
            of=list(Category.choices),
            synonyms=CATEGORY_WORDS,
            names=("单位性质", "单位类别", "单位类型", "性质", "类别", "kind"),
            example="医院",
        ),
        Choice(
            "affiliation",
            _("affiliation"),
            of=list(Affiliation.choices),
            synonyms=AFFILIATION_WORDS,
            names=("隶属层级", "隶属关系", "隶属", "affiliation level"),
            example="区属",
        ),
        Text(
            "system",
            pgettext_lazy("of units", "system"),
            names=("系统", "所属系统", "行业系统"),
            max_length=40,
            example="卫生健康",
        ),
        CreditCode(
            "uscc",
            _("unified social credit code"),
            names=(
                "统一社会信用代码",
                "信用代码",
                "社会信用代码",
                "机构代码",
                "uscc",
                "credit code",
            ),
            max_length=18,
            explained=_("18 characters. Leave it blank if the unit has none."),
            example="121100004000000014",
        ),
        Text(
            "address",
            _("address"),
            names=("详细地址", "地址", "单位地址", "办公地址"),
            max_length=200,
            example="春晖路12号",
        ),
        Text(
            "area",
            _("community or grid of the address"),
            names=("所在社区", "所属社区", "社区", "社区(村)", "所在网格", "community"),
            max_length=60,
            explained=_("By its name or code; it must lie below the committee."),
            example="和平里社区",
        ),
        Text(
            "head",
            _("head of the unit"),
            names=("单位负责人", "负责人", "法定代表人", "主要负责人"),
            max_length=50,
        ),
        Phone(
            "phone",
            _("telephone"),
            names=("单位电话", "办公电话", "电话", "unit phone"),
            example="010-65000000",
        ),
        Text(
            "party_organisation",
            _("party organisation"),
            names=("党组织名称", "党组织", "党组织情况|党组织名称"),
            max_length=100,
        ),
        Choice(
            "party_coverage",
            _("party organisation there"),
            of=list(PartyCoverage.choices),
            synonyms=COVERAGE_WORDS,
            names=("党组织类型", "党组织类别", "党组织形式"),
        ),
        Text(
            "party_secretary",
            _("party secretary"),
            names=("党组织书记", "书记", "党组织情况|书记", "党组织负责人"),
            max_length=50,
        ),
        Whole(
            "party_members",
            _("party members"),
            names=("党员人数", "党员数", "党员数量", "党组织情况|人数"),
            most=1_000_000,
            example="63",
        ),
        Text(
            "superior",
            _("superior party organisation"),
            names=("上级党组织", "上级党组织名称"),
            max_length=100,
        ),
        Text(
            "superior_contact",
            _("contact at the superior"),
            names=("上级党组织联系人", "上级联系人"),
            max_length=100,
        ),
        YesNo("has_union", _("trade union"), names=("工会", "是否建工会")),
        YesNo("has_youth_league", _("youth league"), names=("共青团", "团组织", "是否建团")),
        YesNo(
            "has_womens_federation", _("women's federation"), names=("妇联", "妇女组织", "妇委会")
        ),
        Name(
            "representative",
            _("Representative"),
            names=("单位代表", "委员代表", "代表", "委员", "单位代表|姓名", "代表情况|姓名"),
            max_length=50,
            example="王建国",
        ),
        Text(
            "representative_position",
            _("Position of the representative"),
            names=("代表职务", "单位代表职务", "单位代表|职务", "代表情况|职务"),
            max_length=100,
        ),
        Phone(
            "representative_phone",
            _("Phone of the representative"),
            names=(
                "代表电话",
                "单位代表电话",
                "单位代表|电话",
                "单位代表|联系电话",
                "代表情况|联系电话",
                "代表情况|电话",
            ),
        ),
        Name(
            "liaison",
            _("Liaison"),
            names=("联络员", "联络员姓名", "联络员情况|姓名", "联络员情况|联络员", "联络员|姓名"),
            max_length=50,
            example="李娜",
        ),
        Text(
            "liaison_position",
            _("Position of the liaison"),
            names=("联络员职务", "联络员情况|职务", "联络员|职务"),
            max_length=100,
        ),
        Phone(
            "liaison_phone",
            _("Phone of the liaison"),
            names=(
                "联络员电话",
                "联络员联系电话",
                "联络员手机",
                "联络员联系方式",
                "联络员情况|联系电话",
                "联络员情况|电话",
                "联络员情况|手机",
                "联络员情况|联系方式",
                "联络员|联系电话",
                "联络员|电话",
            ),
            example="13800000000",
        ),
        Choice(
            "liaison_party",
            _("Party membership of the liaison"),
            of=list(PartyStatus.choices),
            synonyms=PARTY_WORDS,
            names=(
                "联络员政治面貌",
                "联络员是否正式党员",
                "联络员情况|政治面貌",
                "联络员|政治面貌",
            ),
            explained=_(
                "A liaison must be a full party member. Where the column is missing, the "
                "roster is taken to say so."
            ),
        ),
        Day(
            "joined",
            _("Joined on"),
            names=("入会时间", "入会日期", "加入时间", "加入日期", "入会", "joined", "joined on"),
            example="2026-03-01",
            month_will_do=True,
            explained=_(
                "Year, month and day; a month alone is read as its first day. Without one, a new "
                "unit joins on the day of the import."
            ),
        ),
        Text("basis", _("basis"), names=("入会依据", "依据", "加入依据"), max_length=200),
        YesNo(
            "at_is_member",
            _("member now"),
            in_template=False,
            explained=_("As the list of units exports it; it cannot be changed here."),
        ),
        Whole("sequence", _("office sequence"), names=("排序", "排序号", "显示顺序"), most=999_998),
        Text("note", _("note"), names=("备注", "说明", "remarks", "remark")),
    ]
