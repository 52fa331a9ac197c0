"""The words of an agreement: all that it says, finished, in the office's own language.

What is written here is kept for good, so it is no row's number and no code: it must read the same
when posts, names and addresses have long changed.
"""

import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from core.identifiers import mask_phone
from core.papers import long_date
from members import slots
from members.models import PartyMember
from members.terms import Employment, Sex
from posts.models import Claim


def default_rights() -> str:
    """What somebody in a post is granted, where the community says nothing else."""
    with translation.override(settings.LANGUAGE_CODE):
        return _(
            "The community explains the duties and trains for them, provides what the service "
            "needs, insures it where it is risky, records each service truthfully and certifies it "
            "free of charge. The member may object to what is recorded, and may leave the post "
            "with a word of reason."
        )


def words_of(claim: Claim, told: dict[str, Any]) -> dict[str, Any]:
    """Everything that the agreement says about this claim as it stands now.

    ``told`` is what is said for this agreement alone: ``rights``, ``note``, and from when until
    when the claim is displayed for objections.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return {
            **_of_member(claim),
            **_of_post(claim),
            "pledges": [
                {
                    "pledge": pledge.pk,
                    "content": pledge.content,
                    "measure": pledge.measure,
                    "due": long_date(pledge.due_on),
                }
                for pledge in claim.pledges.standing().order_by("due_on", "pk")
            ],
            "term_from": _day(claim.in_post_on),
            "term_to": _day(claim.term_ends_on),
            "rights": told.get("rights") or default_rights(),
            "display_from": _day(told.get("display_from")),
            "display_to": _day(told.get("display_to")),
            "note": told.get("note", ""),
        }


def _of_member(claim: Claim) -> dict[str, str]:
    member = claim.member
    person = member.person
    employer = claim.employer.name if claim.employer else person.workplace
    return {
        "name": person.name,
        "sex": "" if member.sex == Sex.UNKNOWN else member.get_sex_display(),
        "born": _month(member.born_on),
        "joined": _day(member.joined_on),
        "employment": (
            "" if member.employment == Employment.UNKNOWN else member.get_employment_display()
        ),
        "workplace": " ".join(filter(None, [employer, person.position])),
        "organisation": str(member.organisation or member.organisation_name),
        "community": member.community.area_name if member.community else "",
        "grid": member.grid.area_name if member.grid else "",
        # The whole number is in one place alone: the person's own entry.
        "phone": mask_phone(person.phone),
        "specialties": PartyMember._meta.get_field("specialties").in_words(member.specialties),
    }


def _of_post(claim: Claim) -> dict[str, str]:
    post = claim.post
    joint = pgettext("between the items of a list", ", ")
    hours = joint.join(slots.slot_in_words(slot) for slot in slots.slots_of(post.schedule))
    return {
        "post": post.name,
        "category": post.category.name,
        "duties": post.duties,
        "area": " ".join(filter(None, [post.committee.area_name, post.where])),
        "frequency": "\n".join(filter(None, [post.frequency, hours])),
        "community_branch": post.community.area_name if post.community else "",
        "home_branch": str(
            claim.member.organisation or claim.member.organisation_name or claim.employer or ""
        ),
    }


def _day(day: datetime.date | None) -> str:
    return long_date(day) if day else ""


def _month(day: datetime.date | None) -> str:
    if day is None:
        return ""
    return date_format(day, "Y年n月" if (get_language() or "").startswith("zh") else "F Y")
