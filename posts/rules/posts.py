"""Posts: who sets them up, what they may stand on, when they are published and closed."""

import datetime

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.models import Committee
from core import clock
from core.verdicts import ALLOWED, Verdict, refuse
from exchange.models import Need
from members.models import Person
from posts.models import Post

Status = Post.Status


def can_set_up_posts(by: Actor) -> Verdict:
    return committee_rules.can_manage_anything(by)


def can_keep_posts(by: Actor, committee: Committee) -> Verdict:
    """The offices of the committee and those above it."""
    return committee_rules.can_manage(by, committee)


def can_have_posts(committee: Committee) -> Verdict:
    """Posts stand at a community or one of its grids, in being."""
    if committee.level not in Post.LEVELS:
        return refuse(_("Posts are set up by a community, for itself or for one of its grids."))
    if not committee.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": committee})
    return ALLOWED


def can_stand_on_need(committee: Committee, need: Need | None) -> Verdict:
    """A post answers an open need of its own community, or of a committee above it."""
    if need is None:
        return ALLOWED
    if need.status != Need.Status.OPEN:
        return refuse(_("“%(need)s” is settled; choose an open need.") % {"need": need})
    if not (need.place.startswith(committee.path) or _is_above(need, committee)):
        return refuse(_("“%(need)s” is a need of another place.") % {"need": need})
    return ALLOWED


def _is_above(need: Need, committee: Committee) -> bool:
    return committee.path.startswith(need.place)


def can_be_supervised_by(person: Person | None, user: object) -> Verdict:
    """Somebody known to the one who sets up the post."""
    if person is None or Person.objects.visible_to(user).filter(pk=person.pk).exists():
        return ALLOWED
    return refuse(_("Choose a person whom your committee knows."))


def can_edit_post(by: Actor, post: Post) -> Verdict:
    if not (verdict := can_keep_posts(by, post.committee)):
        return verdict
    if post.status == Status.CLOSED:
        return refuse(_("This post is closed."))
    return ALLOWED


def can_publish(by: Actor, post: Post) -> Verdict:
    if not (verdict := can_keep_posts(by, post.committee)):
        return verdict
    if post.status != Status.DRAFT:
        return refuse(_("Only a draft is published."))
    return can_have_posts(post.committee)


def can_publish_on(on: datetime.date) -> Verdict:
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    return ALLOWED


def can_close(by: Actor, post: Post) -> Verdict:
    return can_edit_post(by, post)


def can_edit_categories(by: Actor) -> Verdict:
    """Kinds of post are words for everybody below, like the tiers."""
    return committee_rules.can_edit_tiers(by)
