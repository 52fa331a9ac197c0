"""What every list and page of a committee offers on a day that is over: nothing to be done."""

import pytest
from django.urls import reverse

from tests.test_speed import LISTS


@pytest.mark.django_db
@pytest.mark.parametrize("name", [name for name in LISTS if name.startswith(("members:", "comm"))])
def test_nothing_is_made_or_imported_on_a_past_day(town, as_user, name):
    who, _rows = LISTS[name]
    client, url = as_user(town.people[who]), reverse(name)
    today, then = client.get(url), client.get(url, {"on": "2026-02-01"})

    made = [today.context[key] for key in ("create_url", "import_url")]
    for address in filter(None, made):
        assert f'href="{address}"' not in then.content.decode()


@pytest.mark.django_db
def test_nothing_is_done_from_a_committee_s_page_of_a_past_day(town, as_user):
    client, url = as_user(town.spring_office), town.spring.get_absolute_url()
    new = f"{reverse('members:seat-create')}?committee={town.spring.pk}"

    assert new in client.get(url).content.decode()
    assert "/new/?committee=" not in client.get(url, {"on": "2026-02-01"}).content.decode()
