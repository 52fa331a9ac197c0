"""The product's own Word templates, written by python-docx with the fields in their places.

They are made when asked for, so that no binary file is part of the sources; an office downloads
one, changes it in Word and uploads it as its own.
"""

import io
from typing import Any

from django.utils.translation import gettext as _
from docx import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt

from core.papers.documents import Column, Layout, Paper

TEXT_FONT, TITLE_FONT, LATIN_FONT = "仿宋", "方正小标宋简体", "Times New Roman"


def default_template(paper: Paper) -> bytes:
    """The paper's template with all of its fields."""
    word: Any = WordDocument()
    width = _page(word, paper)
    _line(word, "{{ title }}", size=24 if paper.layout is Layout.LETTER else 17, title=True)
    {
        Layout.TABLE: _table_body,
        Layout.SHEET: _table_body,
        Layout.LETTER: _letter_body,
        Layout.FORM: _form_body,
        Layout.CONTRACT: _contract_body,
    }[paper.layout](word, paper, width)
    _footer(word)
    word.core_properties.title = str(paper.label)
    word.core_properties.author = ""
    result = io.BytesIO()
    word.save(result)
    return result.getvalue()


def _page(word: Any, paper: Paper) -> int:
    """A4 (or A3) as the paper lies; returns the width that is left for text."""
    section = word.sections[0]
    short, long = (Cm(29.7), Cm(42)) if paper.sheet == "a3" else (Cm(21), Cm(29.7))
    section.orientation = WD_ORIENT.LANDSCAPE if paper.landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if paper.landscape else (short, long)
    letter = paper.layout is Layout.LETTER
    section.top_margin, section.bottom_margin = (Cm(3.7), Cm(3)) if letter else (Cm(1.8), Cm(1.8))
    section.left_margin, section.right_margin = (Cm(2.8), Cm(2.6)) if letter else (Cm(1.8), Cm(1.5))
    style = word.styles["Normal"]
    _font(style, TEXT_FONT, 16 if letter else 10.5)
    style.paragraph_format.space_after = Pt(0)
    return int(section.page_width - section.left_margin - section.right_margin)


def _font(styled: Any, name: str, size: float) -> None:
    """Word takes Chinese characters from the East Asian font, which python-docx does not set."""
    styled.font.name, styled.font.size = LATIN_FONT, Pt(size)
    properties = styled.element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)
    # Without it the punctuation is set as in Taiwan, in the middle of its square.
    language = OxmlElement("w:lang")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)


def _line(where: Any, text: str, *, size: float = 0, title: bool = False, align: Any = None) -> Any:
    paragraph = where.add_paragraph()
    run = paragraph.add_run(text)
    if title:
        run.bold = True
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(8)
    if align is not None:
        paragraph.alignment = align
    if size:
        _font(run, TITLE_FONT if title else TEXT_FONT, size)
    return paragraph


def _table_body(word: Any, paper: Paper, width: int) -> None:
    _line(word, "{{ subtitle }}", size=11, align=WD_ALIGN_PARAGRAPH.CENTER)
    if paper.layout is Layout.SHEET:
        _pairs(word, paper, width)
    marks = {
        "number": paper.number_label,
        "maker": _("Made by"),
        "basis": _("Basis"),
        "validity": _("Valid until"),
    }
    for name, label in marks.items():
        # A mark without a value leaves no empty line behind.
        text = _("%(label)s: ") % {"label": label} + f"{{{{ {name} }}}}"
        _line(word, f"{{%p if {name} %}}", size=8.5)
        _line(word, text, size=8.5)
        _line(word, "{%p endif %}", size=8.5)
    _rows(word, paper.columns, width, size=paper.size)
    for text in ("{%p if not rows %}", "{{ empty }}", "{%p endif %}"):
        _line(word, text, align=WD_ALIGN_PARAGRAPH.CENTER)
    _line(word, "{{ summary }}").paragraph_format.space_before = Pt(6)
    for text in ("{%p for text in paragraphs %}", "{{ text }}", "{%p endfor %}"):
        _line(word, text)
    _line(word, "{%p if qr %}")
    _line(word, "{{ qr }}", align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(word, "{{ qr_words }}", size=8.5, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(word, "{%p endif %}")
    _signatures(word)


def _pairs(word: Any, paper: Paper, width: int) -> None:
    """The facts above a table, two to a line, as the PDF has them: no lines around them."""
    facts = list(paper.facts.items())
    table = _grid(word, (len(facts) + 1) // 2, [width // 2, width // 2])
    table.style = "Normal Table"
    for at, (name, label) in enumerate(facts):
        text = _("%(label)s: ") % {"label": label} + f"{{{{ {name} }}}}"
        _cell(table.rows[at // 2].cells[at % 2], text, size=10.5)


def _rows(word: Any, columns: tuple[Column, ...], width: int, size: float = 9.5) -> None:
    """Heading, and one row for each of ``rows``; the heading comes again on each page."""
    shares = sum(column.width for column in columns)
    table = _grid(word, 4, [int(width * column.width / shares) for column in columns])
    heading, start, body, end = table.rows
    start.cells[0].text, end.cells[0].text = "{%tr for row in rows %}", "{%tr endfor %}"
    for at, column in enumerate(columns):
        _cell(heading.cells[at], str(column.label), centred=True, bold=True, size=size)
        _cell(body.cells[at], f"{{{{ row.{column.name} }}}}", centred=column.centred, size=size)
    _row_property(heading, "w:tblHeader")
    _row_property(body, "w:cantSplit")


def _grid(word: Any, rows: int, widths: list[int]) -> Any:
    """A table with lines, fixed widths (Word reads the columns', others the cells') and margins."""
    table = word.add_table(rows=rows, cols=len(widths))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    for at, width in enumerate(widths):
        table.columns[at].width = Emu(width)
        for cell in table.columns[at].cells:
            cell.width = Emu(width)
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    margins = OxmlElement("w:tblCellMar")
    for side, twips in (("top", 50), ("left", 60), ("bottom", 50), ("right", 60)):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(twips))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    table._tbl.tblPr.append(margins)
    return table


def _cell(
    cell: Any, text: str, *, centred: bool = False, bold: bool = False, size: float = 9.5
) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.bold = bold
    _font(run, TEXT_FONT, size)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _row_property(row: Any, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _letter_body(word: Any, paper: Paper, width: int) -> None:
    _line(word, "{{ number }}", size=12, align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(word, "")
    _line(word, "{%p for text in paragraphs %}")
    paragraph = _line(word, "{% if not loop.first %}　　{% endif %}{{ text }}")
    paragraph.paragraph_format.line_spacing = 1.5
    _line(word, "{%p endfor %}")
    _line(word, "")
    _line(word, "{%p for text in closing %}")
    _line(word, "{{ text }}　　", align=WD_ALIGN_PARAGRAPH.RIGHT)
    _line(word, "{%p endfor %}")
    if paper.columns:
        # A break of its own would leave an empty sheet behind a letter that fills its last line.
        heading = _line(word, "{{ subtitle }}", size=13, align=WD_ALIGN_PARAGRAPH.CENTER)
        heading.paragraph_format.page_break_before = True
        _rows(word, paper.columns, width)
        _line(word, "{{ summary }}", size=10)
        _signatures(word)


def _form_body(word: Any, paper: Paper, width: int) -> None:
    _line(word, _("%(label)s: ") % {"label": _("Made by")} + "{{ maker }}", size=9.5)
    facts = list(paper.facts.items())
    narrow, wide = int(width * 0.14), int(width * 0.36)
    table = _grid(word, (len(facts) + 1) // 2, [narrow, wide, narrow, wide])
    for at, (name, label) in enumerate(facts):
        cells = table.rows[at // 2].cells
        _cell(cells[at % 2 * 2], str(label), centred=True, size=11)
        _cell(cells[at % 2 * 2 + 1], f"{{{{ {name} }}}}", size=11)
    # Without a paragraph between them Word makes one table of two.
    _line(word, "", size=2)
    _boxes(word, narrow, width, size=11, blank=3)
    _line(word, "{{ summary }}", size=9)


def _contract_body(word: Any, paper: Paper, width: int) -> None:
    """Facts in pairs or whole lines, the table, the terms, a box for each who signs."""
    _line(word, "{{ number }}　　　　{{ copy }}", size=10)
    narrow, wide = int(width * 0.14), int(width * 0.36)
    lines: list[list[str]] = []
    for name in paper.facts:
        if name in paper.below:
            continue
        pair = lines and len(lines[-1]) == 1 and lines[-1][0] not in paper.wide
        if name in paper.wide or not pair:
            lines.append([name])
        else:
            lines[-1].append(name)
    table = _grid(word, len(lines), [narrow, wide, narrow, wide])
    for row, names in zip(table.rows, lines, strict=True):
        if names[0] in paper.wide:
            row.cells[1].merge(row.cells[3])
        for at, name in enumerate(names):
            _cell(row.cells[at * 2], str(paper.facts[name]), centred=True)
            _cell(row.cells[at * 2 + 1], f"{{{{ {name} }}}}")
    _line(word, "", size=2)
    _rows(word, paper.columns, width)
    _line(word, "", size=2)
    terms = _grid(word, len(paper.below), [narrow, width - narrow])
    for row, name in zip(terms.rows, paper.below, strict=True):
        _cell(row.cells[0], str(paper.facts[name]), centred=True)
        _cell(row.cells[1], f"{{{{ {name} }}}}")
    _line(word, "", size=2)
    _boxes(word, narrow, width, size=9.5, blank=1)
    _line(word, "{{ summary }}", size=8.5)


def _boxes(word: Any, narrow: int, width: int, *, size: float, blank: int) -> None:
    """A line for each who writes an opinion or signs."""
    boxes = _grid(word, 3, [narrow, width - narrow])
    boxes.rows[0].cells[0].text = "{%tr for box in boxes %}"
    boxes.rows[2].cells[0].text = "{%tr endfor %}"
    label, opinion = boxes.rows[1].cells
    _cell(label, "{{ box.label }}", centred=True, size=size)
    _cell(opinion, "{{ box.text }}", size=size)
    for _blank in range(blank):
        opinion.add_paragraph()
    sign = opinion.add_paragraph("{{ box.sign }}")
    sign.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _row_property(boxes.rows[1], "w:cantSplit")


def _signatures(word: Any) -> None:
    paragraph = _line(word, "{% for place in signatures %}{{ place }}　　　　　　　　{% endfor %}")
    paragraph.paragraph_format.space_before = Pt(14)


def _footer(word: Any) -> None:
    """Page x of y by Word's own fields, and who printed it."""
    paragraph = word.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    words = _("Page %(page)s of %(pages)s") % {"page": "\0PAGE\0", "pages": "\0NUMPAGES\0"}
    for at, text in enumerate(words.split("\0")):
        if at % 2:
            _field(paragraph, text)
        else:
            _font(paragraph.add_run(text), TEXT_FONT, 9)
    printed = paragraph.add_run("　　{{ printed }}")
    _font(printed, TEXT_FONT, 7.5)


def _field(paragraph: Any, code: str) -> None:
    for kind in ("begin", "", "end"):
        run = paragraph.add_run()
        _font(run, TEXT_FONT, 9)
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = code
        run._r.append(mark)
