"""Answers to the hooks of the rooms below."""

from core import hooks
from paperwork.services.exports import allow_export, note_export

hooks.exporting.register(allow_export)
hooks.exported.register(note_export)
