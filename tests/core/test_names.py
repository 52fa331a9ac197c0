"""How names are sorted and found, and the check digits of numbers."""

import pytest
from pypinyin import Style, lazy_pinyin

from core.identifiers import (
    mask_phone,
    normalise,
    normalise_phone,
    normalise_uscc,
    phone_problem,
    uscc_check_character,
    uscc_problem,
)
from core.names import read_aloud


@pytest.mark.parametrize(
    ("name", "initials"),
    [("单雄信", "sxx"), ("曾国藩", "zgf"), ("仇和", "qh"), ("尉迟恭", "ycg"), ("解晓东", "xxd")],
)
def test_surnames_are_read_as_surnames(name, initials):
    assert read_aloud(name, surname=True)[2] == initials


def test_units_are_not_read_as_people():
    assert read_aloud("单位")[1] == "danwei"


@pytest.mark.parametrize(
    "name",
    "李重庆 张长江 王朝阳 长乐 重 银行行长 Aisha王 李AB 买买提·重庆 囍龘".split(),
)
def test_a_name_is_read_as_the_dictionary_reads_it_whole(name):
    """Most are read character by character, which is right only where no word stands in them."""
    sounds = lazy_pinyin(name, style=Style.NORMAL, v_to_u=False, errors=list)

    assert read_aloud(name)[1] == "".join(s.lower() for s in sounds if s.strip())


def test_equal_sounds_stand_together():
    names = ["李娜", "王芳", "李纳", "黎娜", "安娜"]

    assert sorted(names, key=lambda n: read_aloud(n, surname=True)[0]) == [
        "安娜",
        "黎娜",
        "李娜",
        "李纳",
        "王芳",
    ]


def test_u_with_dots_is_typed_as_v():
    assert read_aloud("吕布", surname=True)[1] == "lvbu"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  王 芳 ", "王 芳"),
        ("ＡＢＣ　１２３", "ABC 123"),
    ],
)
def test_what_a_clerk_typed_is_tidied(typed, kept):
    assert normalise(typed) == kept


@pytest.mark.parametrize("typed", ["无", " 暂无 ", "-", "N/A", "待办", ""])
def test_words_for_none_are_no_credit_code(typed):
    assert normalise_uscc(typed) == ""


def test_credit_code_has_its_check_character():
    """Published codes: the standard's own example and a well-known company's."""
    assert uscc_check_character("91350100M000100Y4") == "3"
    assert uscc_problem("91350100M000100Y43") == ""
    assert uscc_problem("91110000802100433B") == ""


@pytest.mark.parametrize("code", ["91350100M000100Y44", "91350100M000100Y4", "91350100I000100Y43"])
def test_wrong_credit_code_is_named(code):
    assert uscc_problem(code)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+86 139 1234 5678", "13912345678"),
        ("139-1234-5678", "13912345678"),
        ("010—12345678", "010-12345678"),
        ("１３９１２３４５６７８", "13912345678"),
        ("0086-139 1234 5678", "13912345678"),
        ("+86-13912345678", "13912345678"),
        ("(010)65966088", "010-65966088"),
        ("（010）65966088", "010-65966088"),
        ("010 65966088", "010-65966088"),
        ("01065966088", "010-65966088"),
        ("0571 8765432", "0571-8765432"),
        ("057187654321", "0571-87654321"),
        ("+86 010 65966088", "010-65966088"),
        ("010-65966088转801", "010-65966088-801"),
        ("010-65966088 转 801", "010-65966088-801"),
        ("01065966088-801", "010-65966088-801"),
        ("65966088转801", "65966088-801"),
        ("4008001234", "400-800-1234"),
        ("400-8001234", "400-800-1234"),
        ("400 800 1234转5", "400-800-1234-5"),
    ],
)
def test_phone_is_kept_in_one_form(typed, kept):
    assert normalise_phone(typed) == kept
    assert phone_problem(kept) == ""


@pytest.mark.parametrize("number", ["12345", "1391234567", "23912345678", "abc"])
def test_what_is_no_phone_number_is_said(number):
    assert phone_problem(number)


# An area code of Beijing with seven digits, a mobile number dialled with 0, a local number of
# eleven digits, seven digits that are a mobile number only without the word for an extension.
@pytest.mark.parametrize(
    "typed", ["0106596608", "013912345678", "65966088801", "13912345678转801", "01065966088转"]
)
def test_what_could_be_two_numbers_is_refused_and_shows_an_extension(typed):
    assert "010-12345678-801" in phone_problem(normalise_phone(typed))


def test_a_short_number_with_an_extension_is_no_mobile_number():
    assert normalise_phone("1391234转5678") == "1391234-5678"


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13912345678", "139****5678"),
        ("010-12345678", "010-****5678"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_masked_phone_is_recognised_but_not_called(number, shown):
    assert mask_phone(number) == shown
