"""Kinds of post; the district edits their words."""

from typing import Any

from django.db import transaction

from audit.actors import Actor
from audit.services import record
from core import hooks
from core.changes import apply, require_version, write
from core.verdicts import require
from members.terms import Skill
from posts import rules
from posts.models import PostCategory

# (code, name, usual duties, specialties that help): the sets found in practice put together
# (domain 2.5), the last one for what a community has of its own.
DEFAULTS: list[tuple[str, str, str, tuple[str, ...]]] = [
    (
        "policy",
        "政策宣传岗",
        "宣讲党的理论和惠民政策，张贴、发放宣传材料。",
        (Skill.POLICY, Skill.MEDIA),
    ),
    (
        "organising",
        "组织建设岗",
        "协助支部开展组织生活，联系党员，指导新建党组织。",
        (Skill.ORGANISING,),
    ),
    ("opinion", "社情民意收集岗", "入户走访，收集居民意见和需求，及时反映。", (Skill.ORGANISING,)),
    (
        "mediation",
        "矛盾纠纷调解岗",
        "排查邻里、家庭纠纷，参与调解和回访。",
        (Skill.MEDIATION, Skill.LAW),
    ),
    ("law", "法律咨询援助岗", "提供法律咨询，协助居民办理法律援助。", (Skill.LAW,)),
    (
        "security",
        "治安巡逻与安全隐患排查岗",
        "参与治安巡逻，排查消防和用电安全隐患。",
        (Skill.SECURITY,),
    ),
    (
        "environment",
        "环境卫生监督岗",
        "巡查环境卫生，劝导垃圾分类，制止乱堆乱放。",
        (Skill.ENVIRONMENT,),
    ),
    (
        "facilities",
        "物业与公共设施监督岗",
        "查看公共设施，反映损坏情况，监督物业服务。",
        (Skill.REPAIR,),
    ),
    ("care", "扶贫帮困助残岗", "结对帮扶困难家庭、老人和残疾人，定期探望。", (Skill.CARE,)),
    ("employment", "就业帮扶岗", "提供就业信息和职业指导，联系用人单位。", (Skill.EMPLOYMENT,)),
    (
        "health",
        "健康医疗岗",
        "开展健康咨询、义诊和慢病随访提醒。",
        (Skill.MEDICINE, Skill.PSYCHOLOGY),
    ),
    ("education", "教育辅导岗", "辅导未成年人课业，组织家庭教育活动。", (Skill.EDUCATION,)),
    ("culture", "文化体育岗", "组织文艺、体育活动，带动居民队伍。", (Skill.ARTS, Skill.SPORTS)),
    ("manners", "文明新风岗", "倡导移风易俗、文明礼让和邻里互助。", (Skill.POLICY,)),
    (
        "supervision",
        "党务居务监督岗",
        "监督党务、居务公开和经费使用。",
        (Skill.FINANCE, Skill.ORGANISING),
    ),
    (
        "emergency",
        "应急值守岗",
        "遇汛情、疫情和极端天气时参加值守和救助。",
        (Skill.SECURITY, Skill.MEDICINE),
    ),
    ("other", "其他特色岗", "", ()),
]


@hooks.founded.register
def make_default_categories(by: Actor) -> None:
    """Make those that are missing; existing ones keep the district's own words."""
    for position, (code, name, duties, skills) in enumerate(DEFAULTS, 1):
        values: dict[str, Any] = {
            "name": name,
            "duties": duties,
            "skills": sorted(map(str, skills)),
            "position": position * 10,
        }
        category, made = PostCategory.objects.get_or_create(code=code, defaults=values)
        if made:
            record("posts.category_created", category, by=by, after={"code": code} | values)


@transaction.atomic
def create_category(values: dict[str, Any], *, by: Actor) -> PostCategory:
    """A further kind of post, of the district's own."""
    require(rules.can_edit_categories(by))
    category = PostCategory(**values)
    category.skills = sorted(category.skills)
    write(category)
    record("posts.category_created", category, by=by, after=values)
    return category


@transaction.atomic
def edit_category(
    category: PostCategory, changes: dict[str, Any], *, version: int | None, by: Actor
) -> PostCategory:
    """Change a kind's words, or offer it no longer; posts of it stay as they are."""
    category = PostCategory.objects.lock(category)
    require(rules.can_edit_categories(by))
    require_version(category, version)
    if "skills" in changes:
        changes = changes | {"skills": sorted(changes["skills"])}
    before = apply(category, changes)
    if before:
        after = {n: changes[n] for n in before}
        record("posts.category_edited", category, by=by, before=before, after=after)
    return category
