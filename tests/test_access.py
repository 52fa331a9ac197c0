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
)


def names(patterns, namespace=""):
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from names(pattern.url_patterns, inner)
        else:
            yield f"{namespace}{pattern.name}"


def admin_rows():
    """(page, arguments' subject, kind) of the admin's addresses for each model of the table."""
    for label, (subject, listed, added, shown) in ADMIN_MODELS.items():
        model = label.replace(".", "_").lower()
        yield f"admin:{model}_changelist", None, listed
        yield f"admin:{model}_add", None, added
        yield f"admin:{model}_change", subject, shown
        yield f"admin:{model}_history", subject, f"{shown}: history"


def test_every_page_has_a_row():
    known = set(PAGES) | set(PUBLIC) | set(ADMIN) | {page for page, *_ in admin_rows()}

    found = set(names(get_resolver().url_patterns))

    assert found - known == set(), "pages without a row"
    assert known - found == set(), "rows without a page"


def test_every_model_of_the_admin_has_a_row():
    assert {model._meta.label for model in admin.site._registry} == set(ADMIN_MODELS)


@pytest.fixture
def subjects(town):
    return make_subjects(town)


def expected(kind, but, person):
    return but.get(person, KINDS[kind][person])


def visitor(as_user, town, person):
    return Client() if person == "anonymous" else as_user(town.people[person])


def answer(client, method, url):
    """The status; what a POST has written is taken back: the next page finds the same town."""
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
    client = visitor(as_user, town, person)
    for page, method, subject, kind, but in rows():
        url = reverse(page, args=subjects[subject] if subject else [])
        answers[page] = answer(client, method, url)
        if method == POST:  # it may have ended the session, or switched the committee
            client = visitor(as_user, town, person)
        wanted[page] = expected(kind, but, person)

    wrong = {p: (answers[p], wanted[p]) for p in answers if answers[p] != wanted[p]}
    assert wrong == {}


@pytest.mark.parametrize("person", EVERYBODY)
def test_admin_answers_each_person_as_written(person, subjects, town, as_user):
    """The admin sends a stranger to the sign-in page like every other page does."""
    client = visitor(as_user, town, person)

    answers, wanted = {}, {}
    for page, (arguments, kind) in ADMIN.items():
        answers[page] = answer(client, GET, reverse(page, args=arguments))
        wanted[page] = KINDS[kind][person]
    for page, subject, kind in admin_rows():
        url = reverse(page, args=subjects[subject] if subject else [])
        answers[page] = answer(client, GET, url)
        wanted[page] = KINDS[kind][person]

    wrong = {p: (answers[p], wanted[p]) for p in answers if answers[p] != wanted[p]}
    assert wrong == {}


@pytest.mark.parametrize("person", EVERYBODY)
def test_whoever_is_refused_a_form_cannot_send_it_either(person, subjects, town, as_user):
    """A POST without the page before it meets the same 403, 404 or sign-in page."""
    answers, wanted = {}, {}
    client = visitor(as_user, town, person)
    for page, method, subject, kind, but in rows():
        refusal = expected(kind, but, person)
        if method != GET or refusal == 200:
            continue
        url = reverse(page, args=subjects[subject] if subject else [])
        answers[page], wanted[page] = answer(client, POST, url), refusal

    # A page that only shows something has no POST at all: 405, to everybody alike.
    wrong = {p: (answers[p], wanted[p]) for p in answers if answers[p] not in (405, wanted[p])}
    assert wrong == {}
