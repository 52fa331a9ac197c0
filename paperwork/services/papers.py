"""Making papers, and keeping the templates that offices made for them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from audit.actors import Actor
from audit.services import record, record_reading
from committees import rules as committee_rules
from committees.models import Committee
from core import clock
from core.changes import apply, write
from core.papers import Document, Paper, find
from core.papers.pdf import render_pdf
from core.papers.words import inspect, render_docx
from core.verdicts import Refused, require
from paperwork.models import PaperTemplate
from paperwork.services.exports import alarmed, begin_export, finish_export

PDF, DOCX = "pdf", "docx"


@dataclass(frozen=True)
class MadePaper:
    """A finished file, to be handed to whoever asked for it."""

    name: str
    content: bytes


@alarmed
@transaction.atomic
def make_paper(
    paper: Paper, row: Any, answers: dict[str, Any], file_type: str, *, by: Actor, reason: str = ""
) -> MadePaper:
    """Set the paper; that it went out is on record, and each whole number on it as a reading.

    The paper bears the number under which its record is found. Raises ``Refused`` when it is not
    for this person, when whole numbers or many rows are asked for without a reason, when the
    day's limit of exports is reached, or when an office's template cannot be filled.
    """
    return _make(paper, [row], answers, file_type, by, reason)


@alarmed
@transaction.atomic
def make_papers(
    paper: Paper,
    rows: Sequence[Any],
    answers: dict[str, Any],
    file_type: str,
    *,
    in_copies: bool,
    by: Actor,
    reason: str = "",
) -> MadePaper:
    """The paper about each of several rows, in one file and on record once, as one list of so many.

    ``in_copies``: each as often as it has copies, marked for whom; else once, to be printed so
    often. Word files are filled into the template of the first row's committee.
    """
    return _make(paper, rows, answers, file_type, by, reason, in_copies=in_copies)


def _make(
    paper: Paper,
    rows: Sequence[Any],
    answers: dict[str, Any],
    file_type: str,
    by: Actor,
    reason: str,
    *,
    in_copies: bool = True,
) -> MadePaper:
    for row in rows:
        require(paper.verdict(by, row))
        if answers.get("phones"):
            require(paper.phones_verdict(by, row))
    if answers.get("phones") and not reason.strip():
        raise Refused(_("Whole telephone numbers need a reason."))
    documents = [paper.make(row, **answers) for row in rows]
    first = documents[0]
    lines = len(first.rows) if len(rows) == 1 else len(rows)
    number = begin_export(
        actor=by,
        title=first.title,
        table=f"paper:{paper.kind}",
        query=" ".join(f"{name}={value}" for name, value in answers.items()),
        columns=[str(column.label) for column in paper.columns],
        rows=lines,
        reason=reason,
    )
    printed = _("Printed by %(name)s, %(time)s, no. %(number)s") % {
        "name": by.name,
        "time": timezone.localtime(clock.now()).strftime("%Y-%m-%d %H:%M"),
        "number": number,
    }
    for document in documents:
        document.printed = printed
        for shown, field in document.readings:
            record_reading(shown, field, by=by, reason=reason)
    if paper.copies and in_copies:
        documents = [
            replace(document, copy=str(label)) for document in documents for label in paper.copies
        ]
    content = _set(paper, documents, paper.committee_of(rows[0]), file_type)
    digest = hashlib.sha256(content).hexdigest()
    finish_export(number=number, rows=lines, digest=digest)
    return MadePaper(f"{first.title}.{file_type}", content)


def _set(
    paper: Paper, documents: Sequence[Document], committee: Committee, file_type: str
) -> bytes:
    if file_type == PDF:
        return render_pdf(paper, *documents)
    template = template_for(paper.kind, committee)
    return render_docx(paper, *documents, template=bytes(template.content) if template else None)


def template_for(kind: str, committee: Committee) -> PaperTemplate | None:
    """The committee's own template, else the nearest one above it."""
    return (
        PaperTemplate.objects.in_use()
        .filter(kind=kind, committee__in=committee.lineage)
        .order_by("-committee__path")
        .first()
    )


@transaction.atomic
def upload_template(
    committee: Committee, kind: str, file_name: str, content: bytes, *, by: Actor
) -> PaperTemplate:
    """Take an office's template into use; the edition before it is kept, retired.

    Raises ``Refused`` for what is no harmless Word template (see ``core.papers.words.inspect``).
    """
    committee = Committee.objects.lock(committee)
    require(committee_rules.can_manage(by, committee))
    paper = find(kind)
    if paper is None:
        raise Refused(_("There is no such paper."))
    findings = inspect(content, paper)
    editions = PaperTemplate.objects.filter(committee=committee, kind=kind)
    last = editions.order_by("-edition").first()
    if last and last.retired_at is None:
        apply(last, {"retired_at": clock.now()})
    template = PaperTemplate(
        committee=committee,
        kind=kind,
        edition=last.edition + 1 if last else 1,
        file_name=file_name[-150:],
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        missing=findings.missing,
        unknown=findings.unknown,
        uploaded_by=by.user,
    )
    write(template)
    record(
        "paperwork.template_uploaded",
        template,
        by=by,
        after={"edition": template.edition, "digest": template.digest, "file": file_name},
    )
    return template


@transaction.atomic
def retire_template(template: PaperTemplate, *, by: Actor) -> PaperTemplate:
    """Take a template out of use; the one above, else the product's own, counts again."""
    template = PaperTemplate.objects.lock(template)
    require(committee_rules.can_manage(by, template.committee))
    if template.retired_at is not None:
        raise Refused(_("This template is out of use already."))
    apply(template, {"retired_at": clock.now()})
    record("paperwork.template_retired", template, by=by, after={"edition": template.edition})
    return template
