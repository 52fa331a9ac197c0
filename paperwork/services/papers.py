"""Making papers, and keeping the templates that offices made for them."""

import hashlib
from dataclasses import dataclass
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
from core.papers.pdf import render_letters, render_pdf
from core.papers.words import inspect, join_docx, render_docx
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
    require(paper.verdict(by, row))
    if answers.get("phones"):
        require(paper.phones_verdict(by, row))
        if not reason.strip():
            raise Refused(_("Whole telephone numbers need a reason."))
    document = paper.make(row, **answers)
    number = begin_export(
        actor=by,
        title=document.title,
        table=f"paper:{paper.kind}",
        query=" ".join(f"{name}={value}" for name, value in answers.items()),
        columns=[str(column.label) for column in paper.columns],
        rows=len(document.rows),
        reason=reason,
    )
    for shown, field in document.readings:
        record_reading(shown, field, by=by, reason=reason)
    document.printed = _printed(number, by)
    content = _set(paper, document, paper.committee_of(row), file_type)
    digest = hashlib.sha256(content).hexdigest()
    finish_export(number=number, rows=len(document.rows), digest=digest)
    return MadePaper(f"{document.title}.{file_type}", content)


def _printed(number: str, by: Actor) -> str:
    """Who printed it and when, and under which number that is on record."""
    return _("Printed by %(name)s, %(time)s, no. %(number)s") % {
        "name": by.name,
        "time": timezone.localtime(clock.now()).strftime("%Y-%m-%d %H:%M"),
        "number": number,
    }


@alarmed
@transaction.atomic
def make_letters(
    paper: Paper,
    rows: list[tuple[Any, dict[str, Any]]],
    file_type: str,
    *,
    by: Actor,
    reason: str,
) -> MadePaper:
    """Many letters of one kind, each (row, answers), in one file and on record as one export.

    All are set in the template of the first one's committee. Raises ``Refused`` as ``make_paper``.
    """
    documents = []
    for row, answers in rows:
        require(paper.verdict(by, row))
        documents.append(paper.make(row, **answers))
    number = begin_export(
        actor=by,
        title=str(paper.label),
        table=f"paper:{paper.kind}",
        query=" ".join(str(row.pk) for row, _answers in rows),
        columns=[str(column.label) for column in paper.columns],
        rows=sum(max(1, len(document.rows)) for document in documents),
        reason=reason,
    )
    for document in documents:
        document.printed = _printed(number, by)
    if file_type == PDF:
        content = render_letters(paper, documents)
    else:
        template = template_for(paper.kind, paper.committee_of(rows[0][0]))
        filled = bytes(template.content) if template else None
        content = join_docx([render_docx(paper, document, filled) for document in documents])
    digest = hashlib.sha256(content).hexdigest()
    finish_export(number=number, rows=len(documents), digest=digest)
    return MadePaper(f"{paper.label}-{number}.{file_type}", content)


def _set(paper: Paper, document: Document, committee: Committee, file_type: str) -> bytes:
    if file_type == PDF:
        return render_pdf(paper, document)
    template = template_for(paper.kind, committee)
    return render_docx(paper, document, bytes(template.content) if template else None)


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
