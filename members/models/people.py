"""People, one row each."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from committees.models import Committee, placed_within
from committees.reach import reach_of
from core.models import Record
from core.names import LONGEST_KEY, read_aloud
from core.querysets import ScopedQuerySet
from members.models.names import (
    END_OF_PHONE,
    INITIALS,
    NAME,
    PINYIN,
    FindingKey,
    Named,
    keys_of_name,
    spelled,
)
from members.models.scopes import PersonScope
from members.models.searching import found_among
from members.reach import units_of
from members.terms import PartyStatus

# Fewer digits would only serve to guess at numbers.
LAST_DIGITS = 4


def backwards(phone: str) -> str:
    """The key by which the end of a number is found."""
    return f"{END_OF_PHONE}{phone[::-1]}"


def keys_of_person(name: str, sort_key: str, pinyin: str, initials: str) -> set[str]:
    """The texts by whose beginning a name is found.

    The whole name is marked where its first character is read as it is in every surname: those
    stand together in the order of lists (``members.models.searching`` makes use of it). A name
    that begins otherwise (长孙 among the 长) is a text like what follows the first character.
    """
    found = keys_of_name(name)
    if whole := spelled(name):
        found.remove(whole)
        found.add(key_of_whole(name, sort_key))
    if pinyin:
        found.add((PINYIN + pinyin)[:LONGEST_KEY])
    if initials:
        found.add(INITIALS + initials)
    return found


def key_of_whole(name: str, sort_key: str) -> str:
    """The one of a person's keys that is the whole name."""
    whole = spelled(name)
    is_marked = bool(whole) and sort_key.partition(" ")[0] == head_of(whole[0])
    return NAME + whole if is_marked else whole


@lru_cache(maxsize=10_000)
def head_of(character: str) -> str:
    """How the sort keys of names begin whose first character this is, read as a surname."""
    return read_aloud(character, surname=True)[0]


class PersonQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "PersonQuerySet":
        """People of the committees within reach, party members who live there, those of one's own
        units, and oneself."""
        reach = reach_of(user)
        known = PersonScope.objects.filter(
            committee__in=reach.root_ids, person=models.OuterRef("pk")
        )
        wanted = Q(models.Exists(known)) | Q(user=user.pk) | placed_within(reach, "party_member__")
        if reach.liaison_at:
            units = units_of(user)
            wanted |= Q(party_member__employer__in=units) | Q(liaisons__membership__unit__in=units)
            wanted |= Q(seats__membership__unit__in=units)
            return self.filter(pk__in=Person.objects.filter(wanted).values("pk"))
        return self.filter(wanted)

    def at(self, committee: Committee) -> "PersonQuerySet":
        """The people whom the committee or one below it knows, driven by its own index.

        ``at_sort_key`` and ``at_person`` are the keys of the list's order.
        """
        return self.filter(scopes__committee=committee.pk).annotate(
            at_sort_key=F("scopes__sort_key"), at_person=F("scopes__person")
        )

    def search(self, text: str) -> "PersonQuerySet":
        """By a part of the name, pinyin, initials, or the last four digits or more of the phone."""
        driven = "at_sort_key" in self.query.annotations
        order = "at_sort_key" if driven else "sort_key"
        found: PersonQuerySet = found_among(self, PersonKey, text, order)
        return found


class Person(Named, Record):
    """One row per human being; seats, liaisons and the account point to it."""

    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=50)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    workplace = models.CharField(
        _("workplace"),
        max_length=100,
        blank=True,
        help_text=_("The unit's name, as it is written."),
    )
    position = models.CharField(
        _("position"), max_length=100, blank=True, help_text=_("Such as 党委书记, 主任, 科长.")
    )
    party_status = models.CharField(
        _("party membership"),
        max_length=12,
        choices=PartyStatus,
        default=PartyStatus.UNKNOWN,
        blank=True,
    )
    home = models.ForeignKey(
        Committee,
        models.PROTECT,
        related_name="+",
        verbose_name=_("kept by"),
        help_text=_("The committee whose office keeps this person's entry."),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("account"),
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["sort_key", "id"], name="members_person_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("members:person-detail", args=[self.pk])

    @property
    def place(self) -> str:
        return self.home.path

    @property
    def list_key(self) -> str:
        """Its place in lists: by pinyin."""
        return self.sort_key

    def finding_keys(self) -> set[str]:
        """The texts by whose beginning the person is found."""
        phone = {backwards(self.phone)} if self.phone else set()
        return keys_of_person(self.name, self.sort_key, self.pinyin, self.initials) | phone


class PersonKey(FindingKey):
    """A text by which a person is found."""

    owner = "person"
    pk = models.CompositePrimaryKey("key", "person_id")
    person = models.ForeignKey(
        Person, models.CASCADE, related_name="finding_rows", db_index=False, db_constraint=False
    )

    class Meta(FindingKey.Meta):
        indexes = [models.Index(fields=["person", "key"], name="members_keys_of_person")]

    @classmethod
    def beginnings(cls, text: str) -> dict[str, str]:
        """By the marks. Under no mark stand the names from their second character on, and those
        that are read as no surname is."""
        typed = spelled(text)
        kinds = ["", NAME, PINYIN, INITIALS]
        if typed.isdecimal() and len(typed) >= LAST_DIGITS:
            return {kind: kind + typed for kind in kinds} | {END_OF_PHONE: backwards(typed)}
        return {kind: kind + typed for kind in kinds}
