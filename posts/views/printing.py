"""Lists that are printed as tables with number, maker, basis and validity.

They go out as the other downloads of the list do: by the same menu, with the same reason.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import content_disposition_header

from committees.pages import Here
from core.verdicts import Refused
from members.rules import can_print_lists
from paperwork.services import papers
from posts.papers import ledgers

TYPES = (papers.PDF, papers.DOCX)


class PrintedList(Here):
    """Put before ``ListPage``: what is listed, as a PDF or Word file, for those who read the
    committee looked at as a whole. ``paper_kind`` is by what an office's template is found."""

    paper_kind = ""
    # What the paper is called, if not as the page is.
    paper_title: Any = ""
    paper_number: Any = ""
    paper_widths: dict[str, float] = {}
    paper_sheet = "a3"
    paper_size: float = 8

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        if self.at is None or not self.reads_all_here or not can_print_lists(self.actor, self.at):
            return context
        return context | {"print_at_most": ledgers.MOST_ROWS}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("print") not in TYPES or self.at is None:
            response: HttpResponse = super().post(request, *args, **kwargs)  # type: ignore[misc]
            return response
        try:
            return self._printed(request.POST["print"])
        except Refused as refusal:
            if refusal.kind.value == "forbidden":
                raise
            messages.error(request, refusal.reason)
            return HttpResponseRedirect(request.get_full_path())

    def _printed(self, file_type: str) -> HttpResponse:
        listed: Any = self
        filterset = listed.get_filterset(listed.filterset_class)
        paper = ledgers.printed_list(
            listed.get_table(),
            filterset.qs,
            narrowed=filterset.in_words(),
            committee=self.at,  # type: ignore[arg-type]
            kind=self.paper_kind,
            title=str(self.paper_title) or listed.get_title(),
            number=str(self.paper_number),
            widths=self.paper_widths,
            sheet=self.paper_sheet,
            size=self.paper_size,
        )
        reason = self.request.POST.get("reason", "")[:500]
        made = papers.make_paper(paper, self.at, {}, file_type, by=self.actor, reason=reason)
        response = HttpResponse(made.content, content_type="application/octet-stream")
        response["Content-Disposition"] = str(content_disposition_header(True, made.name))
        return response
