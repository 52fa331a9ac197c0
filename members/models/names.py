"""What people and units share: names that are sorted and found by pinyin."""

from django.db import models
from django.db.models import Q

from core.fields import PlainCharField
from core.identifiers import normalise

LAST_SEQUENCE = 999_999


class Named(models.Model):
    """What is sorted and found by pinyin; ``members.services`` keeps the keys."""

    sort_key = PlainCharField(max_length=200, editable=False, blank=True)
    pinyin = PlainCharField(max_length=200, editable=False, blank=True, db_index=True)
    initials = PlainCharField(max_length=60, editable=False, blank=True, db_index=True)

    class Meta:
        abstract = True


def starts_with(field: str, prefix: str) -> Q:
    """Rows whose plain ASCII column starts with the prefix, as a range that an index serves."""
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + "~"})


def found_by(text: str, prefix: str = "") -> Q:
    """What is meant by a name or a part of it, or by the beginning of its pinyin or initials.

    Latin letters mean pinyin. Numbers of up to five digits may stand within a name (第101医院).
    ``prefix`` leads from the listed rows to the named ones, such as ``unit__``.
    """
    text = normalise(text)
    if not text.isascii():
        return Q(**{f"{prefix}name__contains": text})
    typed = text.lower().replace(" ", "")
    wanted = starts_with(f"{prefix}pinyin", typed) | starts_with(f"{prefix}initials", typed)
    if len(typed) < 6 and any(c.isdigit() for c in typed):
        wanted |= Q(**{f"{prefix}name__contains": text})
    return wanted
