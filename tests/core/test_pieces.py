"""The pieces of a page that are put together in Python for speed."""

import datetime

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field
from django.template import Context, Template
from django.utils import translation
from django.utils.html import escape

from core.templatetags.ui import fact_value, table_body
from tests.factories import UnitFactory


def test_rows_stand_one_after_the_other():
    assert table_body([(7, "<td>x</td>"), (8, "<td>y</td>")]) == (
        "<tr><td>x</td></tr>\n<tr><td>y</td></tr>"
    )


def test_rows_to_be_selected_begin_with_a_box_that_the_first_cell_names():
    body = table_body([(7, '<td class="cell-main">春晖</td><td>x</td>')], {"close": "any act"})

    assert 'name="row" value="7" id="row-7" aria-labelledby="name-7"' in body
    assert '<td id="name-7" class="cell-main">春晖</td><td>x</td>' in body


@pytest.mark.django_db
def test_a_fact_is_a_link_text_with_breaks_or_a_dash():
    unit = UnitFactory(name="<春晖>")

    assert fact_value(unit) == f'<a href="/members/units/{unit.pk}/">&lt;春晖&gt;</a>'
    assert fact_value("一\n<二>") == "一<br>&lt;二&gt;"
    assert (fact_value(""), fact_value(None), fact_value(0)) == ("—", "—", "0")
    assert fact_value(datetime.datetime(2026, 6, 30, 23, 5, tzinfo=datetime.UTC)) == (
        "2026-07-01 07:05:00"
    )


@pytest.mark.parametrize("typed", ["王", '"><script>', "typed-by-somebody", "a&b"])
def test_a_field_painted_beforehand_is_the_field_with_what_was_typed(town, as_user, typed):
    asked = as_user(town.spring_office).get("/members/party-members/", {"q": typed})
    filterset = asked.context["filter"]

    field = as_crispy_field(filterset.form["q"])

    assert field in filterset.bar
    assert escape(typed) in field
    assert field in asked.content.decode()


def test_a_kept_piece_is_painted_once_for_each_key_and_language():
    page = Template('{% load ui %}{% keep "test" key %}{{ shown }}{% endkeep %}')

    def paint(key, shown, language="zh-hans"):
        with translation.override(language):
            return page.render(Context({"key": key, "shown": shown}))

    assert paint(1, "一") == "一"
    assert paint(1, "二") == "一"
    assert paint(2, "二") == "二"
    assert paint(1, "one", "en") == "one"
