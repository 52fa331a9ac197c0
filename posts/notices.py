"""What a member is told before consenting to be shown on a public board (个人信息保护法 arts. 14,
15 and 25); each wording has a version, which is kept with the consent, and so are its words."""

from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

VERSION = "2026-11"
SENTENCES: list[Any] = [
    _(
        "Your name, the post, its duties, what you have pledged and the term are shown on the "
        "notice board of the community or grid and on a page that anybody can open by the board's "
        "QR code. Nothing else is shown."
    ),
    _(
        "You may serve in the post without consenting, and revoke the consent at any time without "
        "a reason: your line is gone from the page at once, and from the printed board with its "
        "next printing."
    ),
    _("Your line also disappears when you are no longer in the post."),
]


def as_told() -> str:
    """The words as they are kept: in the office's own language."""
    with translation.override(settings.LANGUAGE_CODE):
        return "\n".join(str(sentence) for sentence in SENTENCES)
