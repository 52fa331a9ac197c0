"""The columns of a roster of party members, with the headings and words that offices write."""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.identifiers import normalise
from core.imports import Choice, Column, Day, Name, Phone, Prose, ResidentId, Text, Wrong
from core.imports.cells import CONTROL, word_key
from core.imports.columns import LANGUAGES
from core.imports.lists import number_column
from members import slots
from members.imports.columns import by_word
from members.models import PartyMember, Person
from members.terms import Skill

STATUS_WORDS = by_word(
    {
        "full": "正式 正式党员 中共正式党员 中共党员 党员",
        "probationary": "预备 预备党员 中共预备党员",
        "transferred": "转出 已转出 转走 已转走 组织关系已转出",
        "suspended": "停止党籍 停籍 已停止党籍",
        "lost": "失联 失联党员 失去联系",
        "left": "出党 退党 脱党 除名 自行脱党 劝退除名 开除党籍",
        "deceased": "去世 已去世 死亡 已故 亡故 逝世",
    }
)
EMPLOYMENT_WORDS = by_word(
    {
        "in-service": "在职 在岗 在职党员 在岗职工",
        "retired": "离退休 退休 离休 已退休 退休党员 离退休党员",
        "without-post": "无职 无业 无职党员 无固定职业 待业 失业 未就业",
    }
)
SEX_WORDS = by_word({"male": "男 男性", "female": "女 女性"})
SKILL_WORDS = by_word(
    {
        "policy": "政策 宣讲 理论宣讲 政策理论 政策宣传",
        "organising": "党务 党建 组织 党务工作 组织策划 组织协调",
        "law": "法律 律师 法律咨询 法律服务 法律援助 普法",
        "mediation": "调解 矛盾调解 纠纷调解 人民调解",
        "security": "治安 消防 安全 安保 巡逻 治安巡逻 消防安全 应急",
        "environment": "环境 环保 绿化 园艺 保洁 环境整治 垃圾分类 环境保护",
        "repair": "维修 水电 工程 家电维修 水电维修 建筑 电工",
        "medicine": "医疗 护理 医生 医学 医护 急救 卫生 健康 医疗卫生 健康咨询",
        "psychology": "心理 心理咨询 心理疏导 心理辅导",
        "education": "教育 教学 辅导 教师 家教 课业辅导 家庭教育 教育培训",
        "arts": "文艺 书法 绘画 音乐 舞蹈 唱歌 手工 文艺表演 书画 乐器 戏曲",
        "sports": "体育 健身 太极 球类 运动",
        "computers": "电脑 手机 计算机 信息技术 编程 智能手机",
        "media": "写作 宣传 摄影 新闻 传媒 摄像 文字 新媒体 视频制作",
        "finance": "财务 会计 金融 审计 理财 财会",
        "employment": "就业 创业 就业指导 招聘 创业指导",
        "care": "养老 助老 助残 照护 为老服务 助老服务 扶老助残",
        "languages": "外语 英语 手语 翻译 日语",
        "other": "其他 其它",
    }
)
PIECE = re.compile(r"[^、,;/\s]+")
DAYS = [
    *(f"周{day} 星期{day} 礼拜{day}" for day in "一二三四五六"),
    "周日 周天 星期日 星期天 礼拜日 礼拜天",
]
PARTS = ["上午 早上 早晨", "下午", "晚上 晚间 夜间 傍晚"]
EXAMPLE = slots.bits_of([15, 20])  # Saturday morning, Sunday evening


class Several(Column):
    """Several words in one cell. ``known`` has their keys with what each means."""

    def known(self) -> Mapping[str, Any]:
        raise NotImplementedError(f"{type(self).__name__} must say which words it knows.")

    def words(self, text: str) -> list[tuple[str, Any]]:
        """Each word with its meaning, or None. The product's own words may have separators in
        them, so the longest known one is taken first."""
        text, known, found = normalise(CONTROL.sub("", text)), self.known(), []
        places = [piece.span() for piece in PIECE.finditer(text)]
        while places:
            start, count = places[0][0], len(places)
            while count > 1 and word_key(text[start : places[count - 1][1]]) not in known:
                count -= 1
            word = text[start : places[count - 1][1]]
            found.append((word, known.get(word_key(word))))
            places = places[count:]
        return found

    def is_tidied(self, typed: str, value: Any) -> bool:
        return False


class SkillWords(Several):
    """Specialties; of a word that is on no list, that there is another one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.one = Choice(self.key, self.label, of=list(Skill.choices), synonyms=SKILL_WORDS)

    def known(self) -> Mapping[str, Any]:
        return self.one.known()

    def read(self, raw: Any) -> Any:
        # What stands is a list already.
        return sorted(raw) if isinstance(raw, list) else super().read(raw)

    def parse(self, text: str, raw: Any) -> Any:
        return sorted({str(code or Skill.OTHER) for _word, code in self.words(text)}) or None

    @lru_cache(maxsize=1000)  # noqa: B019 one column of one kind of import
    def unknown(self, text: str) -> list[str]:
        """The words that are on no list."""
        return [word for word, code in self.words(text) if code is None]

    def shown(self, value: Any) -> str:
        return str(_of(PartyMember, "specialties").in_words(value))


class SlotWords(Several):
    """Parts of the week, as 周六上午、工作日晚上 or 周末 says them."""

    @cache  # noqa: B019 one column of one kind of import
    def known(self) -> Mapping[str, Any]:
        days = {word: [day] for day, words in enumerate(DAYS) for word in words.split()}
        days |= {
            "工作日": [*range(5)],
            "周末": [5, 6],
            "双休日": [5, 6],
            "每天": [*range(7)],
            "": [*range(7)],
        }
        parts = {word: [part] for part, words in enumerate(PARTS) for word in words.split()}
        parts |= {"": [0, 1, 2], "全天": [0, 1, 2], "白天": [0, 1]}
        found = {
            day + part: slots.bits_of([3 * d + p for d in days[day] for p in parts[part]])
            for day in days
            for part in parts
            if day or part
        }
        for language in LANGUAGES:
            with translation.override(language):
                found |= {word_key(slots.slot_in_words(one)): 1 << one for one in slots.SLOTS}
        return found

    def read(self, raw: Any) -> Any:
        # What stands is a number already; in a table there are only words.
        return raw if type(raw) is int else super().read(raw)

    def parse(self, text: str, raw: Any) -> Any:
        bits = 0
        for word, some in self.words(text):
            if some is None:
                raise Wrong(
                    _("“%(word)s” is no part of the week. Please write them as %(example)s.")
                    % {"word": word[:40], "example": slots.in_words(EXAMPLE)}
                )
            bits |= some
        return bits or None

    def shown(self, value: Any) -> str:
        return slots.in_words(value or 0)


def _of(model: Any, name: str) -> Any:
    return model._meta.get_field(name)


def member_columns() -> list[Column]:
    return [
        number_column(),
        Name(
            "name",
            pgettext_lazy("of a person", "name"),
            names=("姓名", "党员姓名", "名称"),
            required=True,
            max_length=50,
            example="周敏",
        ),
        ResidentId(
            "resident_id",
            _of(PartyMember, "resident_id").verbose_name,
            names=("身份证号", "身份证号码", "公民身份证号码", "身份证", "证件号码"),
            explained=_(
                "18 characters, or blank. Birth date and sex follow from it; it is kept encrypted."
            ),
        ),
        Choice(
            "sex",
            _of(PartyMember, "sex").verbose_name,
            of=list(_of(PartyMember, "sex").flatchoices),
            synonyms=SEX_WORDS,
            example="女",
        ),
        Day(
            "born_on",
            _of(PartyMember, "born_on").verbose_name,
            names=("出生年月日", "出生年月", "生日"),
            explained=_("Year, month and day; a day is never guessed."),
        ),
        Phone(
            "phone",
            _of(Person, "phone").verbose_name,
            names=("手机", "手机号", "手机号码", "联系电话", "联系方式", "移动电话"),
            example="13800000000",
        ),
        Choice(
            "status",
            _of(PartyMember, "status").verbose_name,
            of=list(PartyMember.Status.choices),
            synonyms=STATUS_WORDS,
            names=("人员类别", "党员类别", "党员状态", "党籍状态", "党员身份"),
            example="正式党员",
            explained=_(
                "A new row needs it. Of a known member it changes on the member's page alone."
            ),
        ),
        Day(
            "status_since",
            _of(PartyMember, "status_since").verbose_name,
            in_template=False,
        ),
        Choice(
            "employment",
            _of(PartyMember, "employment").verbose_name,
            of=list(_of(PartyMember, "employment").flatchoices),
            synonyms=EMPLOYMENT_WORDS,
            names=("工作状态", "就业状况", "在职离退休无职"),
            example="在职",
        ),
        Prose(
            "workplace",
            _of(Person, "workplace").verbose_name,
            names=("单位", "单位名称", "所在单位", "工作单位及部门"),
            max_length=100,
            example="春晖医院",
            explained=_("A member unit by its exact name or credit code, or any words."),
        ),
        Prose(
            "position", _of(Person, "position").verbose_name, names=("现任职务",), max_length=100
        ),
        Text(
            "organisation",
            _("home party organisation"),
            names=("所在党支部", "党支部", "所在支部", "所属党支部", "党组织", "所在党组织"),
            max_length=100,
            example="春晖医院党支部",
        ),
        Text(
            "community",
            _of(PartyMember, "community").verbose_name,
            names=(
                *("居住社区", "所在社区", "居住地社区", "现居住社区", "社区", "村"),
                *("居住社区网格", "community"),
            ),
            max_length=100,
            example="和平里社区",
            explained=_("Where the member lives: by name or code, below the committee."),
        ),
        Text(
            "grid",
            _of(PartyMember, "grid").verbose_name,
            names=("居住网格", "所在网格", "网格名称"),
            max_length=100,
        ),
        Day(
            "joined_on",
            _of(PartyMember, "joined_on").verbose_name,
            names=("入党时间", "入党年月", "加入党组织日期", "加入中共组织日期"),
            example="2001-07-01",
            month_will_do=True,
        ),
        Day(
            "full_on",
            _of(PartyMember, "full_on").verbose_name,
            names=("转正时间", "转正年月", "转为正式党员日期"),
            example="2002-07-01",
            month_will_do=True,
        ),
        SkillWords(
            "specialties",
            _of(PartyMember, "specialties").verbose_name,
            names=("个人特长", "专长", "技能特长"),
            example="法律、调解",
        ),
        Prose(
            "service_intent",
            _of(PartyMember, "service_intent").verbose_name,
            names=("志愿服务意向", "服务意愿"),
            max_length=200,
        ),
        SlotWords(
            "free_slots",
            _of(PartyMember, "free_slots").verbose_name,
            names=("服务时间", "可服务时间", "空闲时间"),
            example="周六上午、工作日晚上",
        ),
        Text("home", _of(Person, "home").verbose_name, max_length=200, in_template=False),
    ]
