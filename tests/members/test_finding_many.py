"""Found by what was typed, when that is borne by more people than are looked up one by one."""

from urllib.parse import parse_qs

import pytest
from django.urls import reverse

from core.paging import KeysetPaginator
from members.models import PartyMember, Person, names
from members.models.names import spelled
from tests.factories import MemberFactory, PersonFactory

NAMES = (
    "王伟 王芳 王小王 汪洋 望江 张三 张伟 詹国 詹刚 扎西 长孙无忌 常江 单雄信 单丹 "
    "吕布 陆一 欧阳修 区明 李王 丽王 林王 Anna 安娜 安南 王安 万安 阿甘 昝刚 周王 李·明 王１明"
).split()
TYPED = (
    "王 伟 安 单 长 长孙 欧 张 小王 w wang wa wan zhang zhan z a an anna lv l lw w1 "
    "ww 1234 王伟 詹 芳 x lm wm wwj"
).split()


@pytest.fixture
def crowd(town):
    """Everybody three times, with other numbers, in two communities of one street and one of
    another district."""
    for turn, place in enumerate((town.peace, town.pine, town.hill)):
        for n, name in enumerate(NAMES):
            phone = f"13{turn}{n:04d}{'1234' if n % 5 == 0 else f'{5000 + n}'}"
            MemberFactory(lives_in=place, name=name, phone=phone)
    return town


def fits(member, typed):
    person, typed = getattr(member, "person", member), spelled(typed)
    return (
        typed in spelled(person.name)
        or person.pinyin.startswith(typed)
        or person.initials.startswith(typed)
        or (typed.isdecimal() and len(typed) >= 4 and person.phone.endswith(typed))
    )


def walked(rows, word, query, keys=("sort_key", "pk")):
    """All rows, page by page."""
    found = []
    while True:
        page = KeysetPaginator(rows, keys, per_page=7).page(query)
        found.append((page.rows, page.total))
        following = page.next_query if word == "after" else page.previous_query
        if not following:
            return found
        query = {key: values[0] for key, values in parse_qs(following).items()}


@pytest.mark.parametrize("several", [0, 3, 5000])
def test_exactly_those_are_found_in_the_order_of_the_list(crowd, monkeypatch, several):
    monkeypatch.setattr(names, "SEVERAL", several)
    monkeypatch.setattr(names, "MOST", several)
    at = PartyMember.objects.at(crowd.spring).current()
    everybody = list(at.select_related("person").order_by("sort_key", "pk"))

    for typed in TYPED:
        right = [member for member in everybody if fits(member, typed)]
        rows = at.search(typed)
        pages = walked(rows, "after", {})

        assert set(rows) == set(right), typed
        assert [row for page, _total in pages for row in page] == right, typed
        assert {total for _page, total in pages} == {len(right)}, typed
        assert set(rows.filter(person__name="王伟")) == {m for m in right if str(m) == "王伟"}


@pytest.mark.parametrize("several", [0, 3, 5000])
def test_people_are_found_in_the_list_of_those_whom_a_committee_knows(town, monkeypatch, several):
    monkeypatch.setattr(names, "SEVERAL", several)
    monkeypatch.setattr(names, "MOST", several)
    for n, name in enumerate(NAMES):
        PersonFactory(home=(town.spring, town.hill)[n % 2], name=name, phone=f"13{n:09d}")
    at = Person.objects.at(town.spring)
    keys = ("at_sort_key", "at_person")

    for typed in TYPED:
        right = [one for one in at.order_by(*keys) if fits(one, typed)]
        pages = walked(at.search(typed), "after", {}, keys)

        assert [row for page, _total in pages for row in page] == right, typed
        assert {total for _page, total in pages} == {len(right)}, typed


def test_pages_lead_back_as_they_came(crowd, monkeypatch):
    monkeypatch.setattr(names, "SEVERAL", 2)
    monkeypatch.setattr(names, "MOST", 2)
    for typed in ("王", "w", "安", "zhang"):
        lead_there_and_back(crowd, typed)


def lead_there_and_back(crowd, typed):
    rows = PartyMember.objects.at(crowd.city).search(typed)
    pages = walked(rows, "after", {})
    last = pages[-1][0][-1]
    behind = KeysetPaginator(rows, ("sort_key", "pk"), per_page=7)._query({}, "before", last)
    query = {key: values[0] for key, values in parse_qs(behind).items()}

    back = [page for page, _total in walked(rows, "before", query)]

    forwards = [row for page, _total in pages for row in page]
    assert [row for page in reversed(back) for row in page] == forwards[:-1]


def test_the_one_box_and_the_suggestions_find_the_first_of_them(crowd, as_user, monkeypatch):
    monkeypatch.setattr(names, "SEVERAL", 2)
    monkeypatch.setattr(names, "MOST", 2)
    client = as_user(crowd.spring_office)
    right = [
        member.pk
        for member in PartyMember.objects.at(crowd.spring).order_by("sort_key", "pk")
        if fits(member, "王")
    ]

    groups = client.get("/search/?q=王").context["groups"]
    suggested = client.get(reverse("members:member-autocomplete") + "?q=王").json()

    found = [row.pk for _label, rows, _more in groups for row, _note in rows]
    assert found == right[: len(found)]
    assert len(found) >= 10
    some = [one["id"] for one in suggested["results"]]
    assert some == right[: len(some)]
    assert len(some) >= 10
