"""How Chinese names are sorted and found: by pinyin, with surnames read as surnames."""

from functools import lru_cache

# Surnames that a dictionary of words reads wrongly.
SURNAMES = {
    "曾": "zēng", "单": "shàn", "仇": "qiú", "区": "ōu", "解": "xiè", "朴": "piáo", "盖": "gě",
    "查": "zhā", "任": "rén", "华": "huà", "翟": "zhái", "尉": "wèi", "繁": "pó", "员": "yùn",
    "乐": "yuè", "召": "shào", "种": "chóng", "秘": "bì", "缪": "miào", "覃": "qín", "冼": "xiǎn",
    "折": "shé", "黑": "hè", "逄": "páng", "晟": "chéng", "燕": "yān", "葛": "gě", "卜": "bǔ",
    "那": "nā", "哈": "hǎ", "纪": "jǐ", "宁": "nìng", "訾": "zī", "褚": "chǔ", "教": "jiào",
    "洗": "xiǎn", "撒": "sà", "郗": "xī", "隗": "wěi", "令": "líng", "阚": "kàn", "祭": "zhài",
    "万俟": "mò qí", "尉迟": "yù chí", "长孙": "zhǎng sūn", "澹台": "tán tái",
    "令狐": "líng hú", "单于": "chán yú", "呼延": "hū yán", "宇文": "yǔ wén",
}  # fmt: skip

LONGEST_KEY = 200
LONGEST_NAME = 4


def _readings(text: str, surname: bool) -> list[str]:
    head: list[str] = []
    if surname:
        for length in (2, 1):
            if text[:length] in SURNAMES and len(text) > length - 1:
                head, text = SURNAMES[text[:length]].split(), text[length:]
                break
    return head + (_read(text) if _has_words(text) else [s for c in text for s in _read_alone(c)])


def _read(text: str) -> list[str]:
    # Imported late: the dictionaries take 60 MB, and most processes never sort a name.
    from pypinyin import Style, lazy_pinyin

    return lazy_pinyin(text, style=Style.TONE, errors=list)  # type: ignore[arg-type] # their stub is narrower


@lru_cache(maxsize=10_000)
def _read_alone(character: str) -> list[str]:
    return _read(character)


def _has_words(text: str) -> bool:
    """Whether some of it is a word of the dictionary, which reads it otherwise than one character
    after the other. Most names have none; looking through long texts takes longer than reading."""
    from pypinyin.constants import PHRASES_DICT

    length = len(text)
    return length > LONGEST_NAME or any(
        text[start:end] in PHRASES_DICT
        for start in range(length)
        for end in range(start + 2, length + 1)
    )


@lru_cache(maxsize=10_000)
def _spelled(sound: str) -> tuple[str, str]:
    """One syllable with its tone as a number, and without. There are some 1,500 of them."""
    from pypinyin.contrib.tone_convert import to_normal, to_tone3

    toned = to_tone3(sound, neutral_tone_with_five=True).lower()
    return toned, to_normal(sound).lower().replace("ü", "v")


@lru_cache(maxsize=20_000)
def read_aloud(text: str, *, surname: bool = False) -> tuple[str, str, str]:
    """(sort key, full pinyin, initials) of a name.

    The sort key is, per character, its pinyin with the tone's number and then the character, so
    that equal sounds keep equal characters together: ``li3李 na4娜``.
    """
    text = text.strip()
    sounds = [_spelled(sound) for sound in _readings(text, surname)]
    toned = [toned for toned, _bare in sounds]
    bare = [bare for _toned, bare in sounds]
    key = " ".join(t if t == c.lower() else t + c for t, c in zip(toned, text, strict=False))
    initials = "".join(b[:1] for b in bare if b.strip())
    return key[:LONGEST_KEY], "".join(b for b in bare if b.strip())[:LONGEST_KEY], initials[:60]
