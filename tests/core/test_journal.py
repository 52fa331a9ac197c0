"""What a piece of work has written, in its order, and nothing of what others write meanwhile."""

import datetime
import threading

import pytest

from core import journal
from core.journal import keeping, mark_of
from members.models import MemberUnit, Person
from tests.factories import PersonFactory, UnitFactory

pytestmark = pytest.mark.django_db


def test_rows_stand_in_the_order_in_which_they_were_first_written(town):
    first, second, *units = PersonFactory(home=town.spring), PersonFactory(home=town.spring), *(
        UnitFactory() for _ in range(3)
    )  # fmt: skip

    with keeping() as kept:
        journal.note_made(first)
        journal.note_made_at_once(units[:2])
        journal.note_changed(second, {"position": "科长"})
        journal.note_made_at_once(units[2:])
        journal.note_changed(first, {"position": "院长"})

    rows = list(kept.rows())
    assert [(row.model, row.pk) for row in rows] == [
        ("members.person", first.pk),
        ("members.memberunit", units[0].pk),
        ("members.memberunit", units[1].pk),
        ("members.person", second.pk),
        ("members.memberunit", units[2].pk),
    ]
    # What was made and then changed was made all the same.
    assert [row.before for row in rows] == [None, None, None, {"position": "科长"}, None]


def test_what_stood_there_first_is_what_counts(town):
    with keeping() as kept:
        journal.note_changed(town.doctor, {"position": "科长"})
        town.doctor.position = "院长"
        journal.note_changed(town.doctor, {"position": "处长", "home": town.peace})

    (row,) = kept.rows()
    assert row.before == {"position": "科长", "home_id": town.peace.pk}
    assert row.mark == mark_of(town.doctor)


def test_nothing_is_kept_without_a_journal_or_by_another_thread(town):
    journal.note_made(town.doctor)
    with keeping() as kept:
        other = threading.Thread(target=journal.note_made, args=(town.doctor,))
        other.start()
        other.join()
        journal.note_changed(town.doctor, {})

    assert not kept


@pytest.mark.parametrize(
    "values",
    [
        {"position": "科长"}, {"phone": ""}, {"home_id": 1}, {"party_status": "none"},
        {"sort_key": "a"},
    ],
)  # fmt: skip
def test_a_mark_tells_every_column(town, values):
    other = Person.objects.get(pk=town.doctor.pk)
    for name, value in values.items():
        setattr(other, name, value)

    assert mark_of(other) != mark_of(town.doctor)


def test_a_mark_is_the_same_before_and_after_the_database(town):
    unit = UnitFactory(party_members=63, has_union=True, area=town.peace, note="多行\n文字")
    later = MemberUnit.objects.get(pk=unit.pk)
    later.version += 1
    later.updated_at = datetime.datetime(2030, 1, 1, tzinfo=datetime.UTC)

    assert mark_of(later) == mark_of(unit) < 2**48
