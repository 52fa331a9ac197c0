"""Check digits and masks of the numbers that offices write down."""

import datetime
import re
import unicodedata
from operator import mul
from typing import Any, Literal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import clock

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = tuple(3**i % 31 for i in range(17))
SPACES = re.compile(r"\s+")
NOT_IN_CODES = re.compile(r"[\s-]")
USCC_BLANKS = {"", "无", "暂无", "-", "—", "/", "NONE", "N/A", "待办", "不详"}


def visible(text: str) -> str:
    """Without the characters that nobody sees (a zero-width space, a byte-order mark)."""
    if text.isprintable():
        return text
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def normalise(text: str) -> str:
    """Half-width, trimmed, single inner spaces: what a clerk meant to type."""
    if text.isalnum() and unicodedata.is_normalized("NFKC", text):
        return text  # as nearly every word of a long table
    return SPACES.sub(" ", visible(unicodedata.normalize("NFKC", text))).strip()


def normalise_uscc(text: str) -> str:
    """The code in upper case without spaces; words that mean "none" become blank."""
    return _compact(text)


def _compact(text: str) -> str:
    code = NOT_IN_CODES.sub("", normalise(text)).upper()
    return "" if code in USCC_BLANKS else code


def uscc_check_character(first17: str) -> str:
    """The 18th character by GB 32100-2015: (31 − Σ cᵢ·3^(i−1) mod 31) mod 31."""
    total = sum(USCC_ALPHABET.index(c) * w for c, w in zip(first17, USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[(31 - total % 31) % 31]


def uscc_problem(code: str) -> str:
    """What is wrong with a unified social credit code (GB 32100-2015), or an empty string.

    Expects a code already in the form that ``normalise_uscc`` gives.
    """
    if len(code) != 18:
        return _("A credit code has 18 characters; this one has %(count)d.") % {"count": len(code)}
    strange = sorted({c for c in code if c not in USCC_ALPHABET})
    if strange:
        return _("A credit code has no %(letters)s (I, O, S, V and Z are never used).") % {
            "letters": ", ".join(strange)
        }
    if code[17] != uscc_check_character(code[:17]):
        return _("The last character does not fit the others: please check for a typing mistake.")
    return ""


RESIDENT_ID = re.compile(r"[0-9]{17}[0-9X]")
RESIDENT_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_ID_CHECKS = "10X98765432"
# Such a day has come: the calendar need not be asked.
LONG_PAST = datetime.date(2020, 1, 1)


def normalise_resident_id(text: str) -> str:
    """The number without spaces, its X in upper case; words that mean "none" become blank."""
    return _compact(text)


def resident_id_check_character(first17: str) -> str:
    """The 18th character by GB 11643-1999 (ISO 7064, MOD 11-2)."""
    total = sum(map(mul, map(int, first17), RESIDENT_ID_WEIGHTS))
    return RESIDENT_ID_CHECKS[total % 11]


def resident_id_problem(code: str) -> str:
    """What is wrong with a resident ID number (GB 11643-1999), or an empty string.

    Expects a number already in the form that ``normalise_resident_id`` gives. The message holds
    no part of the number: it may be kept with an import.
    """
    if re.fullmatch(r"[0-9]{15}", code):
        return _(
            "This is an old number of 15 digits. Please enter the number of 18 characters from the "
            "present identity card or the household register."
        )
    if len(code) != 18:
        return _("A resident ID number has 18 characters; this one has %(count)d.") % {
            "count": len(code)
        }
    if not RESIDENT_ID.fullmatch(code):
        return _("A resident ID number is 17 digits and then a digit or X.")
    if code[0] == "0":
        return _("A resident ID number begins with an area code, which never begins with 0.")
    try:
        born = born_on(code)
    except ValueError:
        return _("The 7th to 14th digits are the date of birth; there is no such day.")
    if born.year < 1900 or (born >= LONG_PAST and born > clock.today()):
        return _("The date of birth (7th to 14th digits) is before 1900 or in the future.")
    if code[17] != resident_id_check_character(code[:17]):
        return _("The last character does not fit the others: please check for a typing mistake.")
    return ""


def born_on(code: str) -> datetime.date:
    """The birth date in a resident ID number. Raises ``ValueError`` when there is no such day."""
    return datetime.date(int(code[6:10]), int(code[10:12]), int(code[12:14]))


def sex_of(code: str) -> Literal["male", "female"]:
    """By the 17th digit of a resident ID number: odd for men, even for women (GB 11643-1999)."""
    return "male" if int(code[16]) % 2 else "female"


def mask_resident_id(code: str) -> str:
    """Enough to compare with a card in hand, without the date of birth: 110105********002X."""
    if len(code) != 18:
        return "*" * len(code)
    return f"{code[:6]}********{code[14:]}"


def validate_area_code(code: str) -> None:
    """Twelve digits (GB/T 2260 and the statistical division codes)."""
    if not re.fullmatch(r"\d{12}", code):
        raise ValidationError(_("An area code has exactly 12 digits."))


MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(0\d{2,3}-)?\d{7,8}(-\d{1,6})?")
HOTLINE = re.compile(r"[48]00-\d{3}-\d{4}(-\d{1,6})?")
EXTENSION = re.compile(r"-?(?:转|分机号?|ext\.?|x):?(?=\d{1,6}$)", re.IGNORECASE)
# Where the area code ends is told by the code alone: 010 and 02x have eight digits behind them,
# every other one has four digits and seven or eight behind them.
AREA_CODE = re.compile(r"(?:010|02\d)(?=\d{8}(?:-|$))|0[3-9]\d\d(?=\d{7,8}(?:-|$))")


def normalise_phone(text: str) -> str:
    """A mobile number as 11 digits, a landline as 010-12345678(-801), a hotline as 400-800-1234.

    What could be read in two ways stays as it was typed.
    """
    number = re.sub(r"[\s()\u2010-\u2015]", lambda m: "" if m[0] in " ()" else "-", normalise(text))
    number = re.sub(r"^(?:(?:\+86|0086)-?|86-)", "", number)
    if re.fullmatch(r"[\d-]+", number) and MOBILE.fullmatch(number.replace("-", "")):
        return number.replace("-", "")
    number = EXTENSION.sub("-", number)
    if area := AREA_CODE.match(number):
        return f"{area[0]}-{number[area.end() :]}"
    return re.sub(r"^([48]00)-?(\d{3})-?(\d{4})(?=-|$)", r"\1-\2-\3", number)


def phone_problem(number: str) -> str:
    """What is wrong with a number in the form of ``normalise_phone``, or an empty string."""
    if any(form.fullmatch(number) for form in (MOBILE, LANDLINE, HOTLINE)):
        return ""
    return _(
        "A phone number is a mobile number of 11 digits, a landline such as 010-12345678 (with an "
        "extension: 010-12345678-801) or 400-800-1234."
    )


def mask_phone(number: str) -> str:
    """Enough to recognise, not enough to call: 138****5678, 010-****5678."""
    if len(number) < 7:
        return "*" * len(number)
    return f"{number[:4] if '-' in number[:5] else number[:3]}****{number[-4:]}"


def is_masked(text: str) -> bool:
    return "****" in text


def discreet(name: str, value: Any) -> Any:
    """A column's value for the log, which says that a number changed: of a phone it keeps the tail,
    of a resident ID nothing."""
    if name == "resident_id" and value:
        return "…"
    return f"…{value[-4:]}" if name == "phone" and value else value
