"""Readings of the tree: how it stood on a day, and who sees what."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from committees.models import Appointment, Committee, CommitteePeriod
from committees.reach import reach_of
from committees.terms import LEVELS, READERS, STEP, Level, Role, Status
from core.fields import prefix_range
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


class PastTree:
    """The tree as it stood on a day, and what of that day a user may see.

    History belongs to the office where it happened: whoever reads a committee today may see, of
    that day, the rows that lay below it then, and besides what they see today. A liaison, who
    reads no committee, sees no more than today.

    Only the committees that were moved or renamed since are read (one query): of a city's
    thousands there are few, and the others' places are told by today's paths.
    """

    def __init__(self, day: datetime.date, user: Any) -> None:
        self.day, self.user, self.reach = day, user, reach_of(user)
        self.names: dict[int, str] = {}
        # Its path today, and today's path of the committee that was above it on that day.
        self.moved: dict[int, tuple[str, str]] = {}
        # A period that still runs says the same as the committee's own columns.
        over = CommitteePeriod.objects.on(day).filter(ends_on__isnull=False)
        other_name = ~Q(name=F("committee__name"))
        other_place = ~Q(parent=F("committee__parent"))
        at_the_top = Q(parent__isnull=True) | Q(committee__parent__isnull=True)
        for pk, name, name_now, path, above, above_now, path_above in (
            over.filter(other_name | other_place | at_the_top)
            .order_by()
            .values_list(
                "committee",
                "name",
                "committee__name",
                "committee__path",
                "parent",
                "committee__parent",
                "parent__path",
            )
        ):
            if name != name_now:
                self.names[pk] = name
            if above != above_now:
                self.moved[pk] = (path, path_above or "")

    def name_of(self, committee: Committee) -> str:
        return self.names.get(committee.pk, committee.name)

    def lay_below(self, path: str, roots: Iterable[str]) -> bool:
        """Whether the committee that has this path today was one of these, or below one, then."""
        wanted = {int(root[-STEP:]) for root in roots}
        passed: set[int] = set()
        while path:
            pk = int(path[-STEP:])
            if pk in wanted:
                return True
            if pk in passed:  # a damaged history must not hang the page
                return False
            passed.add(pk)
            path = self.moved[pk][1] if pk in self.moved else path[:-STEP]
        return False

    def below(self, roots: Iterable[str], field: str) -> Q:
        """The rows whose committee (its path is ``field``) was one of these or below one then.

        Ranges of today's paths, without those that came later and with those that left: a part
        of the tree without a moved committee in it lay together then as it does now.
        """
        roots = list(roots)
        inside = {path: self.lay_below(path, roots) for path, _above in self.moved.values()}
        inside |= dict.fromkeys(roots, True)
        # Only the borders count: the paths that differ from what encloses them.
        borders: dict[str, list[str]] = {}
        enclosing: list[str] = []
        for path in sorted(inside):
            while enclosing and not path.startswith(enclosing[-1]):
                enclosing.pop()
            if inside[path] == (bool(enclosing) and inside[enclosing[-1]]):
                continue
            if inside[path]:
                borders[path] = []
            else:
                borders[enclosing[-1]].append(path)
            enclosing.append(path)
        found = Q(pk__in=[])
        for path, left_out in borders.items():
            part = prefix_range(field, path)
            for other in left_out:
                part &= Q(**{f"{field}__lt": other}) | Q(**{f"{field}__gte": other + ":"})
            found |= part
        return found

    def visible(self, rows: Any, field: str) -> Any:
        """The rows that the user may see of that day."""
        today = rows.visible_to(self.user)
        # An administrator's rows may be all there are, to which nothing can be added.
        if not self.moved or not self.reach.roots or self.reach.administers:
            return today
        return today | rows.filter(self.below(self.reach.roots, field))

    def reads(self, path: str) -> bool:
        """Whether the committee is read as a whole, today or as of that day."""
        return self.reach.covers(path) or self.lay_below(path, self.reach.roots)

    def opens(self, path: str | None) -> bool:
        """Whether the page of a row at this place opens today as well."""
        return path is None or self.reach.covers(path) or int(path[-STEP:]) in self.reach.liaison_at


def past_tree(request: Any) -> PastTree:
    """The tree of the day that the request looks at (``?on=``), read once."""
    kept: PastTree | None = getattr(request, "past_tree", None)
    if kept is None or kept.day != request.on:
        kept = request.past_tree = PastTree(request.on, request.user)
    return kept


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
