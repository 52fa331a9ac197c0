"""A row's constraints: asked for at once, and each told in its own words."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from posts.models import Post, PostCategory

DAY = datetime.date(2026, 3, 2)


@pytest.fixture
def post(town):
    category = PostCategory.objects.create(code="x", name="政策宣传岗", position=1)
    return Post(
        committee=town.peace,
        community=town.peace,
        category=category,
        name="宣传岗",
        duties="入户宣传",
        quota=2,
        taken=1,
        status="published",
        starts_on=DAY,
    )


def test_all_checks_are_one_statement(post):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        post.validate_constraints()

    told = [query["sql"] for query in asked if "_check" in query["sql"]]
    assert len(told) == 1
    assert len([one for one in post._meta.constraints if hasattr(one, "condition")]) >= 5


def test_each_broken_one_is_told(post):
    post.taken, post.status, post.ends_on = 3, "full", DAY

    with pytest.raises(ValidationError) as broken:
        post.validate_constraints()

    assert len(broken.value.messages) == 2


def test_what_cannot_be_asked_for_is_left_to_the_form(post):
    """A field that is wrong in itself is left out, with the checks that name it."""
    post.taken, post.ends_on = 3, DAY

    with pytest.raises(ValidationError) as broken:
        post.validate_constraints(exclude={"quota"})

    assert len(broken.value.messages) == 1
    post.validate_constraints(exclude={"quota", "ends_on"})


def test_a_name_that_is_taken_is_told_of(town):
    category = PostCategory.objects.create(code="x", name="政策宣传岗", position=1)
    again = PostCategory(code="x", name="别的岗", position=2)

    category.validate_constraints()
    with pytest.raises(ValidationError):
        again.full_clean()


def test_a_row_at_hand_is_not_looked_up(post):
    with CaptureQueriesContext(connection) as asked:
        post.clean_fields()
    assert len(asked) == 0

    post.category_id = 999_999
    with pytest.raises(ValidationError) as broken:
        post.clean_fields()
    assert list(broken.value.message_dict) == ["category"]
