"""Small pieces of the pages' own markup: ``{% load ui %}``."""

import datetime
from functools import cache
from html import escape as escaped
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.template.defaultfilters import linebreaksbr
from django.templatetags.static import static
from django.utils.html import conditional_escape, escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language

from core.once import FIELD, new_token

register = template.Library()

TICK = (
    '<td class="cell-tick"><input class="form-check-input" type="checkbox" name="row" '
    'value="{key}" id="row-{key}" aria-labelledby="name-{key}"></td>'
)
NAMED = '<td id="name-{key}"'

SORTING = '<a id="sort-{name}" href="?{to}" data-hx-get="?{to}">{inside}</a>'
SORTED = {"ascending": "chevron-up", "descending": "chevron-down"}

# The four tones in which the pages speak, and the sign that says the same without colour.
TONES = {
    "debug": ("info", "info-circle"),
    "info": ("info", "info-circle"),
    "success": ("good", "check-circle"),
    "warning": ("care", "exclamation-triangle"),
    "error": ("alarm", "exclamation-circle"),
}


@cache
def icon(name: str) -> SafeString:
    """A sign from the sprite; it always stands beside a word, so it is hidden from readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("vendor/icons.svg"),
        name,
    )


class IconNode(template.Node):
    def __init__(self, name: Any) -> None:
        self.name = name

    def render(self, context: template.Context) -> SafeString:
        return icon(self.name.resolve(context))


@register.tag("icon")
def icon_tag(parser: Any, token: Any) -> IconNode:
    """``{% icon … %}``: a page has dozens of them, and a simple tag would escape each anew."""
    _tag, name = token.split_contents()
    return IconNode(parser.compile_filter(name))


@register.filter
def act_link(action: Any) -> SafeString:
    """A ``core.panels.Action`` that leads to another page."""
    return mark_safe(  # noqa: S308 all three parts are escaped
        f'<a class="btn {action.css}" href="{escape(action.url)}">'
        f"{conditional_escape(action.label)}</a>"
    )


@register.filter
def table_body(rows: Any, ticks: Any = None) -> SafeString:
    """The rows of ``core.tables`` as HTML; with ``ticks`` each begins with a box to select it."""
    if ticks:
        rows = [
            (key, TICK.format(key=key) + cells.replace("<td", NAMED.format(key=key), 1))
            for key, cells in rows
        ]
    lines = [f"<tr>{cells}</tr>" for _key, cells in rows]
    return mark_safe("\n".join(lines))  # noqa: S308 ``Table.painted`` has escaped every cell


def fact_value(value: Any) -> SafeString:
    """The value of a fact: a row as a link to its page, a time as the office's clock shows it,
    text with its line breaks, else a dash."""
    if value is None or value == "":
        return mark_safe("—")
    if isinstance(value, datetime.datetime):
        return escape(localtime(value).strftime("%Y-%m-%d %H:%M:%S"))
    if address := getattr(value, "get_absolute_url", None):
        return format_html('<a href="{}">{}</a>', address(), value)
    text = str(value)
    if "\n" in text or "\r" in text:
        return linebreaksbr(text)  # type: ignore[no-any-return]
    return text if isinstance(text, SafeString) else SafeString(escaped(text))


@register.filter
def plain_headings(headings: Any) -> SafeString:
    """The headings of a small table, which offers no sorting."""
    return format_html_join(
        "",
        '<th scope="col" class="{}">{}</th>',
        ((heading.css, capfirst(heading.label)) for heading in headings),
    )


@register.filter
def list_headings(headings: Any) -> SafeString:
    """The headings of a list, of which some lead to the list in their order."""
    lines = []
    for heading in headings:
        label: str = conditional_escape(capfirst(heading.label))
        order = f' aria-sort="{heading.sorted}"' if heading.sorted else ""
        if heading.sort_query:
            to = escape(heading.sort_query)
            sign = icon(SORTED[heading.sorted]) if heading.sorted else ""
            label = SORTING.format(name=escape(heading.name), to=to, inside=f"{label}{sign}")
        lines.append(f'<th scope="col" class="{escape(heading.css)}"{order}>{label}</th>')
    return mark_safe("\n".join(lines))  # noqa: S308 all parts of each line are escaped


@register.filter
def fact_lines(facts: Any) -> SafeString:
    """Facts as the lines of a ``<dl class="facts">``: what each is called, and what it is."""
    lines = []
    for fact in facts:
        label = str(fact.label)
        lines.append(
            f'<div class="{f"fact {fact.css}".strip()}">'
            f"<dt>{escaped(label[:1].upper() + label[1:])}</dt>"
            f"<dd>{fact_value(fact.value)}</dd></div>"
        )
    return mark_safe("\n".join(lines))  # noqa: S308 both parts of each line are escaped


class KeptNode(template.Node):
    """A piece of a page that is the same whenever its key is."""

    AT_MOST = 2000
    pieces: dict[tuple[Any, ...], str] = {}

    def __init__(self, nodes: template.NodeList, key: list[Any]) -> None:
        self.nodes, self.key = nodes, key

    def render(self, context: template.Context) -> str:
        key = (get_language(), *(part.resolve(context) for part in self.key))
        if (piece := self.pieces.get(key)) is None or settings.DEBUG:
            if len(self.pieces) >= self.AT_MOST:
                self.pieces.clear()
            piece = self.pieces[key] = self.nodes.render(context)
        return piece


@register.tag
def keep(parser: Any, token: Any) -> KeptNode:
    """``{% keep "name" value … %} … {% endkeep %}``: render once per name, values and language.

    For what costs much and changes little (the menu of a role). Whatever shows in the piece must
    follow from the values: nothing of the person, no token, no nonce.
    """
    key = [parser.compile_filter(part) for part in token.split_contents()[1:]]
    nodes = parser.parse(("endkeep",))
    parser.delete_first_token()
    return KeptNode(nodes, key)


@register.filter
def tone(level: str) -> str:
    """The tone of a message's level: info, good, care or alarm."""
    return TONES.get(level, TONES["info"])[0]


@register.filter
def sign(level: str) -> str:
    """The icon of a message's level."""
    return TONES.get(level, TONES["info"])[1]


@register.filter
def asks_for_something(form: Any) -> bool:
    """Whether any of the form's fields must be filled in."""
    return any(field.field.required for field in form.visible_fields())


@register.simple_tag(takes_context=True)
def form_token(context: Any, url: str = "") -> SafeString:
    """The hidden token of a form that is sent to ``url`` (without: to this page)."""
    token = new_token(context["request"], urlsplit(str(url)).path)
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, token)


@register.simple_tag(takes_context=True)
def these_parameters(context: Any, *names: str, form: str = "") -> SafeString:
    """The named parameters of this address as hidden inputs, for the form with the id ``form``."""
    return _hidden(context, lambda name: name in names, form)


@register.simple_tag(takes_context=True)
def other_parameters(context: Any, *names: str) -> SafeString:
    """All parameters of this address but the named ones, as hidden inputs."""
    return _hidden(context, lambda name: name not in names)


def _hidden(context: Any, keep: Any, form: str = "") -> SafeString:
    owner = format_html(' form="{}"', form) if form else ""
    return format_html_join(
        "",
        '<input type="hidden" name="{}" value="{}"{}>',
        (
            (name, value, owner)
            for name, values in context["request"].GET.lists()
            if keep(name)
            for value in values
        ),
    )
