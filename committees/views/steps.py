"""A committee's life: entered, edited, its steps one by one, its charter."""

from pathlib import PurePath
from typing import Any

from django.http import FileResponse, Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import DetailView

from committees import rules, services
from committees.forms import CharterForm, CommitteeEditForm, CommitteeForm, StepForm
from committees.models import Committee
from committees.terms import Status
from core.pages import ActOnPage, CreatePage, EditPage, VisibleRows
from core.verdicts import Verdict


class CommitteeCreate(CreatePage):
    title = gettext_lazy("New committee")
    model = Committee
    form_class = CommitteeForm
    success_message = gettext_lazy("The committee is entered as proposed.")
    submit_label = gettext_lazy("Enter the committee")

    def verdict(self) -> Verdict:
        return rules.can_manage_anything(self.request.actor)  # type: ignore[attr-defined]

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("parent", "")
        return super().get_initial() | ({"parent": asked} if asked.isdecimal() else {})

    def save(self, form: CommitteeForm) -> Committee:
        values = form.changes
        parent = values.pop("parent")
        values["level"] = form.instance.level
        return services.create_committee(parent, values, by=self.request.actor)  # type: ignore[attr-defined]

    def back_url(self) -> str:
        return reverse("committees:list")


class CommitteeEdit(EditPage):
    title = pgettext_lazy("verb", "Edit")
    queryset = Committee.objects.all()
    form_class = CommitteeEditForm

    def verdict(self, row: Committee) -> Verdict:
        return rules.can_edit(self.request.actor, row)  # type: ignore[attr-defined]

    def save(self, form: CommitteeEditForm) -> Committee:
        return services.edit_committee(
            form.instance,
            form.changes,
            version=form.on_version,
            by=self.request.actor,  # type: ignore[attr-defined]
        )


class CommitteeStep(ActOnPage):
    """One step of the life cycle, with its basis and its day."""

    queryset = Committee.objects.all()
    form_class = StepForm
    status = ""
    rule: Any = None

    def verdict(self, row: Committee) -> Verdict:
        return type(self).rule(self.request.actor, row)  # type: ignore[attr-defined, no-any-return]

    def save(self, form: StepForm) -> Committee:
        return services.change_status(
            self.object,
            self.status,
            basis=form.cleaned_data["basis"],
            on=form.cleaned_data["on"],
            by=self.request.actor,  # type: ignore[attr-defined]
        )


class CommitteeApprove(CommitteeStep):
    title = gettext_lazy("Approve")
    status = Status.APPROVED
    submit_label = gettext_lazy("Approve")
    success_message = gettext_lazy("The committee is in being.")
    rule = staticmethod(rules.can_approve)


class CommitteeMechanism(CommitteeStep):
    title = gettext_lazy("Turn into a working mechanism")
    status = Status.MECHANISM
    submit_label = gettext_lazy("Turn into a working mechanism")
    success_message = gettext_lazy("It is a working mechanism now; its units and seats stay.")
    rule = staticmethod(rules.can_turn_mechanism)


class CommitteeRestore(CommitteeStep):
    title = gettext_lazy("Make it a committee again")
    status = Status.APPROVED
    submit_label = gettext_lazy("Make it a committee again")
    success_message = gettext_lazy("The committee is in being again.")
    rule = staticmethod(rules.can_restore)


class CommitteeAbolish(CommitteeStep):
    title = gettext_lazy("Abolish")
    status = Status.ABOLISHED
    submit_label = gettext_lazy("Abolish")
    submit_style = "danger"
    success_message = gettext_lazy("The committee is abolished; its record stays.")
    rule = staticmethod(rules.can_drop)


class CommitteeCharter(ActOnPage):
    """Upload a charter; the earlier one is replaced and stays on record."""

    title = gettext_lazy("Charter")
    queryset = Committee.objects.all()
    form_class = CharterForm
    submit_label = gettext_lazy("Upload")
    success_message = gettext_lazy("The charter is kept.")

    def verdict(self, row: Committee) -> Verdict:
        return rules.can_edit(self.request.actor, row)  # type: ignore[attr-defined]

    def save(self, form: CharterForm) -> Committee:
        return services.set_charter(
            self.object,
            form.cleaned_data["charter"],
            version=None,
            by=self.request.actor,  # type: ignore[attr-defined]
        )


class CharterDownload(VisibleRows, DetailView):
    """The charter's file, always as a download and never shown in the page."""

    queryset = Committee.objects.all()

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        committee = self.get_object()
        if not committee.charter:
            raise Http404
        kind = PurePath(committee.charter.name).suffix.lower()
        response = FileResponse(
            committee.charter.open(),
            as_attachment=True,
            filename=f"{committee.name}{_('charter')}{kind}",
            content_type=CONTENT_TYPES.get(kind, "application/octet-stream"),
        )
        response["X-Content-Type-Options"] = "nosniff"
        return response


CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".wps": "application/vnd.ms-works",
}
