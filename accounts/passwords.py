"""What a password must be, and making one up."""

import re
import secrets
import string
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# Without the letters and digits that are taken for one another on paper: 0 O o, 1 I l.
READABLE = "abcdefghijkmnpqrstuvwxyz" + "ABCDEFGHJKLMNPQRSTUVWXYZ" + "23456789"
# Shorter pieces of oneself (a surname of one character) would forbid too much.
SHORTEST_PIECE = 2


def kinds_of(password: str) -> int:
    """How many of lower case, upper case, digits and everything else occur."""
    return sum(
        (
            any(c in string.ascii_lowercase for c in password),
            any(c in string.ascii_uppercase for c in password),
            any(c in string.digits for c in password),
            any(c not in string.ascii_letters + string.digits for c in password),
        )
    )


class EnoughKinds:
    """Several kinds of characters, as the grading of information systems asks (GB/T 22239)."""

    def validate(self, password: str, user: Any = None) -> None:
        if kinds_of(password) < settings.PASSWORD_MIN_CLASSES:
            raise ValidationError(self.get_help_text(), code="password_too_few_kinds")

    def get_help_text(self) -> str:
        return ngettext(
            "At least %(count)d kind of: lower-case letters, upper-case letters, digits, signs.",
            "At least %(count)d kinds of: lower-case letters, upper-case letters, digits, signs.",
            settings.PASSWORD_MIN_CLASSES,
        ) % {"count": settings.PASSWORD_MIN_CLASSES}


class NothingOfOneself:
    """Neither login name, real name, phone nor workplace, nor what one's committee is called."""

    def validate(self, password: str, user: Any = None) -> None:
        low = password.casefold()
        if any(piece in low for piece in pieces_of(user)):
            raise ValidationError(
                _("The password contains your login name, name, phone number or workplace."),
                code="password_contains_oneself",
            )

    def get_help_text(self) -> str:
        return _("Nothing of your login name, real name, phone number or workplace.")


def pieces_of(user: Any) -> list[str]:
    """What the account's owner would think of first: names as they are and in pinyin, the parts
    of the login name, the last digits of the phone."""
    from core.names import read_aloud  # the dictionary loads slowly

    name = getattr(user, "name", "") or ""
    login = getattr(user, "login", "") or ""
    workplace = getattr(user, "workplace", "") or ""
    phone = getattr(user, "phone", "") or ""
    pieces = [name, workplace, phone[-6:]]
    if any(ord(c) > 127 for c in name):
        pieces.append(read_aloud(name, surname=True)[1].replace(" ", ""))
    pieces += [login, *re.split(r"[._-]", login)]
    shortest = {piece.casefold() for piece in pieces if piece}
    return [
        piece
        for piece in shortest
        if len(piece) >= (SHORTEST_PIECE if any(ord(c) > 127 for c in piece) else 4)
    ]


class NotUsedBefore:
    """None of the last passwords, the present one included."""

    def validate(self, password: str, user: Any = None) -> None:
        if not settings.PASSWORD_HISTORY or user is None or user.pk is None:
            return
        old = user.old_passwords.values_list("password", flat=True)
        hashes = [user.password, *old[: settings.PASSWORD_HISTORY - 1]]
        if any(check_password(password, one) for one in hashes):
            raise ValidationError(self.get_help_text(), code="password_used_before")

    def get_help_text(self) -> str:
        return ngettext(
            "Not the password that you have now.",
            "None of your last %(count)d passwords.",
            settings.PASSWORD_HISTORY,
        ) % {"count": settings.PASSWORD_HISTORY}


def new_password() -> str:
    """A random password that can be read out and typed: four groups of four (92 bits)."""
    while True:
        groups = ["".join(secrets.choice(READABLE) for _n in range(4)) for _g in range(4)]
        password = "-".join(groups)
        if kinds_of(password) == 4:
            return password
