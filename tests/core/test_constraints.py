"""A row's constraints: asked for at once, and each told in its own words."""

import datetime
import random

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from core.kept_checks import checks_of, is_asked_at_once
from core.models import Record
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


def checked_models():
    for model in apps.get_models():
        checks = [c for c in model._meta.constraints if isinstance(c, models.CheckConstraint)]
        if checks:
            yield pytest.param(model, [c.condition for c in checks], id=model._meta.label)


def some_value(field, chance):
    """Something that the column may hold, often enough what a check is about."""
    if field.null and chance.random() < 0.4:
        return None
    if field.choices:
        return chance.choice([value for value, _label in field.flatchoices])
    if isinstance(field, models.DateTimeField):
        return datetime.datetime(2026, 3, chance.randint(1, 3), tzinfo=datetime.UTC)
    if isinstance(field, models.DateField):
        return DAY + datetime.timedelta(days=chance.randint(-1, 1))
    if isinstance(field, models.TimeField):
        return datetime.time(chance.randint(8, 10))
    if isinstance(field, models.BinaryField):
        return b"x"
    if isinstance(field, models.BooleanField):
        return chance.random() < 0.5
    if isinstance(field, models.JSONField):
        return chance.choice([[], ["x"], {}])
    if isinstance(field, models.CharField | models.TextField | models.FileField):
        return chance.choice(["", "x", "990101"])
    return chance.randint(0, 3)


def some_row(model, chance):
    row = model()
    for field in model._meta.concrete_fields:
        if not (field.generated or isinstance(field, models.AutoField)):
            setattr(row, field.attname, some_value(field, chance))
    return row


def is_kept_by_django(row):
    try:
        models.Model.validate_constraints(row)
    except ValidationError:
        return False
    return True


def models_with_what_may_be_only_once():
    for model in apps.get_models():
        asked = [c for c in model._meta.constraints if isinstance(c, models.UniqueConstraint)]
        if issubclass(model, Record) and any(is_asked_at_once(c, model) for c in asked):
            yield pytest.param(model, id=model._meta.label)


@pytest.mark.django_db
@pytest.mark.parametrize("model", list(models_with_what_may_be_only_once()))
def test_what_may_be_only_once_is_found_as_django_finds_it(model):
    """Among rows that are there, new ones and changed ones, right and wrong."""
    chance, there = random.Random(model._meta.label), []
    with transaction.atomic():  # what the rows refer to is not there, so they cannot stay
        for _try in range(200):
            row = some_row(model, chance)
            if len(there) < 8 and is_kept_by_django(row):
                try:
                    with transaction.atomic():
                        model._base_manager.bulk_create([row])
                    there.append(row)
                except IntegrityError:  # of another column
                    continue
        answers = set()
        for _row in range(40):
            row = some_row(model, chance)
            if there and chance.random() < 0.5:
                row.pk, row._state.adding = chance.choice(there).pk, False
            answers.add(is_kept_by_django(row))
            assert row._keeps_constraints(set()) == is_kept_by_django(row)
        transaction.set_rollback(True)
    assert there
    assert False in answers


@pytest.mark.django_db
@pytest.mark.parametrize(("model", "conditions"), list(checked_models()))
def test_checks_asked_at_once_answer_as_django_does(model, conditions):
    """Of many rows, right and wrong ones, each condition is asked for by Django itself."""
    chance = random.Random(model._meta.label)
    for _row in range(25):
        row = model()
        for field in model._meta.concrete_fields:
            if not field.generated:
                setattr(row, field.attname, some_value(field, chance))
        told = row._get_field_expression_map(meta=model._meta)
        by_django = all(condition.check(told) for condition in conditions)

        assert checks_of(model, frozenset(), is_new=True).are_kept(row) == by_django
