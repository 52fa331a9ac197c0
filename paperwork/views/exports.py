"""Which lists went out, and which wait for a second person."""

import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.generic import View

from accounts import rules as account_rules
from accounts.models import TwoPersonRequest
from accounts.models.second_person import decidable
from core import clock
from core.pages import ListPage
from core.verdicts import Refused, require
from paperwork.filters import ExportFilter
from paperwork.listings import download_again
from paperwork.models import ExportRecord
from paperwork.services.exports import KIND
from paperwork.tables import ExportTable

# What was decided stays in sight of whoever asked for so long.
SHOWN = datetime.timedelta(days=7)
MOST = 20


class ExportList(ListPage):
    """One's own exports; all of them for the audit administrator."""

    template_name = "paperwork/export_list.html"
    title = gettext_lazy("Exports")
    queryset = ExportRecord.objects.all()
    table_class = ExportTable
    filterset_class = ExportFilter
    empty_text = gettext_lazy("No list has been exported yet.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"requests": self.requests()}

    def requests(self) -> list[TwoPersonRequest]:
        """Long lists that this person waits for, has been refused, or may decide about."""
        user, status = self.request.user, TwoPersonRequest.Status
        waits = Q(status__in=TwoPersonRequest.OPEN, expires_at__gt=clock.now())
        told = Q(status=status.REFUSED, decided_at__gt=clock.now() - SHOWN)
        mine = Q(asked_by=user.pk) & (waits | told)
        rows = TwoPersonRequest.objects.filter(kind=KIND).select_related("asked_by", "decided_by")
        yours = decidable(user) & waits & Q(status=status.WAITING)
        return list(rows.filter(mine | yours).order_by("-pk")[:MOST])


class ExportDownload(View):
    """A long list that a second person has let go out: once, by whoever asked for it."""

    http_method_names = ["post"]

    def post(self, request: Any, pk: int) -> HttpResponse:
        rows = TwoPersonRequest.objects.filter(kind=KIND).visible_to(request.user)
        asked = get_object_or_404(rows, pk=pk)
        try:
            require(account_rules.can_use(request.actor, asked))
            return download_again(asked, request)
        except Refused as refusal:
            if refusal.kind.value == "forbidden":
                raise
            messages.error(request, refusal.reason)
            return HttpResponseRedirect(reverse("paperwork:export-list"))
