"""What PostgreSQL alone cannot hold in a text: a NUL in an address is no fault of the server."""

import pytest
from django.urls import reverse

from tests.test_speed import LISTS

pytestmark = [pytest.mark.django_db, pytest.mark.postgres]

NUL = dict.fromkeys(
    "q level state category sort columns after before on committee model action who".split(), "\x00"
)
OFFERS = {
    "committees:autocomplete": "east_office",
    "committees:account-autocomplete": "east_office",
    "members:unit-autocomplete": "spring_office",
    "members:person-autocomplete": "spring_office",
    "members:membership-autocomplete": "spring_office",
}
PAGES = OFFERS | {name: who for name, (who, _rows) in LISTS.items()}


@pytest.mark.parametrize("name", PAGES)
def test_a_nul_in_the_address_breaks_nothing(town, as_user, name):
    answer = as_user(town.people[PAGES[name]]).get(reverse(name), NUL)

    assert answer.status_code in {200, 404}
