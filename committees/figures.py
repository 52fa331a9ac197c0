"""Readings of the tree: how it stood on a day, and who sees what."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from committees.models import Appointment, Committee, CommitteePeriod
from committees.reach import reach_of
from committees.terms import LEVELS, READERS, STEP, Level, Role, Status
from core.hooks import Hook

accounts_known_to = Hook(
    "Whose accounts do these committees know as people? (root paths) -> querysets of account ids."
)


@dataclass
class Node:
    """A committee as it stood on a day, with what lay directly under it."""

    id: int
    code: str
    name: str
    level: str
    status: str
    below: int = 0
    children: list["Node"] = field(default_factory=list)

    @property
    def level_label(self) -> str:
        return str(Level(self.level).label)

    @property
    def status_label(self) -> str:
        return str(Status(self.status).label)

    @property
    def is_folded(self) -> bool:
        """Whether there is more below it than was read."""
        return self.below > 0 and not self.children


def tree_on(
    day: datetime.date,
    committees: QuerySet[Committee],
    *,
    deepest: str = Level.GRID,
    under: Committee | None = None,
) -> list[Node]:
    """These committees as a tree with the names, parents and states of that day, by code.

    A committee whose parent of that day is not among them stands at the top. Below ``deepest``
    committees are only counted (``Node.below``), unless they stand at the top themselves. With
    ``under`` only those directly under that committee are read.
    """
    periods = CommitteePeriod.objects.on(day).filter(committee__in=committees)
    if under is not None:
        read = periods.filter(parent=under)
    else:
        shown = LEVELS[: LEVELS.index(deepest) + 1]
        outside = Q(parent__isnull=True) | ~Q(parent__in=committees.values("pk"))
        read = periods.filter(Q(committee__level__in=shown) | outside)
    nodes: dict[int, Node] = {}
    parents: dict[int, int | None] = {}
    for pk, parent, code, name, level, status in read.order_by("committee__code").values_list(
        "committee", "parent", "committee__code", "name", "committee__level", "status"
    ):
        nodes[pk] = Node(pk, code, name, level, status)
        parents[pk] = parent
    counts = periods.filter(parent__in=list(nodes)).order_by().values_list("parent")
    for parent, count in counts.annotate(n=Count("id")):
        nodes[parent].below = count
    top: list[Node] = []
    for pk, node in nodes.items():
        above = nodes.get(parents[pk] or 0)
        (above.children if above else top).append(node)
    return top


def period_on(committee: Committee, day: datetime.date) -> CommitteePeriod | None:
    """What the committee was called and where it stood on that day; None before it was founded."""
    return committee.periods.on(day).select_related("parent").order_by("-starts_on").first()


@dataclass(frozen=True)
class Sight:
    """One account that sees something, and why."""

    account: User
    role: str
    committee: Committee | None
    since: datetime.date
    until: datetime.date | None
    why: str


def who_can_see(
    paths: Iterable[str], *, liaisons: QuerySet[Appointment] | None = None
) -> list[Sight]:
    """Every account that sees what lies at these places of the tree, and why.

    Readers at a place or above it, and the appointments given as ``liaisons``. Only appointments
    that run today and accounts that can sign in today count: what has expired opens nothing.
    """
    paths = sorted(set(paths))
    at = {int(path[-STEP:]) for path in paths}
    above = {int(path[i : i + STEP]) for path in paths for i in range(0, len(path), STEP)}
    wanted = Q(role__in=READERS, committee__in=above)
    if liaisons is not None:
        wanted |= Q(pk__in=liaisons.filter(role=Role.LIAISON).values("pk"))
    rows = (
        Appointment.objects.running()
        .filter(wanted, user__in=User.objects.usable())
        .select_related("user", "committee")
        .order_by("committee__path", "role", "user__login")
    )
    return [
        Sight(
            row.user,
            row.get_role_display(),
            row.committee,
            row.starts_on,
            row.ends_on,
            _why(row, at),
        )
        for row in rows
    ]


def _why(appointment: Appointment, at: set[int]) -> str:
    if appointment.role == Role.LIAISON:
        return _("Liaison of a member unit here")
    if appointment.committee_id in at:
        return _("Holds a role here")
    return _("Holds a role at a committee above")


def appointable_accounts(user: User) -> QuerySet[User]:
    """The accounts that this person is offered when appointing.

    All for the security administrator; for offices those who hold a role within their reach and
    those whose person their committees know. Any other account is named by its exact login.
    """
    reach = reach_of(user)
    accounts: QuerySet[User] = User.objects.usable().exclude(pk=user.pk).order_by("login")
    if reach.administers == Role.SECURITY:
        return accounts
    managed = list(reach.managed)
    within = Appointment.objects.filter(committee__in=Committee.objects.under_paths(managed))
    wanted = Q(pk__in=within.values("user"))
    for ids in accounts_known_to.ask(managed):
        wanted |= Q(pk__in=ids)
    return accounts.filter(wanted)
