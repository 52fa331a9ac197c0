"""The code lists of member units and party members (domain glossary 1.9)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Category(models.TextChoices):
    """What kind of body a unit is (national roster code list)."""

    ORGAN = "organ", _("party or state organ")
    PEOPLE = "people", _("people's organisation")
    UNIVERSITY = "university", _("university or college")
    SCHOOL = "school", _("primary or secondary school")
    HOSPITAL = "hospital", _("hospital")
    INSTITUTION = "institution", _("other public institution")
    STATE_FIRM = "state-firm", _("state-owned enterprise")
    PRIVATE_FIRM = "private-firm", _("non-public enterprise")
    SOCIAL = "social", _("social organisation")
    COMMUNITY = "community", _("street or community")
    VILLAGE = "village", _("village")
    ARMY = "army", _("armed forces")
    OTHER = "other", _("other kind")


# The five groups of the yearly statistics bulletin.
BULLETIN_GROUPS: dict[str, tuple[str, ...]] = {
    "organs": (Category.ORGAN, Category.PEOPLE),
    "institutions": (
        Category.UNIVERSITY,
        Category.SCHOOL,
        Category.HOSPITAL,
        Category.INSTITUTION,
    ),
    "enterprises": (Category.STATE_FIRM, Category.PRIVATE_FIRM),
    "social organisations": (Category.SOCIAL,),
    "others": (Category.COMMUNITY, Category.VILLAGE, Category.ARMY, Category.OTHER),
}


class Affiliation(models.TextChoices):
    """Whose unit it is. Central and municipal ones are asked, never commanded."""

    CENTRAL = "central", _("central")
    CITY = "city", _("municipal")
    DISTRICT = "district", _("of the district")
    STREET = "street", _("of the street")
    PRIVATE = "private", _("non-public")
    OTHER = "other", _("other affiliation")


class PartyCoverage(models.TextChoices):
    """Whether the unit has a party organisation, and of which size."""

    UNKNOWN = "", _("not known")
    COMMITTEE = "committee", _("party committee")
    GENERAL_BRANCH = "general-branch", _("general branch")
    BRANCH = "branch", _("branch")
    JOINT_BRANCH = "joint-branch", _("joint branch")
    SHOULD_HAVE = "should-have", _("none, though it should have one")
    NONE = "none", _("none, too few party members")


class PartyStatus(models.TextChoices):
    """Whether a person is in the party; a liaison must be a full member."""

    UNKNOWN = "", _("not known")
    FULL = "full", _("full party member")
    PROBATIONARY = "probationary", _("probationary party member")
    NONE = "none", _("not a party member")


class Sex(models.TextChoices):
    """As the resident identity number says it (GB 11643-1999)."""

    UNKNOWN = "", _("not known")
    MALE = "male", _("male")
    FEMALE = "female", _("female")


class Employment(models.TextChoices):
    """Where a party member stands in working life: who reports from a unit, who serves at home."""

    UNKNOWN = "", _("not known")
    IN_SERVICE = "in-service", _("in service")
    RETIRED = "retired", _("retired")
    WITHOUT_POST = "without-post", _("without a post")


class Skill(models.TextChoices):
    """What somebody is good at, as the duties of posts ask for it."""

    POLICY = "policy", pgettext_lazy("skill", "policy and lecturing")
    ORGANISING = "organising", pgettext_lazy("skill", "party work and organising")
    LAW = "law", pgettext_lazy("skill", "law")
    MEDIATION = "mediation", pgettext_lazy("skill", "mediation")
    SECURITY = "security", pgettext_lazy("skill", "security and fire safety")
    ENVIRONMENT = "environment", pgettext_lazy("skill", "environment and greenery")
    REPAIR = "repair", pgettext_lazy("skill", "repair and engineering")
    MEDICINE = "medicine", pgettext_lazy("skill", "medicine and nursing")
    PSYCHOLOGY = "psychology", pgettext_lazy("skill", "psychology")
    EDUCATION = "education", pgettext_lazy("skill", "education and tutoring")
    ARTS = "arts", pgettext_lazy("skill", "arts and handicraft")
    SPORTS = "sports", pgettext_lazy("skill", "sports")
    COMPUTERS = "computers", pgettext_lazy("skill", "computers and phones")
    MEDIA = "media", pgettext_lazy("skill", "writing, photos and media")
    FINANCE = "finance", pgettext_lazy("skill", "finance and accounting")
    EMPLOYMENT = "employment", pgettext_lazy("skill", "employment and business")
    CARE = "care", pgettext_lazy("skill", "care of the old and the disabled")
    LANGUAGES = "languages", pgettext_lazy("skill", "foreign and sign languages")
    OTHER = "other", pgettext_lazy("skill", "something else")


class Part(models.TextChoices):
    """The three parts of a day in which somebody has time."""

    MORNING = "morning", pgettext_lazy("part of a day", "morning")
    AFTERNOON = "afternoon", pgettext_lazy("part of a day", "afternoon")
    EVENING = "evening", pgettext_lazy("part of a day", "evening")
