"""The pages on which papers are made, and the templates that offices bring."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document as WordDocument

from audit.models import Entry, ReadEntry
from core.papers import find
from core.papers.word_template import default_template
from core.verdicts import Refused
from paperwork.models import ExportRecord, PaperTemplate
from paperwork.services import papers
from tests.conftest import actor

PHONE = "13812345678"


def word(*lines):
    document = WordDocument()
    for line in lines:
        document.add_paragraph(line)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def words_of(content):
    return "\n".join(p.text for p in WordDocument(io.BytesIO(content)).paragraphs)


@pytest.fixture
def doctor_with_phone(town):
    town.doctor.phone = PHONE
    town.doctor.save()
    return town.doctor


def make(client, kind, row, file_type="pdf", **answers):
    url = reverse(f"paperwork:paper-{file_type}", args=[kind, row.pk])
    return client.post(url, {f"{kind}-{name}": value for name, value in answers.items()})


def test_page_offers_the_papers_of_a_committee(town, as_user):
    page = as_user(town.spring_office).get(
        reverse("paperwork:paper-list"), {"committee": town.spring.pk}
    )

    assert page.status_code == 200
    assert [offer["paper"].kind for offer in page.context["offers"]] == [
        "composition",
        "roster",
        "changes",
        # Greyed with the reason: a board is that of a community or a grid.
        "post-board",
        "post-board-a3",
        # And a summary that of a community.
        "evaluation-summary",
    ]


def test_page_proposes_the_day_that_is_looked_at(town, as_user):
    page = as_user(town.spring_office).get(reverse("paperwork:paper-list"), {"on": "2026-06-30"})

    assert 'value="2026-06-30"' in page.content.decode()


def test_page_of_a_committee_out_of_reach_is_not_found(town, as_user):
    url = reverse("paperwork:paper-list")

    assert as_user(town.hill_office).get(url, {"committee": town.spring.pk}).status_code == 404
    assert as_user(town.spring_office).get(url, {"committee": "x"}).status_code == 404


def test_page_of_a_row_offers_its_own_papers(town, as_user):
    url = reverse("paperwork:paper-subject", args=["members.membership", town.clinic_in_spring.pk])

    page = as_user(town.spring_office).get(url)

    assert [offer["paper"].kind for offer in page.context["offers"]] == ["appointment"]
    assert as_user(town.hill_office).get(url).status_code == 404


def test_page_of_a_model_without_papers_is_not_found(town, as_user):
    url = reverse("paperwork:paper-subject", args=["accounts.user", town.people["nobody"].pk])

    assert as_user(town.spring_office).get(url).status_code == 404


def test_pdf_is_handed_out_and_masks_numbers(town, as_user, doctor_with_phone):
    answer = make(as_user(town.spring_office), "roster", town.spring, on="2026-06-30")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.startswith(b"%PDF")
    assert not ReadEntry.objects.exists()
    record = ExportRecord.objects.get()
    assert (record.table, record.rows, record.user) == (
        "paper:roster",
        1,
        town.people["spring_office"],
    )


def test_word_is_handed_out(town, as_user):
    answer = make(as_user(town.spring_office), "composition", town.spring, "docx", on="2026-06-30")

    assert answer.status_code == 200
    assert "春晖街道委员会" in words_of(answer.content)
    footer = WordDocument(io.BytesIO(answer.content)).sections[0].footer.paragraphs[0].text
    assert ExportRecord.objects.get().number in footer


def test_whole_numbers_are_put_on_record_one_by_one(town, as_user, doctor_with_phone):
    answer = make(
        as_user(town.spring_office),
        "roster",
        town.spring,
        "docx",
        on="2026-06-30",
        phones="on",
        reason="应急通讯录",
    )

    table = WordDocument(io.BytesIO(answer.content)).tables[0]
    assert PHONE in [cell.text for row in table.rows for cell in row.cells]
    entry = ReadEntry.objects.get()
    assert (entry.user, entry.object_id, entry.field, entry.reason) == (
        town.people["spring_office"],
        doctor_with_phone.pk,
        "phone",
        "应急通讯录",
    )


def test_whole_numbers_without_a_reason_are_not_handed_out(town, as_user, doctor_with_phone):
    answer = make(as_user(town.spring_office), "roster", town.spring, on="2026-06-30", phones="on")

    assert answer["Content-Type"].startswith("text/html")
    assert not ReadEntry.objects.exists()


def test_whole_numbers_are_forbidden_to_a_leader(town, as_user, doctor_with_phone):
    answer = make(
        as_user(town.east_leader), "roster", town.spring, on="2026-06-30", phones="on", reason="x"
    )

    assert answer.status_code == 403
    assert not ReadEntry.objects.exists()


def test_a_grid_leader_and_a_liaison_print_no_roster(town, as_user):
    assert make(as_user(town.grid_leader), "roster", town.grid, on="2026-06-30").status_code == 403
    liaison = town.people["clinic_liaison"]
    assert make(as_user(liaison), "roster", town.spring, on="2026-06-30").status_code == 403


def test_a_paper_is_made_by_post_alone(town, as_user):
    url = reverse("paperwork:paper-pdf", args=["roster", town.spring.pk])

    assert as_user(town.spring_office).get(url).status_code == 405


def test_a_day_to_come_and_a_turned_period_are_refused(town, as_user):
    client = as_user(town.spring_office)

    for answer in (
        make(client, "composition", town.spring, on="2999-01-01"),
        make(client, "changes", town.spring, since="2026-06-30", on="2026-01-01"),
    ):
        assert answer["Content-Type"].startswith("text/html")


def test_upload_takes_the_template_into_use_for_the_committee_and_below(town, as_user):
    url = f"{reverse('paperwork:template-upload')}?committee={town.east.pk}"
    file = SimpleUploadedFile("名单.docx", word("东城样式 {{ title }} {{ chairman }}"))

    answer = as_user(town.east_office).post(url, {"kind": "composition", "file": file})

    template = PaperTemplate.objects.get()
    assert answer.status_code == 302
    assert template.unknown == ["chairman"]
    assert "row.name" in template.missing
    assert Entry.objects.filter(action="paperwork.template_uploaded").count() == 1
    below = make(as_user(town.spring_office), "composition", town.spring, "docx", on="2026-06-30")
    assert words_of(below.content).startswith("东城样式")
    assert "春晖街道委员会" in words_of(below.content)
    elsewhere = make(as_user(town.hill_office), "composition", town.hill, "docx", on="2026-06-30")
    assert "东城样式" not in words_of(elsewhere.content)


def test_a_new_edition_retires_the_one_before(town):
    by = actor(town.spring_office)
    for text in ("一 {{ title }}", "二 {{ title }}"):
        papers.upload_template(town.spring, "composition", "a.docx", word(text), by=by)

    editions = PaperTemplate.objects.order_by("edition")
    assert [(t.edition, t.retired_at is None) for t in editions] == [(1, False), (2, True)]
    assert papers.template_for("composition", town.peace).edition == 2


def test_the_nearest_template_counts(town):
    content = default_template(find("composition"))
    papers.upload_template(town.east, "composition", "e.docx", content, by=actor(town.east_office))
    own = papers.upload_template(
        town.spring, "composition", "s.docx", content, by=actor(town.spring_office)
    )

    assert papers.template_for("composition", town.peace) == own
    assert papers.template_for("composition", town.lake).committee == town.east
    assert papers.template_for("roster", town.spring) is None


def test_a_retired_template_no_longer_counts_and_is_kept(town, as_user):
    template = papers.upload_template(
        town.spring, "roster", "a.docx", word("{{ title }}"), by=actor(town.spring_office)
    )
    url = reverse("paperwork:template-retire", args=[template.pk])

    assert as_user(town.east_leader).post(url).status_code == 403
    assert as_user(town.hill_office).post(url).status_code == 404
    assert as_user(town.spring_office).post(url).status_code == 302
    assert papers.template_for("roster", town.spring) is None
    assert PaperTemplate.objects.filter(pk=template.pk).exists()
    with pytest.raises(Refused):
        papers.retire_template(template, by=actor(town.spring_office))


def test_upload_is_for_the_office_alone(town, as_user):
    url = f"{reverse('paperwork:template-upload')}?committee={town.spring.pk}"

    assert as_user(town.east_leader).get(url).status_code == 403
    assert as_user(town.hill_office).get(url).status_code == 404
    assert as_user(town.spring_office).get(url).status_code == 200


def test_upload_says_what_is_wrong_with_a_file(town, as_user):
    url = f"{reverse('paperwork:template-upload')}?committee={town.spring.pk}"
    file = SimpleUploadedFile("a.docx", b"not a word file")

    page = as_user(town.spring_office).post(url, {"kind": "roster", "file": file})

    assert page.status_code == 200
    assert page.context["form"].non_field_errors()
    assert not PaperTemplate.objects.exists()


def test_templates_are_listed_and_downloaded(town, as_user):
    content = word("{{ title }}")
    template = papers.upload_template(
        town.east, "roster", "a.docx", content, by=actor(town.east_office)
    )
    download = reverse("paperwork:template-download", args=[template.pk])

    page = as_user(town.spring_office).get(reverse("paperwork:template-list"))
    assert page.status_code == 200
    used = {paper.kind: used for paper, used, editions in page.context["papers"]}
    assert used["roster"] == template
    assert used["composition"] is None
    own = as_user(town.east_office).get(reverse("paperwork:template-list")).content.decode()
    assert re.search(r"<td>.*序号（row\.no）；", own)
    assert as_user(town.spring_office).get(download).content == content
    assert as_user(town.hill_office).get(download).status_code == 404


def test_templates_are_for_those_who_keep_a_committee(town, as_user):
    for name in ("template-list", "template-upload"):
        url = reverse(f"paperwork:{name}")

        assert as_user(town.peace_secretary).get(url).status_code == 200
        assert as_user(town.east_leader).get(url).status_code == 403
        assert as_user(town.security).get(url).status_code == 403


def test_the_product_s_own_template_can_be_had(town, as_user):
    client = as_user(town.spring_office)

    found = client.get(reverse("paperwork:template-default", args=["roster"]))

    assert found.content.startswith(b"PK")
    unknown = reverse("paperwork:template-default", args=["nothing"])
    assert client.get(unknown).status_code == 404
