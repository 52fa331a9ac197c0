"""The code lists of member units (domain glossary 1.9)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
