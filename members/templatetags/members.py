"""Small pieces of this room's pages: ``{% load members %}``."""

from django import template

from core.identifiers import mask_phone

register = template.Library()


@register.filter
def masked(number: str) -> str:
    """Enough of a telephone number to recognise it."""
    return mask_phone(number or "")
