"""Who may open what: every address of the product and every person of the town.

The answers are written down here by hand, per kind of page and role; nothing is derived from the
code under test. A page without a row fails the suite.

A row is: method, what the address is about (a key of ``subjects``), and the kind of page. A kind
names the answer for each group of people; ``but`` lists the exceptions of a single page.
"""

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from tests.access_subjects import make_subjects
from tests.access_table import (
    ADMIN,
    ADMIN_MODELS,
    EVERYBODY,
    GET,
    KINDS,
    PAGES,
    POST,
    PUBLIC,
    READ_ONLY,
)


def names(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}"


def admin_addresses():
    """The addresses that Django's admin makes for each model, by the model's kind of page."""
    for model in admin.site._registry:
        label = f"{model._meta.app_label}_{model._meta.model_name}"
        for page in ("changelist", "add", "history", "delete", "change"):
            yield f"admin:{label}_{page}", model._meta.label, page


def test_every_page_has_a_row():
    known = set(PAGES) | set(PUBLIC) | set(ADMIN) | {name for name, *_ in admin_addresses()}

    found = set(names(get_resolver().url_patterns))

    assert found - known == set(), "pages without a row"
    assert known - found == set(), "rows without a page"


def test_every_model_is_in_the_admin_table():
    assert {model._meta.label for model in admin.site._registry} == set(ADMIN_MODELS)


@pytest.fixture
def subjects(town):
    return make_subjects(town)


def expected(kind, but, person):
    return but.get(person, KINDS[kind][person])


def answer(client, method, url):
    """The status; whatever a POST has written is taken back, so the next page finds the same town."""
    with transaction.atomic():
        ask = client.get if method == GET else client.post
        status = ask(url).status_code
        transaction.set_rollback(True)
    return status


def rows():
    for page, (method, subject, kind, *rest) in PAGES.items():
        yield page, method, subject, kind, rest[0] if rest else {}


@pytest.mark.parametrize("person", EVERYBODY)
def test_pages_answer_each_person_as_written(person, subjects, town, as_user):
    answers, wanted = {}, {}
    for page, method, subject, kind, but in rows():
        client = as_user(town.people[person]) if person != "anonymous" else Client()
        url = reverse(page, args=subjects[subject] if subject else [])
        answers[page] = answer(client, method, url)
        wanted[page] = expected(kind, but, person)

    assert {p: (answers[p], wanted[p]) for p in answers if answers[p] != wanted[p]} == {}


@pytest.mark.parametrize("person", EVERYBODY)
def test_whoever_is_refused_a_form_cannot_send_it_either(person, subjects, town, as_user):
    """A POST without the page before it meets the same 403, 404 or sign-in page."""
    answers, wanted = {}, {}
    for page, method, subject, kind, but in rows():
        refusal = expected(kind, but, person)
        if method != GET or refusal == 200 or page in READ_ONLY:
            continue
        client = as_user(town.people[person]) if person != "anonymous" else Client()
        url = reverse(page, args=subjects[subject] if subject else [])
        answers[page], wanted[page] = answer(client, POST, url), refusal

    assert {p: (answers[p], wanted[p]) for p in answers if answers[p] != wanted[p]} == {}
