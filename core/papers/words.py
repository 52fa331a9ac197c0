"""Documents as Word files, filled into a template that an office may have made itself.

A template is a .docx with fields such as ``{{ title }}`` and table rows repeated by
``{%tr for row in rows %}``. It may use fields, plain loops and conditions and nothing else: any
other construct is refused when it is read, and what is left runs in a sandbox.
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import segno
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from jinja2 import TemplateError, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import SandboxedEnvironment

from core.papers.documents import COMMON, Box, Document, Paper, content
from core.verdicts import Refused

LARGEST = 1024 * 1024
LARGEST_UNPACKED = 20 * 1024 * 1024
MOST_PARTS = 300
MAIN_TYPE = b"wordprocessingml.document.main+xml"
# Parts that carry programs or foreign files.
FORBIDDEN_PARTS = re.compile(
    r"vbaproject|vbadata|activex|/embeddings/|oleobject|attachedtoolbars|customui", re.IGNORECASE
)
# A link that Word follows by itself when the paper is opened; plain hyperlinks are only text.
EXTERNAL = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)[^>]*>", re.IGNORECASE
)

LOOPS = {"rows", "paragraphs", "closing", "boxes", "signatures"}
OPEN_NODES = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.For, nodes.If,
    nodes.Getattr, nodes.Const, nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or,
)  # fmt: skip


# What people try in a template, in the words of those who write one.
NAMED = (
    (nodes.Filter, gettext_lazy("a filter, written with |")),
    ((nodes.Call, nodes.CallBlock), gettext_lazy("a call, written with brackets ( )")),
    (nodes.Getitem, gettext_lazy("square brackets [ ]")),
    ((nodes.BinExpr, nodes.UnaryExpr, nodes.Concat), gettext_lazy("a calculation")),
    ((nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends), gettext_lazy("another file")),
    ((nodes.Assign, nodes.AssignBlock), gettext_lazy("a field of the template's own ({% set %})")),
    (nodes.Macro, gettext_lazy("a macro of the template language")),
)
LOOP_OF_ITS_OWN = gettext_lazy(
    "a loop inside another one, or over something other than a list of the paper"
)
LONG_FIELD = gettext_lazy("a field with more than one point, or with “_” behind the point")
A_TAG = re.compile(r"\{\{.*?\}\}", re.DOTALL)


class NotAllowed(SecurityError):
    """More than a field, a loop or a condition; ``what`` says it in words for people."""

    def __init__(self, what: Any) -> None:
        super().__init__(str(what))
        self.what = what


def _named(node: nodes.Node) -> Any:
    return next(
        (words for kinds, words in NAMED if isinstance(node, kinds)),
        gettext_lazy("something else of the template language"),
    )


class FieldsOnly(SandboxedEnvironment):
    """Refuses whatever is more than a field, a loop over a list of the paper, or a condition.

    Collects the names that the templates it reads use: ``title``, ``row.unit``.
    """

    def __init__(self) -> None:
        super().__init__(autoescape=True)
        self.globals.clear()
        self.used: set[str] = set()
        self._known: dict[str, Any] = {}

    def from_string(self, source: Any, *args: Any, **kwargs: Any) -> Any:
        """Read once, however many documents are made of it."""
        if source not in self._known:
            self._known[source] = super().from_string(source, *args, **kwargs)
        return self._known[source]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        self._check(tree, {})
        return tree

    def _check(self, node: nodes.Node, loops: dict[str, str]) -> None:
        if not isinstance(node, OPEN_NODES):
            raise NotAllowed(_named(node))
        if isinstance(node, nodes.For):
            # A loop in a loop over the same rows would let a small file make a huge paper.
            if not isinstance(node.iter, nodes.Name) or node.iter.name not in LOOPS or loops:
                raise NotAllowed(LOOP_OF_ITS_OWN)
            if not isinstance(node.target, nodes.Name) or node.recursive:
                raise NotAllowed(LOOP_OF_ITS_OWN)
            self.used.add(node.iter.name)
            loops = {node.target.name: node.iter.name}
            inner: Iterable[nodes.Node] = [*node.body, *node.else_]
        elif isinstance(node, nodes.Getattr):
            if not isinstance(node.node, nodes.Name) or node.attr.startswith("_"):
                raise NotAllowed(LONG_FIELD)
            self._note(node.node.name, node.attr, loops)
            return
        elif isinstance(node, nodes.Name):
            if node.name not in loops and node.name != "loop":
                self.used.add(node.name)
            return
        else:
            inner = node.iter_child_nodes()
        for child in inner:
            self._check(child, loops)

    def _note(self, name: str, attribute: str, loops: dict[str, str]) -> None:
        if name == "loop":
            return
        # Whatever the template calls the row, its fields are known as row.…
        self.used.add(f"row.{attribute}" if loops.get(name) == "rows" else f"{name}.{attribute}")


@dataclass(frozen=True)
class Findings:
    """What an office should know about its template: nothing of it is an error."""

    missing: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


def render_docx(paper: Paper, *documents: Document, template: bytes | None = None) -> bytes:
    """The documents, each from a new page, in the given template, else in the product's own.

    Raises ``Refused`` when the template cannot be filled.
    """
    if template is None:
        from core.papers.word_template import default_template

        template = default_template(paper)
    return _fill(template, documents, FieldsOnly())


def _values(document: Document) -> dict[str, Any]:
    data = content(document)
    facts: dict[str, Any] = data.pop("facts")
    return facts | data


PAGE_BREAK = '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'


def _in_a_row(filled: Any, several: list[dict[str, Any]], environment: FieldsOnly) -> str:
    """The body of a template once for each of several documents, with a page's end between."""
    source = filled.patch_xml(filled.get_xml())
    inner, end = [], ""
    for values in several:
        body = filled.render_xml_part(source, filled.docx._part, values, environment)
        start = body.index(">", body.index("<w:body")) + 1
        stop = body.rindex("<w:sectPr")
        inner.append(body[start:stop])
        before, end = body[:start], body[stop:]
    return str(before + PAGE_BREAK.join(inner) + end)


def _fill(template: bytes, documents: Sequence[Document], environment: FieldsOnly) -> bytes:
    # Imported late: lxml and python-docx are only needed here.
    from docxtpl import DocxTemplate

    several = [_values(document) for document in documents]
    data = several[0]
    try:
        filled = DocxTemplate(io.BytesIO(template))
        for values in several:
            values["qr"] = _drawn(filled, values["qr"])
        if len(several) > 1:
            filled.build_xml = lambda _one, env: _in_a_row(filled, several, env)
        filled.render(data, jinja_env=environment, autoescape=True)
        properties = filled.docx.core_properties
        properties.title, properties.author = data["title"][:255], data["maker"][:255]
        result = io.BytesIO()
        filled.save(result)
    except SecurityError as error:
        raise Refused(
            _("The template may use only fields, plain loops and conditions (found: %(what)s).")
            % {"what": getattr(error, "what", _named(nodes.Template()))}
        ) from error
    except UndefinedError as error:
        raise Refused(
            _(
                "A field with a point in its name stands outside its loop, or its loop is not "
                "named so: {{ row.… }} and {{ loop.index }} belong between {%tr for row in rows %} "
                "and {%tr endfor %}."
            )
        ) from error
    except TemplateError as error:
        raise Refused(_misspelt(template)) from error
    except Exception as error:  # a damaged file fails in any of three libraries
        raise Refused(_("The file cannot be read as a Word document (.docx).")) from error
    return result.getvalue()


def _drawn(filled: Any, address: str) -> Any:
    """An address as a QR code in its paragraph; nothing where there is none."""
    if not address:
        return ""
    from docx.shared import Mm
    from docxtpl import InlineImage

    picture = io.BytesIO()
    segno.make(address, error="m").save(picture, kind="png", scale=8, border=0)
    return InlineImage(filled, picture, width=Mm(24))


def _misspelt(template: bytes) -> str:
    """Which field cannot be read; of loops and conditions only that one of them cannot."""
    from docx import Document as WordFile

    for paragraph in _paragraphs(WordFile(io.BytesIO(template))):
        for tag in A_TAG.findall(paragraph):
            try:
                FieldsOnly().parse(tag)
            except TemplateError:
                return _(
                    "“%(field)s” is not written correctly. A field is its name between two pairs "
                    "of braces: {{ title }}."
                ) % {"field": tag[:80]}
    return _(
        "A loop, a condition or a pair of braces is not closed: every {{ needs its }}, every "
        "{% for … %} its {% endfor %}, every {% if … %} its {% endif %}."
    )


def _paragraphs(file: Any) -> Iterator[str]:
    """The texts of a Word file's body, those in tables included."""
    for element in file.element.body.iter():
        if element.tag.endswith("}p"):
            yield "".join(t.text or "" for t in element.iter() if t.tag.endswith("}t"))


def inspect(template: bytes, paper: Paper) -> Findings:
    """Check an uploaded template and say which fields it leaves out and which nobody knows.

    Raises ``Refused`` with the cure for what is no Word document, too large, carries macros or
    foreign files, or uses more than fields, loops and conditions.
    """
    _check_package(template)
    environment = FieldsOnly()
    _fill(template, [specimen(paper)], environment)
    used, own = environment.used, set(paper.fields)
    whole_text = "paragraphs" in used
    missing = [] if whole_text else [name for name in paper.fields if name not in used]
    known = own | set(COMMON) | {"box.label", "box.text", "box.sign"}
    return Findings(missing, sorted(used - known))


def specimen(paper: Paper) -> Document:
    """A paper with the fields' own names in the places of their values."""
    return Document(
        title=str(paper.label),
        facts={name: name for name in paper.facts},
        rows=[{column.name: column.name for column in paper.columns}],
        paragraphs=["…"],
        boxes=[Box("…")],
        signatures=["…"],
        closing=["…"],
    )


def _check_package(template: bytes) -> None:
    if len(template) > LARGEST:
        raise Refused(
            _("The file is larger than %(size)d kB: please make its pictures smaller.")
            % {"size": LARGEST // 1024}
        )
    try:
        package = zipfile.ZipFile(io.BytesIO(template))
        parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Refused(
            _("This is not a Word document of the kind .docx; in Word, choose “Save as”, .docx.")
        ) from error
    sizes = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or sizes > LARGEST_UNPACKED or any(p.flag_bits & 1 for p in parts):
        raise Refused(_("The file is packed in a way that Word does not write; nothing was read."))
    names = [part.filename for part in parts]
    if any(FORBIDDEN_PARTS.search(f"/{name}") for name in names):
        raise Refused(
            _("The file carries macros or embedded objects; save it as .docx without them.")
        )
    _check_parts(package, parts)


def _check_parts(package: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    try:
        types = package.read("[Content_Types].xml")
        package.getinfo("word/document.xml")
        texts = {
            part.filename: package.read(part)
            for part in parts
            if part.filename.endswith((".xml", ".rels"))
        }
    except (KeyError, zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise Refused(_("The file cannot be read as a Word document (.docx).")) from error
    if MAIN_TYPE not in types or b"macroenabled" in types.lower():
        raise Refused(
            _("The file carries macros or embedded objects; save it as .docx without them.")
        )
    for name, text in texts.items():
        if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
            raise Refused(_("The file cannot be read as a Word document (.docx)."))
        if name.endswith(".rels") and any(
            b"/hyperlink" not in link for link in EXTERNAL.findall(text)
        ):
            raise Refused(
                _("The file fetches something from elsewhere (a linked picture or template).")
            )
