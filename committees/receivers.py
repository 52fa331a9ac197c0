"""What this room answers when the foundation asks every room."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, F, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from committees import undoing
from committees.models import Appointment, Committee, CommitteePeriod, Reorganisation
from committees.reach import Reach, reach_by, reach_of
from committees.services.regrouping import Tree
from committees.terms import (
    ADMINISTRATORS,
    LEVELS_OF_ROLE,
    STEP,
    Form,
    Role,
    Status,
    level_above,
)
from core import hooks
from core.days import Item
from core.own import Own
from core.prepared import Prepared

hooks.reorganisation.register("committees", Tree())
hooks.undoing.register("committees", undoing.Committees)


def _posts_of(account: int) -> Any:
    known = {name: asked("user") for name, asked in hooks.account_knows.items()}
    running = Appointment.objects.running().filter(user=account).order_by("id")
    return running.select_related("user", "committee").annotate(**known)


POSTS_OF = Prepared(_posts_of)


@hooks.account.register
def account_with_posts(key: Any) -> Any:
    """The account and its reach in one query; None if it holds no post today."""
    posts = POSTS_OF(key)
    if not posts:
        return None
    user: Any = posts[0].user
    for name in hooks.account_knows:
        setattr(user, name, getattr(posts[0], name))
    user.reach = reach_by(posts) if user.is_usable else Reach()
    return user


@hooks.own_data.register
def held_about_the_owner(user: Any) -> list[Own]:
    """Which roles the account has held, where and from when to when."""
    return [Own(_("Roles"), Appointment.objects.filter(user=user.pk))]


@hooks.integrity.register
def faults_of_the_tree() -> Iterator[str]:
    """What is wrong with the tree, its history and the roles in it."""
    yield from _faults_of_places()
    yield from _faults_of_periods()
    yield from _faults_of_roles()


def _faults_of_places() -> Iterator[str]:
    paths = dict(Committee.objects.values_list("pk", "path"))
    rows = Committee.objects.order_by("pk").values_list(
        "pk", "code", "level", "path", "parent", "parent__level"
    )
    for pk, code, level, path, parent, parent_level in rows:
        if path != f"{paths.get(parent or 0, '')}{pk:0{STEP}d}":
            yield f"committee {code}: its path does not follow from its parent"
        if parent is not None and parent_level != level_above(level):
            yield f"committee {code}: a {level} lies under a {parent_level}"


def _faults_of_periods() -> Iterator[str]:
    running = Count("periods", filter=Q(periods__ends_on__isnull=True))
    for code, count in (
        Committee.objects.annotate(n=running).exclude(n=1).order_by("pk").values_list("code", "n")
    ):
        yield f"committee {code}: {count} periods run, not one"
    for code in (
        Committee.objects.filter(status=Status.MECHANISM)
        .exclude(form=Form.MECHANISM)
        .order_by("pk")
        .values_list("code", flat=True)
    ):
        yield f"committee {code}: turned into a mechanism, but its form is another"
    current = CommitteePeriod.objects.filter(ends_on__isnull=True)
    same = Q(parent=F("committee__parent")) | Q(parent__isnull=True, committee__parent__isnull=True)
    for name in ("name", "area_name", "form", "status"):
        same &= Q(**{name: F(f"committee__{name}")})
    for code in current.exclude(same).order_by("pk").values_list("committee__code", flat=True):
        yield f"committee {code}: its present columns differ from its running period"
    yield from _faults_of_sequences()


def _faults_of_sequences() -> Iterator[str]:
    """Each period begins on the day on which the one before it ends."""
    ended: dict[int, Any] = {}
    rows = CommitteePeriod.objects.order_by("committee", "starts_on").values_list(
        "committee", "committee__code", "starts_on", "ends_on"
    )
    for committee, code, starts_on, ends_on in rows:
        if committee in ended and ended[committee] != starts_on:
            yield f"committee {code}: its history has a gap or an overlap before {starts_on}"
        ended[committee] = ends_on


def _faults_of_roles() -> Iterator[str]:
    # Those to come count: nobody may find out on their first day that they clash.
    rows = Appointment.objects.not_over().select_related("user", "committee")
    rows = rows.order_by("user", "committee", "role", "starts_on", "pk")
    administrators = set()
    for row in rows.filter(role__in=ADMINISTRATORS):
        administrators.add(row.user_id)
        if row.user.administers != row.role:
            yield f"account {row.user.login}: appointed {row.role}, but not marked as such"
        if row.user.expires_on is not None:
            yield f"account {row.user.login}: appointed {row.role}, but the account has an end"
    before: dict[Any, Any] = {}
    for row in rows.exclude(role__in=ADMINISTRATORS):
        if row.user_id in administrators:
            yield f"account {row.user.login}: an administrator who also is {row.role}"
        if row.committee and row.committee.level not in LEVELS_OF_ROLE[row.role]:
            yield f"account {row.user.login}: {row.role} at a {row.committee.level}"
        if row.committee and not row.committee.is_in_being:
            yield f"account {row.user.login}: {row.role} at a committee that is over"
        key = (row.user_id, row.committee_id, row.role)
        until = before.get(key, row.starts_on)
        if row.role != Role.LIAISON and (until is None or until > row.starts_on):
            yield f"account {row.user.login}: {row.role} twice at once"
        before[key] = row.ends_on
    users = Appointment._meta.get_field("user").related_model
    for login in (
        users._default_manager.exclude(administers="")
        .exclude(pk__in=administrators)
        .order_by("pk")
        .values_list("login", flat=True)
    ):
        yield f"account {login}: administers without an appointment"


@hooks.my_day.register
def my_day(request: Any) -> list[Item]:
    """Roles that end soon, committees to be approved, plans whose day has come."""
    reach = reach_of(request.user)
    found = []
    if reach.managed or reach.administers == Role.SECURITY:
        found += _ending(request)
    if reach.managed:
        found += _proposed(request)
        found += _due(request)
    return found


def _ending(request: Any) -> list[Item]:
    rows = Appointment.objects.visible_to(request.user).ending_soon()
    count = rows.count()
    url = f"{reverse('committees:appointment-list')}?ending=on"
    return [Item(_("Appointments that end within 30 days"), count, url)] if count else []


def _proposed(request: Any) -> list[Item]:
    if not request.at:
        return []
    rows = Committee.objects.visible_to(request.user).below(request.at)
    rows = rows.filter(status=Status.PROPOSED)
    count, first = rows.aggregate(n=Count("pk"), first=Min("created_at")).values()
    url = f"{reverse('committees:list')}?status={Status.PROPOSED}"
    return (
        [Item(_("Proposed committees to be approved"), count, url, since=first.date())]
        if count
        else []
    )


def _due(request: Any) -> list[Item]:
    rows = Reorganisation.objects.visible_to(request.user).due()
    count, first = rows.aggregate(n=Count("pk"), first=Min("effective_on")).values()
    url = f"{reverse('committees:reorganisation-list')}?due=on"
    return (
        [Item(_("Reorganisations whose day has come"), count, url, urgent=True, since=first)]
        if count
        else []
    )
