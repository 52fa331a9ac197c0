"""What people and units share: names that are sorted and found by pinyin."""

from django.db import models

from core.fields import PlainCharField

LAST_SEQUENCE = 999_999


class Named(models.Model):
    """What is sorted and found by pinyin; ``members.services`` keeps the keys."""

    sort_key = PlainCharField(max_length=200, editable=False, blank=True)
    pinyin = PlainCharField(max_length=200, editable=False, blank=True, db_index=True)
    initials = PlainCharField(max_length=60, editable=False, blank=True, db_index=True)

    class Meta:
        abstract = True
