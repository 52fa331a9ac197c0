"""The engine of printed papers: PDF by typst, Word by templates that offices may change."""

import io
import re
import shutil
import subprocess
import zipfile

import pytest
from django.utils import translation
from docx import Document as WordDocument

from core.papers import Box, Column, Document, Layout, Paper, documents
from core.papers.pdf import render_pdf
from core.papers.word_template import default_template
from core.papers.words import LARGEST, inspect, render_docx
from core.verdicts import Refused

PDFTOTEXT = shutil.which("pdftotext") or ""
LIST = Paper(
    kind="test-list",
    label="名单",
    model="tests.thing",
    make=Document,
    layout=Layout.TABLE,
    columns=(Column("no", "序号", 1, centred=True), Column("unit", "单位", 4)),
)
FORM = Paper(
    kind="test-form",
    label="审核表",
    model="tests.thing",
    make=Document,
    layout=Layout.FORM,
    facts={"name": "姓名", "post": "职务"},
)


def a_list(*units: str) -> Document:
    rows = [{"no": str(at), "unit": unit} for at, unit in enumerate(units, 1)]
    return Document(title="成员单位名单", maker="春晖街道", rows=rows, empty="没有单位")


def word_with(*lines: str, **parts: bytes) -> bytes:
    """A Word file with these paragraphs, and whatever else is put into its package."""
    word = WordDocument()
    for line in lines:
        word.add_paragraph(line)
    made = io.BytesIO()
    word.save(made)
    with zipfile.ZipFile(made, "a") as package:
        for name, content in parts.items():
            package.writestr(f"word/{name}", content)
    return made.getvalue()


def text_of(word: bytes) -> str:
    opened = WordDocument(io.BytesIO(word))
    cells = [c.text for table in opened.tables for row in table.rows for c in row.cells]
    return "\n".join([p.text for p in opened.paragraphs] + cells)


def test_pdf_is_tagged_and_says_its_language():
    pdf = render_pdf(LIST, a_list("春晖医院"))

    assert pdf.startswith(b"%PDF-1.7")
    assert b"/MarkInfo" in pdf
    assert b"/Lang(zh-CN)" in pdf


def test_pdf_takes_what_was_typed_as_text():
    """Typst's own signs in a name must neither fail nor be carried out."""
    evil = '#panic("x") $1/0$ *_` <a> @b \\ // /* #read("/etc/passwd")'

    assert render_pdf(LIST, a_list(evil, "乙\x00\x0b丙")).startswith(b"%PDF")


def test_pdf_of_an_empty_list_and_of_a_row_longer_than_a_page_is_made():
    assert render_pdf(LIST, a_list()).startswith(b"%PDF")
    assert render_pdf(LIST, a_list("长" * 9000)).startswith(b"%PDF")


def test_pdf_goes_on_over_several_pages():
    pdf = render_pdf(LIST, a_list(*["第一小学"] * 120))

    # 120 rows of about 8 mm on pages of 250 mm.
    pages = pdf.count(b"/Type/Page/")
    assert 3 <= pages <= 5


@pytest.mark.skipif(not PDFTOTEXT, reason="reads the paper with pdftotext")
def test_who_printed_it_stands_apart_from_the_page_s_number(tmp_path):
    document = a_list("春晖医院")
    # As wide as its place: 24 letters of 7.5 pt each, and no room behind them.
    document.printed = "打" * 60

    (tmp_path / "a.pdf").write_bytes(render_pdf(LIST, document))
    words = subprocess.run(
        [PDFTOTEXT, "-bbox", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    places = re.findall(r'xMin="([\d.]+)".* xMax="([\d.]+)".*>(.*)</word>', words)
    end = max(float(right) for _left, right, word in places if "打" in word)
    begin = min(float(left) for left, _right, word in places if word.startswith(("Page", "第")))
    assert begin - end > 10  # points, of the 11 that 4 mm are


def test_pdf_names_a_character_that_no_font_has():
    """U+10FFFD is a private character: no font has it."""
    pdf = render_pdf(LIST, a_list("王\U0010fffd"))

    assert pdf.startswith(b"%PDF")


def test_default_templates_use_all_fields():
    assert inspect(default_template(LIST), LIST).missing == []
    assert inspect(default_template(FORM), FORM).missing == []


def test_word_has_a_row_for_each_row_and_keeps_signs_of_markup():
    made = text_of(render_docx(LIST, a_list("春晖医院", "A&B<甲>")))

    assert "成员单位名单" in made
    assert "春晖医院" in made
    assert "A&B<甲>" in made
    assert "{" not in made


def test_word_of_an_empty_list_says_so():
    assert "没有单位" in text_of(render_docx(LIST, a_list()))


def test_an_address_is_drawn_as_a_qr_code_on_both():
    plain, drawn = a_list("春晖医院"), a_list("春晖医院")
    drawn.qr, drawn.qr_words = "https://party.example.cn/verify/#ABCD", "核验"

    assert b"/Alt" in render_pdf(LIST, drawn)
    assert b"/Alt" not in render_pdf(LIST, plain)
    for paper, pictures in ((plain, 0), (drawn, 1)):
        word = WordDocument(io.BytesIO(render_docx(LIST, paper)))
        assert len(word.inline_shapes) == pictures
    assert "核验" in text_of(render_docx(LIST, drawn))


def test_word_form_has_its_facts_and_boxes():
    document = Document(
        title="审核表", facts={"name": "王芳", "post": "书记"}, boxes=[Box("本人意见", sign="签字")]
    )

    made = text_of(render_docx(FORM, document))

    assert all(word in made for word in ("王芳", "书记", "本人意见", "签字"))


def test_inspect_lists_what_is_left_out_and_what_nobody_knows():
    template = word_with("{{ title }} {{ chairman }}", "{{ name }}")

    findings = inspect(template, FORM)

    assert (findings.missing, findings.unknown) == (["post"], ["chairman"])


def test_inspect_knows_a_row_by_whatever_name():
    template = word_with("{% for u in rows %}{{ u.unit }} {{ u.size }}{% endfor %}")

    findings = inspect(template, LIST)

    assert (findings.missing, findings.unknown) == (["row.no"], ["row.size"])


@pytest.mark.parametrize(
    "attack",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ title.__class__ }}",
        "{{ title.format(1) }}",
        "{{ range(9) }}",
        "{{ 'a' * 1000000000 }}",
        "{% for a in rows %}{% for b in rows %}{{ b.no }}{% endfor %}{% endfor %}",
        "{% for a in 'xxxxxxxxxx' %}{% endfor %}",
        "{% include 'x' %}",
        "{% set x = 1 %}",
        "{{ title|upper }}",
        "{{ self }}{{ cycler.__init__.__globals__ }}",
    ],
)
def test_inspect_refuses_whatever_is_more_than_a_field(attack):
    with pytest.raises(Refused):
        inspect(word_with(attack), LIST)


def test_inspect_refuses_attacks_in_the_properties():
    word = WordDocument()
    word.core_properties.title = "{{ ''.__class__ }}"
    made = io.BytesIO()
    word.save(made)

    with pytest.raises(Refused):
        inspect(made.getvalue(), LIST)


def test_inspect_refuses_macros_objects_and_links_to_elsewhere():
    link = (
        b'<Relationships><Relationship Id="a" Type="http://x/attachedTemplate" '
        b'Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'
    )

    for parts in (
        {"vbaProject.bin": b"x"},
        {"embeddings/oleObject1.bin": b"x"},
        {"_rels/settings.xml.rels": link},
        {"notes.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'},
    ):
        with pytest.raises(Refused):
            inspect(word_with("{{ title }}", **parts), LIST)


def test_inspect_refuses_what_is_no_word_file():
    empty = io.BytesIO()
    with zipfile.ZipFile(empty, "w") as package:
        package.writestr("hello.txt", "x")

    for content in (b"", b"%PDF-1.7", b"x" * (LARGEST + 1), empty.getvalue()):
        with pytest.raises(Refused):
            inspect(content, LIST)


def test_inspect_refuses_a_bomb_before_unpacking_it():
    with pytest.raises(Refused):
        inspect(word_with("{{ title }}", **{"media/a.xml": b"\0" * 25_000_000}), LIST)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{% if title %}", "没有写完整"),
        ("{{ title }} {{ title / }}", "“{{ title / }}”写得不对"),
        ("{{ loop.index }}", "写在了循环之外"),
        ("{{ a.b.c }}", "不止一个点"),
        ("{{ title|upper }}", "竖线"),
        ("{{ title[0] }}", "方括号"),
        ("{{ range(9) }}", "圆括号"),
        ("{{ title + title }}", "计算"),
        ("{% for a in title %}{% endfor %}", "循环"),
        ("{% include 'x' %}", "另一个文件"),
    ],
)
def test_a_template_s_fault_is_said_in_words_for_people(text, words):
    with translation.override("zh-hans"), pytest.raises(Refused) as refusal:
        inspect(word_with(text), LIST)

    assert words in refusal.value.reason
    for machine in ("Getattr", "unexpected", "undefined", "Filter", "Call", "End of"):
        assert machine not in refusal.value.reason


def test_two_papers_of_one_name_are_refused():
    from core.papers import registry

    twin = Paper("composition", "x", "tests.thing", Document, Layout.TABLE)

    with pytest.raises(LookupError):
        registry.register(twin)


def test_long_date_is_written_as_on_official_papers():
    import datetime

    assert documents.long_date(datetime.date(2026, 6, 30)) == "2026年6月30日"
