"""What several tests of posts set the stage with."""

import datetime

import pytest
from django.utils import translation

from accounts.models import User

TODAY = datetime.date(2026, 6, 30)


@pytest.fixture
def english_june(time_machine_at, town):
    """The last day of June; everybody reads English, here and on the pages."""
    time_machine_at(TODAY)
    User.objects.update(language="en")
    with translation.override("en"):
        yield
