"""The member's own pages: what stands about me, what is held, and what I can ask."""

import io
import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import FileResponse, Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View

from audit.services import record
from committees.pages import Here
from core import clock, own
from core.pages import FormPage, Titled
from core.panels import Action, Fact, Panel
from members.files import as_workbook
from members.forms.requests import CorrectionForm, DeletionForm, ObjectionForm
from members.models import MemberRequest, PartyMember
from members.own import member_of, panels_of, what_stands
from members.services import requests
from members.tables.requests import RequestsOfOne

AT_MOST = 50


class OfMember(Here):
    """A page for those who have an entry as party member; for others it is not there."""

    member: PartyMember

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        found = member_of(request.user)
        if found is None:
            raise Http404
        self.member = found
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class Me(OfMember, Titled, TemplateView):
    """The first page of a party member, made for a phone: large buttons, short facts."""

    template_name = "members/me.html"
    title = gettext_lazy("My own pages")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        panels, actions = panels_of(self.member, self.request)
        asked = self.member.requests.order_by("-asked_on", "-pk")[:AT_MOST]
        own_requests = Panel.of(
            "requests",
            _("What I have asked for"),
            RequestsOfOne(),
            asked,
            empty_text=_("You have asked for nothing yet."),
        )
        return super().get_context_data(**kwargs) | {
            "member": self.member,
            "actions": [*actions, *own_actions()],
            "facts": what_stands(self.member),
            "panels": [*panels, own_requests],
        }


def own_actions() -> list[Action]:
    return [
        Action(_("Something in my entry is wrong"), reverse("members:me-correct")),
        Action(_("Everything that is held about me"), reverse("members:me-data")),
    ]


class MyData(Here, Titled, TemplateView):
    """Every row about the owner of the account, whatever room holds it, to read and take along."""

    template_name = "members/my_data.html"
    title = gettext_lazy("Everything that is held about me")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        member = member_of(self.request.user)
        return super().get_context_data(**kwargs) | {
            "parts": [part_of(one, member is not None) for one in own.all_about(self.request.user)],
            "member": member,
        }


def part_of(found: own.Own, may_object: bool) -> dict[str, Any]:
    """What the page shows of one kind of row: each with its values, and where to object to it."""
    headings, rows = found.headings(), []
    for row, values in found.read():
        told = [Fact(h, v) for h, v in zip(headings, values, strict=True) if v != ""]
        url = ""
        if may_object and found.kept_at is not None:
            url = reverse("members:me-object", args=[found.label, row.pk])
        rows.append({"name": str(row), "facts": told, "object_url": url})
    return {"title": found.title, "rows": rows[:AT_MOST], "more": len(rows) > AT_MOST}


class MyDataTake(Here, View):
    """The same as a workbook, or as JSON for another program; on record."""

    http_method_names = ["post"]
    request: Any

    def post(self, request: Any) -> HttpResponse | FileResponse:
        parts = own.all_about(request.user)
        record("members.own_data_taken", request.user, by=self.actor)
        name = _("my data") + f" {clock.today():%Y%m%d}"
        if request.POST.get("format") == "json":
            told = {part.label: _records(part) for part in parts}
            text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
            response = HttpResponse(text, content_type="application/json; charset=utf-8")
            response["Content-Disposition"] = f'attachment; filename="my-data-{clock.today()}.json"'
            return response
        file = io.BytesIO()
        as_workbook(file, parts)
        file.seek(0)
        return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx")


def _records(part: own.Own) -> list[dict[str, Any]]:
    names = [field.name for field in part.fields()]
    return [dict(zip(names, values, strict=True)) for _row, values in part.read()]


class AskPage(OfMember, FormPage, FormView):
    """A request of the member's own."""

    submit_label = gettext_lazy("Send")
    success_message = gettext_lazy(
        "Sent. In whose hands it is, and the answer, stand on this page."
    )

    def back_url(self) -> str:
        return reverse("members:me")


class AskForCorrection(AskPage):
    title = gettext_lazy("Something in my entry is wrong")
    form_class = CorrectionForm

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"field": self.request.GET.get("field", "")}

    def save(self, form: CorrectionForm) -> MemberRequest:
        typed = form.cleaned_data
        return requests.ask_for_correction(
            self.member, typed["field"], wanted=typed["wanted"], text=typed["text"], by=self.actor
        )


class AskForDeletion(AskPage):
    title = gettext_lazy("Have something deleted")
    form_class = DeletionForm

    def save(self, form: DeletionForm) -> MemberRequest:
        typed = form.cleaned_data
        return requests.ask_for_deletion(
            self.member, typed["field"], text=typed["text"], by=self.actor
        )


class ObjectTo(AskPage):
    """Object to a row about oneself; any other row is not there."""

    title = gettext_lazy("This is not right")
    form_class = ObjectionForm
    row: Any

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        found = own.objectable(request.user).get(kwargs["model"])
        self.row = found.rows.filter(pk=kwargs["pk"]).first() if found else None
        if self.row is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_title(self) -> str:
        return f"{self.row} · {super().get_title()}"

    def save(self, form: ObjectionForm) -> MemberRequest:
        return requests.object_to(
            self.member, self.row, text=form.cleaned_data["text"], by=self.actor
        )
