"""Lists whose SQL is made once for the committees of a tier: the rows are those of the list put
together anew, at every committee, in every order, on every page."""

import pytest
from django.urls import resolve, reverse

from committees import listing
from committees.listing import PlacedList
from committees.middleware import AT
from core.pages import ListPage
from tests.test_speed import LISTS

PLACED = [name for name in LISTS if issubclass(resolve(reverse(name)).func.view_class, PlacedList)]


def pages(client, url, *, every_order):
    """What stands on the first, the next and the page before that, in the orders offered."""
    first = client.get(url).context
    sorts = [heading.sort_query for heading in first["headings"] if heading.sort_query]
    down = [sort.replace("sort=", "sort=-") for sort in sorts]
    found = [("", first["page"])]
    for order in ["", *sorts, *down] if every_order else [""]:
        page = client.get(f"{url}?{order}").context["page"] if order else first["page"]
        after = client.get(f"{url}?{page.next_query}").context["page"] if page.next_query else page
        before = client.get(f"{url}?{after.previous_query}").context["page"]
        found += [(order, page), (order, after), (order, before)]
    return found


@pytest.mark.parametrize("name", PLACED)
def test_rows_are_those_of_the_list_put_together_anew(town, as_user, name, monkeypatch):
    _who, more = LISTS[name]
    for n in range(8):
        more(town, n)
    url = reverse(name)
    monkeypatch.setattr(ListPage, "rows_per_page", 3)
    listing._kept_list.cache_clear()
    places = [
        (town.spring_office, town.spring, True),
        (town.spring_office, town.peace, False),
        (town.east_office, town.spring, False),
        (town.hill_office, town.hill, False),
    ]

    def looked_at():
        for office, committee, every_order in places:
            client = as_user(office)
            session = client.session
            session[AT] = committee.pk
            session.save()
            yield from pages(client, url, every_order=every_order)

    kept = list(looked_at())
    assert listing._kept_list.cache_info().currsize > 0
    assert any(page.rows for _order, page in kept)
    with monkeypatch.context() as patch:
        patch.setattr(PlacedList, "paginator", ListPage.paginator)
        plain = list(looked_at())

    assert kept == plain


def test_a_narrowed_list_and_one_of_a_past_day_are_put_together_anew(town, as_user):
    listing._kept_list.cache_clear()
    client, url = as_user(town.spring_office), reverse("posts:claim-list")

    client.get(url, {"q": "李"})
    client.get(url, {"on": "2026-01-02"})
    assert listing._kept_list.cache_info().currsize == 0

    client.get(url)
    assert listing._kept_list.cache_info().currsize == 1
