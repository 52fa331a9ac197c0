"""Where the rows of large tables lie: the committee of each tier stands on the row itself."""

from functools import lru_cache
from operator import attrgetter
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from committees.models.tree import Committee
from committees.reach import Reach
from committees.terms import LEVELS, STEP
from core.querysets import ScopedQuerySet

COLUMNS = tuple(f"{level}_id" for level in LEVELS)
_ids = attrgetter(*COLUMNS)
# Places whose path is put together once; they follow from each other and never become wrong.
REMEMBERED = 20_000


def lineage_of(committee: Committee) -> dict[str, int | None]:
    """Tier → the id of the committee there, for this one and those above it; else None.

    Its path holds the ids, and each tier lies directly below the next.
    """
    return dict(zip(LEVELS, _lineage(committee.path, committee.level), strict=True))


@lru_cache(maxsize=REMEMBERED)
def _lineage(path: str, level: str) -> tuple[int | None, ...]:
    ids = [int(path[at : at + STEP]) for at in range(0, len(path), STEP)]
    above = LEVELS.index(level) - len(ids) + 1
    return (*[None] * above, *ids, *[None] * (len(LEVELS) - above - len(ids)))


@lru_cache(maxsize=REMEMBERED)
def _path(ids: tuple[int | None, ...]) -> str:
    return "".join(f"{pk:0{STEP}d}" for pk in ids if pk is not None)


def placed_within(reach: Reach, prefix: str = "") -> Q:
    """The condition of lying at one of the committees that somebody reads, or below it."""
    wanted = Q(pk__in=[])
    for level, ids in reach.root_ids_by_level.items():
        wanted |= Q(**{f"{prefix}{level}__in": ids})
    return wanted


class PlacedQuerySet(ScopedQuerySet):
    """Rows that carry the committees above them."""

    def at(self, committee: Committee) -> Self:
        """Those that lie at the committee or below it; its tier's own index gives them in order."""
        return self.filter(**{committee.level: committee.pk})


class Placed(models.Model):
    """A row of a large table: it carries the committee of each tier above it.

    A list is driven by one committee through ``(its tier, order key, row)``. By the path, which is
    the truth about the tree, the whole range would be read and sorted for each page.
    ``stand_at`` sets them when a service writes the row, ``committees.services.placing`` when the
    tree changes, and ``core.hooks.integrity`` compares. Only community and grid may be chosen for
    their own sake, so the database checks these two.
    """

    city = models.ForeignKey(
        Committee,
        models.DO_NOTHING,
        null=True,
        editable=False,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("city"),
    )
    district = models.ForeignKey(
        Committee,
        models.DO_NOTHING,
        null=True,
        editable=False,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("district"),
    )
    street = models.ForeignKey(
        Committee,
        models.DO_NOTHING,
        null=True,
        editable=False,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("street or town"),
    )
    community = models.ForeignKey(
        Committee,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("community or village"),
    )
    grid = models.ForeignKey(
        Committee,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        db_index=False,
        verbose_name=_("grid"),
    )

    class Meta:
        abstract = True

    def stand_at(self, committee: Committee) -> None:
        """Lie at this committee; the caller saves."""
        for name, pk in zip(COLUMNS, _lineage(committee.path, committee.level), strict=True):
            setattr(self, name, pk)

    @property
    def place(self) -> str:
        """The path of the committee at which it lies."""
        return _path(_ids(self))

    @property
    def lies_at(self) -> int:
        """The id of the committee at which it lies."""
        return int(self.place[-STEP:])
