"""Taking a whole import back: to the last row as it was before, or not at all."""

import pytest
from django.apps import apps

from audit.models import Entry
from core import hooks
from core.verdicts import Refused
from members.models import Liaison, Person, Seat
from members.services import liaisons
from members.services.capacities import make_default_capacities
from paperwork.services import imports as services
from tests.conftest import SETUP, actor
from tests.factories import PersonFactory
from tests.paperwork.test_imports import book

HEAD = [
    *("单位名称", "统一社会信用代码", "单位性质", "单位地址", "单位代表", "代表电话"),
    *("联络员", "联络员电话", "联络员职务", "入会时间"),
]
NEW = [
    *("春晖剧院", "121100004000000014", "事业", "春晖路1号", "赵敏", "13800000002"),
    *("张伟", "13800000001", "科长", "2026-01-05"),
]
# The clinic's own liaison stays and becomes 主任; its address is new.
KNOWN = ["春晖医院", "", "", "春晖路2号", "", "", "李娜", "", "主任", ""]
# Another liaison than the one who stands.
REPLACING = ["春晖医院", "", "", "", "", "", "孙立", "13800000003", "", ""]


@pytest.fixture
def by(town, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    make_default_capacities(by=SETUP)
    return actor(town.spring_office)


def everything():
    """Every row of the rooms that an import writes in, but for the count of its changes."""
    found = {}
    for room in ("members", "committees", "accounts"):
        for model in apps.get_app_config(room).get_models():
            passing = {"version", "updated_at"}
            fields = [f.attname for f in model._meta.concrete_fields if f.name not in passing]
            rows = model._base_manager.values_list(*fields)
            found[model._meta.label] = sorted(map(repr, rows))
    return found


def test_an_undone_import_leaves_everything_as_it_was(town, by):
    before = everything()
    run = services.bring("units", town.spring, book(HEAD, NEW, KNOWN), by=by)
    services.confirm(run, good_rows=False, by=by)
    assert (run.new, run.changed) == (1, 1)
    assert everything() != before

    services.undo(run, by=by)

    assert everything() == before
    assert [fault for answer in hooks.integrity.ask() for fault in answer or ()] == []
    entry = Entry.objects.get(action="paperwork.import_undone")
    assert (entry.object_id, entry.before["new"], entry.before["changed"]) == (run.pk, 1, 1)
    gone = Entry.objects.filter(action__endswith="_undone").values_list("action", flat=True)
    assert sorted(gone) == [
        "members.liaison_undone", "members.membership_undone", "members.person_undone",
        "members.person_undone", "members.seat_undone", "members.unit_undone",
        "paperwork.import_undone",
    ]  # fmt: skip
    restored = Entry.objects.filter(action__endswith="_restored")
    assert sorted(restored.values_list("action", flat=True)) == [
        "members.person_restored", "members.unit_restored",
    ]  # fmt: skip


def test_the_undone_table_can_be_imported_again(town, by):
    run = services.bring("units", town.spring, book(HEAD, NEW), by=by)
    services.confirm(run, good_rows=False, by=by)
    services.undo(run, by=by)

    again = services.bring("units", town.spring, book(HEAD, NEW), by=by)
    assert services.confirm(again, good_rows=False, by=by).status == "done"
    assert Person.objects.filter(name="赵敏").count() == 1


def test_an_import_that_replaced_people_is_not_undone(town, by):
    run = services.bring("units", town.spring, book(HEAD, NEW, REPLACING), by=by)
    services.confirm(run, good_rows=False, by=by)
    before = everything()

    with pytest.raises(Refused, match="李娜"):
        services.undo(run, by=by)

    assert everything() == before
    run.refresh_from_db()
    assert run.status == "done"


def test_what_people_have_done_since_stands_in_the_way_with_all_names(town, by):
    other = [*NEW]
    other[0], other[1], other[5], other[7] = (
        *("春晖影院", "121100004000000027"),
        *("13800000008", "13800000009"),
    )
    run = services.bring("units", town.spring, book(HEAD, NEW, other), by=by)
    services.confirm(run, good_rows=False, by=by)
    liaison = Liaison.objects.get(membership__unit__name="春晖剧院")
    liaisons.replace_liaison(liaison, PersonFactory(home=town.spring), by=by, reason="调离")
    seat = Seat.objects.get(membership__unit__name="春晖影院")
    seat.version += 1
    seat.save()

    with pytest.raises(Refused) as refusal:
        services.undo(run, by=by)

    assert "春晖剧院" in refusal.value.reason or "张伟" in refusal.value.reason
    assert "春晖影院" in refusal.value.reason or "赵敏" in refusal.value.reason
    assert Seat.objects.filter(membership__unit__name="春晖剧院").exists()
