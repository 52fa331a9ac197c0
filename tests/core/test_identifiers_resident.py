"""Resident ID numbers: what is refused and why, what they tell, and what is shown of them.

No number here is a person's: no area has the code 990101, and 11010519491231002X is the sample in
the standard itself (GB 11643-1999).
"""

import datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from core.identifiers import (
    born_on,
    discreet,
    is_masked,
    mask_resident_id,
    normalise_resident_id,
    resident_id_problem,
    sex_of,
)

SAMPLE = "11010519491231002X"
# Worked out by hand: 9·7+9·9+0+1·5+0+1·4 = 153 for the area, then date and sequence.
# 19800101 001: 153+2+9+48+0+0+9+0+5+0+0+2 = 228 = 20·11+8 -> 4
# 20000229 002: 153+4+0+0+0+0+18+20+45+0+0+4 = 244 = 22·11+2 -> X
WOMAN, MAN = "99010120000229002X", "990101198001010014"

births = st.dates(datetime.date(1900, 1, 1), datetime.date(2026, 1, 1))


def mod_11_2(first17):
    """ISO 7064 MOD 11-2 as the standard's text has it, without any table: the whole is 1 mod 11."""
    rest = 0
    for digit in first17:
        rest = (rest + int(digit)) * 2 % 11
    return "0123456789X"[(12 - rest) % 11]


def number(born="19800101", sequence="001", area="990101"):
    return (first := area + born + sequence) + mod_11_2(first)


@pytest.fixture(autouse=True)
def _day(time_machine_at):
    time_machine_at(datetime.date(2026, 3, 2))
    with translation.override("en"):
        yield


@pytest.mark.parametrize("code", [SAMPLE, WOMAN, MAN])
def test_numbers_worked_out_by_hand_are_right(code):
    assert resident_id_problem(code) == ""
    assert mod_11_2(code[:17]) == code[17]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 110105 19491231 002x ", SAMPLE),
        ("１１０１０５１９４９１２３１００２Ｘ", SAMPLE),
        ("\ufeff110105-19491231-002X\u200b", SAMPLE),
        ("110105\u300019491231\u00a0002x", SAMPLE),
    ],
)
def test_what_a_clerk_typed_is_kept_in_one_form(typed, kept):
    assert normalise_resident_id(typed) == kept


@pytest.mark.parametrize("typed", ["无", " 暂无 ", "-", "—", "n/a", "不详", ""])
def test_words_for_none_are_no_number(typed):
    assert normalise_resident_id(typed) == ""


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("990101800101001", "15 digits"),
        ("99010180010100X", "has 18 characters; this one has 15"),
        ("", "has 18 characters; this one has 0"),
        (WOMAN + "1", "has 18 characters; this one has 19"),
        ("X" + WOMAN[1:], "17 digits and then"),
        (WOMAN[:17] + "x", "17 digits and then"),
        (WOMAN[:17] + "\n", "17 digits and then"),
        ("\u0661" + WOMAN[1:], "17 digits and then"),
        (number(area="090101"), "never begins with 0"),
        (number("20010229"), "no such day"),
        (number("20001301"), "no such day"),
        (number("00000101"), "no such day"),
        (number("18991231"), "before 1900 or in the future"),
        (number("20260303"), "before 1900 or in the future"),
        (WOMAN[:17] + "0", "last character"),
        (MAN[:16] + "24", "last character"),
    ],
)
def test_what_is_wrong_is_said_without_the_number(code, said):
    problem = resident_id_problem(code)

    assert said in problem
    assert code[6:14] not in problem or not code


@pytest.mark.parametrize("born", ["19000101", "20260302", "20000229"])
def test_the_first_and_the_last_possible_day(born):
    assert resident_id_problem(number(born)) == ""


def test_today_is_the_office_s_day(time_machine_at):
    time_machine_at(datetime.date(2026, 3, 3))

    assert resident_id_problem(number("20260303")) == ""


@given(births, st.integers(0, 999))
def test_a_number_tells_birth_and_sex(born, sequence):
    code = number(f"{born:%Y%m%d}", f"{sequence:03}")

    assert resident_id_problem(code) == ""
    assert born_on(code) == born
    assert sex_of(code) == ("male" if sequence % 2 else "female")


@given(births, st.integers(0, 999), st.data())
def test_every_single_wrong_digit_and_every_swap_of_neighbours_is_found(born, sequence, data):
    code = number(f"{born:%Y%m%d}", f"{sequence:03}")
    at = data.draw(st.integers(0, 16))
    other = data.draw(st.sampled_from("0123456789".replace(code[at], "")))
    swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]

    assert resident_id_problem(code[:at] + other + code[at + 1 :])
    assert swapped == code or resident_id_problem(swapped)


@given(st.text(max_size=24))
def test_any_text_is_judged_without_an_error(text):
    code = normalise_resident_id(text)

    assert isinstance(resident_id_problem(code), str)
    assert isinstance(resident_id_problem(text), str)


def test_a_masked_number_has_no_date_of_birth():
    assert mask_resident_id(SAMPLE) == "110105********002X"
    assert is_masked(mask_resident_id(SAMPLE))
    assert mask_resident_id("12345") == "*****"
    assert mask_resident_id("") == ""
    assert resident_id_problem(mask_resident_id(SAMPLE))


def test_the_log_has_no_part_of_the_number():
    assert discreet("resident_id", SAMPLE) == "…"
    assert [discreet("resident_id", value) for value in ("", None)] == ["", None]
    assert discreet("phone", "13912345678") == "…5678"
    assert discreet("name", SAMPLE) == SAMPLE
