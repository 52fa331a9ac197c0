"""Answers to the hooks of the rooms below, and the act of this room that takes two people."""

import datetime
from typing import Any

from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import kinds
from accounts.rules import can_use
from audit.models import Entry
from committees.reach import reach_of
from committees.terms import Role
from core import clock, encryption, hooks, journal
from core.days import Item
from core.fields import prefix_range
from core.imports import hiding
from core.models import Job
from core.own import Own
from core.panels import Action
from paperwork.listings import facts_of
from paperwork.models import (
    ExportRecord,
    ImportRun,
    PaperTemplate,
    SavedView,
    StagedRow,
    WrittenRows,
)
from paperwork.services.commands import note_import
from paperwork.services.exports import KIND, LIMIT_REACHED, allow_export, finish_export

# Over a long weekend the security administrator still sees who came to the limit.
ALARM_SHOWN = datetime.timedelta(days=4)

hooks.exporting.register(allow_export)
hooks.exported.register(finish_export)
hooks.imported.register(note_import)
encryption.SEALED += [
    encryption.Sealed(StagedRow, "cells", hiding.under_present_key),
    encryption.Sealed(WrittenRows, "rows", journal.under_present_key),
]


@hooks.own_data.register
def held_about_the_owner(user: Any) -> list[Own]:
    """What the account has brought, taken out and kept, and the work that was done for it."""
    return [
        Own(_("Exports"), ExportRecord.objects.filter(user=user.pk), frozenset({"digest"})),
        Own(_("Imports"), ImportRun.objects.filter(user=user.pk), frozenset({"digest", "file"})),
        Own(
            _("Paper templates"),
            PaperTemplate.objects.filter(uploaded_by=user.pk),
            frozenset({"digest", "content"}),
        ),
        Own(_("Saved views"), SavedView.objects.filter(user=user.pk)),
        Own(
            _("Longer work"),
            Job.objects.filter(user=user.pk),
            frozenset({"arguments", "leased_until", "tries"}),
        ),
    ]


def deciders_of_exports(user: Any) -> Q | None:
    """Who keeps the asker's committee or one above it; administrators among themselves."""
    reach = reach_of(user)
    if reach.administers:
        return Q(place="")
    found = Q(pk__in=[])
    for path in reach.managed:
        found |= prefix_range("place", path)
    return found if reach.managed else None


def download_of(asked: Any, request: Any) -> list[Action]:
    url = reverse("paperwork:export-download", args=[asked.pk])
    verdict = can_use(request.actor, asked)
    return [Action(_("Download"), url, verdict, post=True, style="primary")]


kinds.register(
    kinds.Kind(
        name=KIND,
        label=gettext_lazy("Take out a long list"),
        who=gettext_lazy(
            "somebody else who keeps the same committee or one above it; for the lists of "
            "administrators another administrator"
        ),
        consequence=gettext_lazy(
            "Whoever asked can then download this list once, with the rows that they may see at "
            "that moment. Both names stay on record with the export."
        ),
        deciders=deciders_of_exports,
        facts=facts_of,
        actions=download_of,
    )
)


@hooks.my_day.register
def who_came_to_the_limit(request: Any) -> list[Item]:
    """For the security administrator: each person who wanted more than a day's rows."""
    if request.user.administers != Role.SECURITY:
        return []
    rows = Entry.objects.filter(action=LIMIT_REACHED, at__gt=clock.now() - ALARM_SHOWN)
    people = rows.order_by().values("user_id", "user_name").annotate(n=Count("pk"), at=Max("at"))
    return [
        Item(
            _("%(name)s has come to the day's limit of exports") % {"name": one["user_name"]},
            one["n"],
            reverse("accounts:user-detail", args=[one["user_id"]]),
            urgent=True,
            since=localdate(one["at"]),
        )
        for one in people.order_by("-at")[:10]
    ]
