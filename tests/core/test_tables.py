"""Tables: one declaration for the page and for the spreadsheet."""

import pytest

from core.panels import Panel
from core.tables import Choice, Computed, Link, Phone, Table, Text, YesNo
from members.models import MemberUnit
from tests.cells import cells_of
from tests.factories import UnitFactory

pytestmark = pytest.mark.django_db


class UnitTable(Table):
    model = MemberUnit
    detail_url = "members:unit-detail"
    order = ("name", "pk")
    columns = [
        Link("name", sort=("name", "pk")),
        Choice("category"),
        Phone("phone"),
        YesNo("has_union"),
        Text("address", shown=False),
        Computed("both", "两者", ("name", "address"), lambda name, address: f"{name}@{address}"),
    ]


@pytest.fixture
def unit():
    return UnitFactory(
        name="<b>春晖</b>", category="hospital", phone="13912345678", has_union=True, address="1号"
    )


def painted(parameters=None):
    table = UnitTable(parameters)
    return cells_of(table.painted(table.read(MemberUnit.objects.all())))


def test_cells_are_escaped_and_linked(unit):
    name, *_ = painted()[0]

    assert name == f'<a href="/members/units/{unit.pk}/">&lt;b&gt;春晖&lt;/b&gt;</a>'


def test_phone_is_masked_on_the_page_and_in_the_export(unit):
    table = UnitTable()

    cells = next(table.exported(table.read(MemberUnit.objects.all())))

    assert painted()[0][2] == "139****5678"
    assert "139****5678" in cells
    assert "13912345678" not in cells


def test_choice_is_shown_by_its_label_and_its_colour(unit):
    assert painted()[0][1].startswith('<span class="state state-hospital">')


def test_nothing_is_a_dash_on_the_page_and_blank_in_the_export():
    empty = UnitFactory(name="空", phone="")
    table = UnitTable({"columns": "name,has_union,address"})

    cells = next(table.exported(table.read(MemberUnit.objects.all())))

    assert painted({"columns": "name,has_union,address"})[0][1:] == ["—", "—"]
    assert cells == [empty.pk, "空", "", ""]


def test_chosen_columns_keep_the_first_one(unit):
    table = UnitTable({"columns": "address"})

    assert [column.name for column in table.chosen] == ["name", "address"]


def test_unknown_columns_and_orders_are_ignored(unit):
    table = UnitTable({"columns": "password,pk", "sort": "user__password"})

    assert [column.name for column in table.chosen] == [
        c.name for c in UnitTable.columns if c.shown
    ]
    assert table.keys == ("name", "pk")


def test_heading_offers_the_other_direction_when_sorted():
    ascending = UnitTable({"sort": "name"}).headings()[0]
    descending = UnitTable({"sort": "-name"}).headings()[0]

    assert (ascending.sorted, ascending.sort_query) == ("ascending", "sort=-name")
    assert (descending.sorted, descending.sort_query) == ("descending", "sort=name")


def test_computed_cell_reads_several_values(unit):
    assert painted()[0][-1] == "&lt;b&gt;春晖&lt;/b&gt;@1号"


def test_headings_of_an_export_are_all_different():
    class Twice(UnitTable):
        columns = [Text("name", "同"), Text("address", "同")]

    assert Twice().export_headings()[1:] == ["同 2", "同 3"]


def test_a_panel_shows_rows_that_have_been_read_as_a_list_would(unit):
    table = UnitTable()

    panel = Panel.of("units", "单位", table, [unit])

    assert panel.rows == table.painted(table.read(MemberUnit.objects.all()))


def test_a_panel_shows_a_dash_where_a_row_on_the_way_is_missing(unit):
    class Areas(UnitTable):
        columns = [Link("name"), Text("area__parent__name", "街道")]

    panel = Panel.of("units", "单位", Areas(), [unit])

    assert unit.area is None
    assert cells_of(panel.rows)[0][1] == "—"
