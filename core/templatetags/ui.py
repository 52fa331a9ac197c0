"""Small pieces of the pages' own markup: ``{% load ui %}``."""

from typing import Any
from urllib.parse import urlsplit

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.once import FIELD, new_token

register = template.Library()

# The four tones in which the pages speak, and the sign that says the same without colour.
TONES = {
    "debug": ("info", "info-circle"),
    "info": ("info", "info-circle"),
    "success": ("good", "check-circle"),
    "warning": ("care", "exclamation-triangle"),
    "error": ("alarm", "exclamation-circle"),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """A sign from the sprite; it always stands beside a word, so it is hidden from readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>',
        static("vendor/icons.svg"),
        name,
    )


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
