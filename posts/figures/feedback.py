"""What a unit is told about its members: gathered for many units at once, from what is on record.

Only what somebody has confirmed: registrations, posts held, accepted services and activities,
signed grades. Nobody is ranked. That somebody has done nothing is said together with what the own
community had to offer.
"""

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from committees.models import Committee
from core import clock
from core.prepared import Among, Prepared
from members.models import MemberUnit, PartyMember, Registration
from members.terms import Employment
from posts.figures import facts
from posts.models import Claim, FeedbackLetter, FeedbackLine, Post

# So long after its last day a half-year's letters are asked for.
ASKED_FOR = datetime.timedelta(days=60)
NOTHING = "—"


def covered(year: int, half: int) -> tuple[datetime.date, datetime.date]:
    """The first and last day of which the letter of a half-year speaks; days follow without gap."""
    if half == FeedbackLetter.Half.SECOND:
        before, last = _last_day(year, 0), _last_day(year, 1)
    else:
        before, last = _last_day(year - 1, 1), _last_day(year, 0)
    return before + datetime.timedelta(days=1), last


def _last_day(year: int, which: int) -> datetime.date:
    month, day = settings.FEEDBACK_DAYS[which].split("-")
    return datetime.date(year, int(month), int(day))


def latest_period(on: datetime.date) -> tuple[int, int]:
    """The last half-year whose letters may be written on this day."""
    periods = [(year, half) for year in (on.year, on.year - 1) for half in (2, 1)]
    return next(period for period in periods if covered(*period)[1] <= on)


def written_about() -> QuerySet[PartyMember]:
    """Of whom letters speak: members in service whom the party counts, with an employer here."""
    return (
        PartyMember.objects.current()
        .counting()
        .filter(employment=Employment.IN_SERVICE, employer__isnull=False)
    )


def units_of_here(here: Committee) -> QuerySet[MemberUnit]:
    """The units all of whose members live at the committee or below it."""
    members = written_about()
    elsewhere = members.filter(employer=OuterRef("pk")).exclude(**{here.level: here.pk})
    return MemberUnit.objects.filter(
        ~Exists(elsewhere), pk__in=members.filter(**{here.level: here.pk}).values("employer")
    )


def units_beyond(here: Committee) -> QuerySet[MemberUnit]:
    """The units of whose members some live at the committee or below it and others do not: the
    committee above both writes to them."""
    members = written_about()
    elsewhere = members.filter(employer=OuterRef("pk")).exclude(**{here.level: here.pk})
    return MemberUnit.objects.filter(
        Exists(elsewhere), pk__in=members.filter(**{here.level: here.pk}).values("employer")
    )


def units_due(here: Committee, year: int, half: int) -> QuerySet[MemberUnit]:
    """The units of a committee that have no letter for a half-year yet."""
    letters = FeedbackLetter.objects.standing().filter(unit=OuterRef("pk"), year=year, half=half)
    return units_of_here(here).exclude(Exists(letters))


@dataclass
class Gathered:
    """What is known for one unit: who sends it, what the letter says, a line for each member."""

    sender: int | None
    content: dict[str, Any]
    lines: list[tuple[int, dict[str, Any]]] = field(default_factory=list)


def gather(units: Sequence[int], year: int, half: int) -> dict[int, Gathered]:
    """For each of these units that has members: read in a constant number of queries."""
    start, end = covered(year, half)
    members = list(
        written_about()
        .filter(employer__in=units)
        .select_related("person", "community", "employer")
        .order_by("sort_key", "pk")
    )
    ids = [member.pk for member in members]
    known = _known(ids, start, end)
    supply = _supply({m.community_id: m.community for m in members if m.community}, start, end)
    by_unit: dict[int, list[PartyMember]] = {}
    for member in members:
        by_unit.setdefault(member.employer_id or 0, []).append(member)
    found = {}
    for unit, there in by_unit.items():
        offered = {m.community_id: supply[m.community_id] for m in there if m.community_id}
        content = {
            "unit": str(there[0].employer),
            "supply": sorted(offered.values(), key=lambda one: str(one["community"])),
        }
        lines = [(m.pk, _line(m, known)) for m in there]
        found[unit] = Gathered(_sender(there), content, lines)
    return found


def _sender(members: list[PartyMember]) -> int | None:
    """The lowest committee that sends letters and below which all of them live."""
    for tier in FeedbackLetter.SENDERS:
        there = {getattr(member, f"{tier}_id") for member in members}
        if len(there) == 1 and None not in there:
            return int(there.pop())
    return None


def _known(ids: list[int], start: datetime.date, end: datetime.date) -> dict[str, Any]:
    """What is on record of these members."""
    last = min(end, clock.today())
    registrations = (
        Registration.objects.of_members()
        .filter(member__in=ids)
        .on(last)
        .having_status(Registration.CONFIRMED, last)
        .select_related("committee")
    )
    claims = (
        Claim.objects.filter(member__in=ids, in_post_on__lte=end)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=start))
        .select_related("post__category")
        .order_by("in_post_on", "pk")
    )
    posts: dict[int, list[Claim]] = {}
    for claim in claims:
        posts.setdefault(claim.member_id, []).append(claim)
    return {
        "registrations": {found.member_id: found for found in registrations},
        "posts": posts,
        "services": facts.read("member.services", ids, start, end),
        "activities": facts.read("member.activities", ids, start, end),
        "grades": facts.read("member.grade", ids, start, end),
    }


def _line(member: PartyMember, known: dict[str, Any]) -> dict[str, Any]:
    registration = known["registrations"].get(member.pk)
    services, activities, grades = known["services"], known["activities"], known["grades"]
    return {
        "name": member.person.name,
        "community": member.community.area_name if member.community else "",
        "community_id": member.community_id,
        "registration": registration
        and {
            "at": registration.committee.area_name,
            "on": registration.starts_on.isoformat(),
            "status": registration.status_then,
        },
        "posts": [
            {
                "claim": claim.pk,
                "name": claim.post.name,
                "kind": claim.post.category.name,
                "from": claim.in_post_on.isoformat() if claim.in_post_on else "",
                "until": (claim.ends_on or claim.term_ends_on or claim.since).isoformat(),
            }
            for claim in known["posts"].get(member.pk, [])
        ],
        "services": None if services is None else list(services.get(member.pk, (0, 0))),
        "activities": None if activities is None else activities.get(member.pk, 0),
        "grade": None if grades is None else grades.get(member.pk, ""),
    }


def _supply(
    communities: dict[int | None, Any], start: datetime.date, end: datetime.date
) -> dict[int | None, dict[str, Any]]:
    """What each community had to offer: posts in use in the half-year, activities."""
    ids = [pk for pk in communities if pk is not None]
    posts = dict(
        Post.objects.filter(community__in=ids, published_on__lte=end)
        .filter(Q(closed_on__isnull=True) | Q(closed_on__gt=start))
        .order_by()
        .values_list("community")
        .annotate(n=Count("pk"))
    )
    activities = facts.read("community.activities", ids, start, end)
    return {
        pk: {
            "community_id": pk,
            "community": community.area_name,
            "posts": posts.get(pk or 0, 0),
            "activities": None if activities is None else activities.get(pk or 0, 0),
        }
        for pk, community in communities.items()
    }


# --- What is frozen, and how it is read -----------------------------------------------------------


def digest_of(letter: FeedbackLetter, lines: Iterable[tuple[int, Any]]) -> str:
    """Of all that the letter says: whom it was sent to by whom, for when, about whom what."""
    said = [
        letter.unit_id,
        letter.committee_id,
        letter.year,
        letter.half,
        letter.covers_from.isoformat(),
        letter.covers_until.isoformat(),
        letter.edition,
        letter.content,
        sorted((pk, content) for pk, content in lines),
    ]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def hours_in_words(minutes: int) -> str:
    """Whole minutes as people say them."""
    return _("%(hours)d h %(minutes)02d min") % {"hours": minutes // 60, "minutes": minutes % 60}


def registration_in_words(content: dict[str, Any]) -> str:
    """Where and since when, or that no registration is on record."""
    found = content.get("registration")
    if not found:
        return _("none on record")
    words = _("%(place)s, since %(day)s") % {"place": found["at"], "day": found["on"]}
    if found["status"] == Registration.Status.REGISTERED:
        return words
    return f"{words} ({Registration.Status(found['status']).label})"


def posts_in_words(content: dict[str, Any]) -> str:
    """Each post on a line of its own, with its days."""
    return "\n".join(
        _("%(post)s (%(first)s to %(last)s)")
        % {"post": post["name"], "first": post["from"], "last": post["until"]}
        for post in content.get("posts", [])
    )


def services_in_words(content: dict[str, Any]) -> str:
    found = content.get("services")
    if found is None:
        return NOTHING
    times, minutes = found
    words = ngettext("%(n)d time, %(hours)s", "%(n)d times, %(hours)s", times)
    return words % {"n": times, "hours": hours_in_words(minutes)}


def activities_in_words(content: dict[str, Any]) -> str:
    found = content.get("activities")
    return NOTHING if found is None else str(found)


def did_nothing(content: dict[str, Any]) -> bool:
    """Whether it is known that neither a post nor a service nor an activity is on record."""
    services, activities = content.get("services"), content.get("activities")
    if content.get("posts") or services is None or activities is None:
        return False
    return not services[0] and not activities


def supply_in_words(offered: dict[str, Any]) -> str:
    """What a community had to offer, beside those of whom nothing is on record."""
    posts = ngettext("%(n)d post", "%(n)d posts", offered["posts"]) % {"n": offered["posts"]}
    if offered["activities"] is None:
        return _("%(community)s offered %(posts)s") % {
            "community": offered["community"],
            "posts": posts,
        }
    activities = ngettext("%(n)d activity", "%(n)d activities", offered["activities"])
    return _("%(community)s offered %(posts)s and %(activities)s") % {
        "community": offered["community"],
        "posts": posts,
        "activities": activities % {"n": offered["activities"]},
    }


def line_in_words(content: dict[str, Any]) -> str:
    """All that a line says, for the member's own page."""
    told = [_("registration: %(words)s") % {"words": registration_in_words(content)}]
    if posts := posts_in_words(content):
        told.append(_("posts: %(words)s") % {"words": posts.replace("\n", _("; "))})
    if content.get("services") is not None:
        told.append(_("services: %(words)s") % {"words": services_in_words(content)})
    if content.get("activities") is not None:
        told.append(_("activities: %(words)s") % {"words": activities_in_words(content)})
    if content.get("grade"):
        told.append(_("grade: %(words)s") % {"words": content["grade"]})
    return pgettext("between the parts of a letter's line", "; ").join(told)


def lines_about(member: PartyMember) -> QuerySet[FeedbackLine]:
    """What units have been sent about a member, the latest first: for the member's own page.

    A letter that was withdrawn stays among them, and says so.
    """
    return (
        FeedbackLine.objects.filter(member=member, letter__issued_on__isnull=False)
        .select_related("letter__unit", "letter__committee")
        .order_by("-letter__covers_until", "-pk")
    )


@facts.keeps("claim.letter")
def letters_of_claims(
    ids: Sequence[int], start: datetime.date | None, end: datetime.date
) -> dict[int, Any]:
    """The last letter that speaks of each claim, and its receipt."""
    found: dict[int, Any] = {}
    for content, sent, received in SENT_ABOUT(Among(ids), start, end):
        for post in content.get("posts", []):
            found[post["claim"]] = (sent, received)
    return {pk: found[pk] for pk in ids if pk in found}


def _sent_about(claims: Among, start: datetime.date | None, end: datetime.date) -> Any:
    lines = FeedbackLine.objects.filter(
        letter__status__in=FeedbackLetter.SENT,
        letter__issued_on__lte=end,
        member__in=Claim.objects.filter(pk__in=claims).values("member"),
    )
    if start is not None:
        lines = lines.filter(letter__issued_on__gte=start)
    lines = lines.order_by("letter__issued_on", "letter")
    return lines.values_list("content", "letter__issued_on", "letter__received_on")


SENT_ABOUT = Prepared(_sent_about)
