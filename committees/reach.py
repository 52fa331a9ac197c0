"""How far a user's running appointments reach, resolved once per request into literal values.

Querysets built on joins to the appointments read whole tables (40-80 ms at 400,000 rows); a few
path ranges and ids read an index.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from audit.actors import Held
from committees.terms import ADMINISTRATORS, MANAGERS, READERS, STEP, Role


@dataclass(frozen=True)
class Post:
    """One running appointment."""

    id: int
    role: str
    committee_id: int | None
    committee_name: str
    path: str
    level: str
    committee: Any = None


@dataclass(frozen=True)
class Reach:
    """What the running appointments of one user open up."""

    posts: tuple[Post, ...] = ()

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """Paths of the committees that the user reads with all below them, without nested ones."""
        return _outermost([post.path for post in self.posts if post.role in READERS])

    @cached_property
    def managed(self) -> tuple[str, ...]:
        """Paths of the committees that the user keeps in order with all below them."""
        return _outermost([post.path for post in self.posts if post.role in MANAGERS])

    @cached_property
    def root_ids(self) -> list[int]:
        return [int(path[-STEP:]) for path in self.roots]

    @cached_property
    def root_ids_by_level(self) -> dict[str, list[int]]:
        """The same ids by tier, for rows that carry the committee of each tier."""
        levels = {post.path: post.level for post in self.posts}
        found: dict[str, list[int]] = {}
        for path in self.roots:
            found.setdefault(levels[path], []).append(int(path[-STEP:]))
        return found

    @cached_property
    def liaison_at(self) -> list[int]:
        """Ids of the committees where the user is liaison of a unit: these alone, nothing below."""
        return [p.committee_id for p in self.posts if p.role == Role.LIAISON and p.committee_id]

    @cached_property
    def administers(self) -> str:
        """The administrator's office that the user holds, or an empty string."""
        return next((post.role for post in self.posts if post.role in ADMINISTRATORS), "")

    @property
    def sees_business(self) -> bool:
        return bool(self.roots or self.liaison_at)

    def covers(self, path: str) -> bool:
        return any(path.startswith(root) for root in self.roots)

    def manages(self, path: str) -> bool:
        return any(path.startswith(root) for root in self.managed)

    @cached_property
    def ids(self) -> tuple[int, ...]:
        """The committees on the paths of the appointments, each once."""
        return tuple(dict.fromkeys(pk for post in self.posts for pk in _steps(post.path)))

    @cached_property
    def shape(self) -> tuple[tuple[str, str, tuple[int, ...]], ...]:
        """What is left of the reach without the numbers of its committees: those of all community
        secretaries are of one shape."""
        places = {pk: at for at, pk in enumerate(self.ids)}
        return tuple(
            (post.role, post.level, tuple(places[pk] for pk in _steps(post.path)))
            for post in self.posts
        )

    def with_ids(self, ids: Sequence[int]) -> "Reach":
        """The reach of this shape with other committees (``committees.prepared``)."""
        found = []
        for role, level, places in self.shape:
            path = "".join(f"{ids[at]:0{STEP}d}" for at in places)
            found.append(Post(0, role, ids[places[-1]] if places else None, "", path, level))
        return Reach(tuple(found))

    def held(self) -> tuple[Held, ...]:
        """The roles as the audit log stamps them."""
        return tuple(Held(p.role, p.committee_id, p.committee_name, p.path) for p in self.posts)


def _steps(path: str) -> list[int]:
    return [int(path[at : at + STEP]) for at in range(0, len(path), STEP)]


def _outermost(paths: list[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not kept or not path.startswith(kept[-1]):
            kept.append(path)
    return tuple(kept)


def reach_of(user: Any) -> Reach:
    """The user's reach: the one resolved for this request, else read now (one query)."""
    found = getattr(user, "reach", None)
    return found if isinstance(found, Reach) else read_reach(user)


def read_reach(user: Any) -> Reach:
    """Read the running appointments of a usable account; nobody else reaches anything."""
    if not getattr(user, "is_authenticated", False) or not user.is_usable:
        return Reach()
    running = user.appointments.running().order_by("id").select_related("committee")
    return reach_by(running)


def reach_by(running: Iterable[Any]) -> Reach:
    """What these running appointments of one usable account open up."""
    return Reach(tuple(_post(appointment) for appointment in running))


def _post(appointment: Any) -> Post:
    at = appointment.committee
    if at is None:
        return Post(appointment.pk, appointment.role, None, "", "", "")
    return Post(appointment.pk, appointment.role, at.pk, at.name, at.path, at.level, committee=at)
