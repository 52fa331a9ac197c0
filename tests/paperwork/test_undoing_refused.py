"""What stands in the way of taking a list back, and how that is said in the background."""

import datetime

import pytest

from committees import services as committees
from committees.models import Committee, Reorganisation
from core.jobs import run_next
from core.models import Job
from core.verdicts import Refused
from members.models import Person
from members.services import liaisons, memberships, people
from paperwork.models import ImportRun
from paperwork.services import imports, undoing
from paperwork.tasks import free_interrupted_imports
from tests.conftest import actor, give_role, join
from tests.factories import PersonFactory
from tests.paperwork.undoing import everything, imported

TODAY = datetime.date(2026, 3, 2)

# --- what depends on it --------------------------------------------------------------------------


@pytest.fixture
def ginkgo(stage):
    """A community, just founded by a table, and its run."""
    head = "code name level parent_code"
    row = ["990101001003", "银杏社区", "社区", stage.spring.code]
    run = imported("divisions", None, head, row, by=stage.spring_office)
    return run, Committee.objects.get(code="990101001003")


def a_unit_s_address(stage, place):
    stage.theatre.area = place
    stage.theatre.save()
    return "春晖剧院"


def a_membership(stage, place):
    join(stage.theatre, place)
    return "春晖剧院"


def a_person_s_entry(stage, place):
    return PersonFactory(home=place, name="吴丽").name


def a_role(stage, place):
    give_role(stage.account, "leader", place)
    return "钱进"


def a_grid_below(stage, place):
    values = {"code": "990101001003-01", "level": "grid", "area_name": "东网格"}
    return committees.create_committee(place, values, by=stage.office).name


def an_import(stage, place):
    return ImportRun.objects.create(
        kind="units", committee=place, user=stage.spring_office, file_name="名册.csv", digest="x"
    ).file_name


def a_part_in_a_plan(stage, place):
    plan = Reorganisation.objects.create(
        kind="split", committee=stage.spring, effective_on=TODAY, basis_document="某通知",
        new_code="990101009000", new_area_name="新街道",
    )  # fmt: skip
    plan.parts.set([place])
    return str(plan)


@pytest.mark.parametrize(
    "depend",
    [
        a_unit_s_address, a_membership, a_person_s_entry, a_role, a_grid_below, an_import,
        a_part_in_a_plan,
    ],
)  # fmt: skip
def test_a_founded_committee_stays_once_something_belongs_to_it(stage, ginkgo, depend):
    run, place = ginkgo
    word = depend(stage, place)
    before = everything()

    with pytest.raises(Refused) as refusal:
        undoing.undo(run, by=stage.office)

    assert word in refusal.value.reason
    assert "银杏社区" in refusal.value.reason
    assert everything() == before


def test_who_comes_between_the_looking_and_the_removing_is_not_run_over(stage, ginkgo, monkeypatch):
    run, place = ginkgo
    word = a_membership(stage, place)
    monkeypatch.setattr(undoing._Undone, "_look_for_dependants", lambda undone: None)
    before = everything()

    with pytest.raises(Refused, match=word):
        undoing.undo(run, by=stage.office)

    assert everything() == before


# --- what no longer fits -------------------------------------------------------------------------


def test_no_liaison_comes_back_to_a_unit_that_has_left(stage):
    head = "id ends_on reason"
    row = [stage.clinic_liaison.pk, "2026-03-02", "调离"]
    run = imported("liaisons", None, head, row, by=stage.spring_office)
    memberships.move_membership(stage.clinic_in_spring, "left", by=stage.office, reason="搬迁")
    before = everything()

    with pytest.raises(Refused, match="李娜 · 春晖医院"):
        undoing.undo(run, by=stage.office)

    assert everything() == before


def test_nobody_is_liaison_of_one_unit_twice(stage):
    head = "id ends_on reason"
    row = [stage.clinic_liaison.pk, "2026-03-02", "误"]
    run = imported("liaisons", None, head, row, by=stage.spring_office)
    liaisons.file_liaison(stage.clinic_in_spring, stage.doctor, by=stage.office)
    before = everything()

    with pytest.raises(Refused, match=r"already liaison|已经?是"):
        undoing.undo(run, by=stage.office)

    assert everything() == before


def test_nobody_s_entry_goes_back_to_a_committee_that_has_ended(stage):
    person = PersonFactory(name="吴丽", home=stage.pine)
    run = imported(
        "people", None, "id home", [person.pk, stage.spring.code], by=stage.spring_office
    )
    plan = committees.plan_reorganisation(
        "merge", stage.pine,
        {"target": stage.peace, "effective_on": TODAY, "basis_document": "某通知"},
        by=stage.office,
    )  # fmt: skip
    committees.apply_reorganisation(plan, by=stage.office)
    before = everything()

    with pytest.raises(Refused, match=r"吴丽.*青松社区"):
        undoing.undo(run, by=stage.office)

    assert everything() == before


def test_no_role_comes_back_to_who_has_become_an_administrator(stage):
    leader = stage.peace_secretary.appointments.get()
    head = "id ends_on"
    run = imported("appointments", None, head, [leader.pk, "2026-03-02"], by=stage.spring_office)
    give_role(stage.peace_secretary, "audit")
    before = everything()

    with pytest.raises(Refused, match="peace_secretary"):
        undoing.undo(run, by=stage.office)

    assert everything() == before


def test_a_row_that_the_actor_keeps_no_longer_is_not_put_back(stage):
    near, far = (
        PersonFactory(name=n, home=h) for n, h in (("吴丽", stage.spring), ("郑爽", stage.lake))
    )
    head = "id position"
    run = imported("people", None, head, [near.pk, "科长"], [far.pk, "科长"], by=stage.east_office)
    stage.east_office.appointments.update(ends_on=TODAY)
    give_role(stage.east_office, "street-office", stage.spring)
    before = everything()

    with pytest.raises(Refused) as refusal:
        undoing.undo(run, by=actor(stage.east_office))

    assert "郑爽" in refusal.value.reason
    assert "吴丽" not in refusal.value.reason
    assert everything() == before


def test_a_row_that_is_gone_is_called_by_its_last_name(stage):
    run = imported("people", None, "name home", ["孙立", stage.spring.code], by=stage.spring_office)
    Person.objects.get(name="孙立").delete()

    with pytest.raises(Refused, match="孙立"):
        undoing.undo(run, by=stage.office)


# --- in the background ---------------------------------------------------------------------------


@pytest.fixture
def long_import(stage, monkeypatch):
    """An import that is too long to be undone while somebody waits."""
    row = ["孙立", "", stage.spring.code]
    run = imported("people", None, "name phone home", row, by=stage.spring_office)
    monkeypatch.setattr(imports, "AT_ONCE_ROWS", 0)
    return run


@pytest.mark.django_db(transaction=True)
def test_a_long_import_is_undone_by_the_worker(long_import, stage):
    run = undoing.undo(long_import, by=stage.office)
    assert run.status == "undoing"
    with pytest.raises(Refused):
        undoing.undo(run, by=stage.office)

    assert run_next()

    run.refresh_from_db()
    assert (run.status, Job.objects.get().status) == ("undone", "done")
    assert not Person.objects.filter(name="孙立").exists()


@pytest.mark.django_db(transaction=True)
def test_what_stands_in_the_worker_s_way_is_said_on_the_import(long_import, stage):
    run = undoing.undo(long_import, by=stage.office)
    person = Person.objects.get(name="孙立")
    people.edit_person(person, {"position": "处长"}, version=None, by=stage.office)

    run_next()

    run.refresh_from_db()
    assert (run.status, Job.objects.get().status) == ("done", "failed")
    assert "孙立" in run.problem
    assert Person.objects.filter(name="孙立").exists()


@pytest.mark.django_db(transaction=True)
def test_an_undoing_that_was_given_up_can_be_begun_again(long_import, stage):
    run = undoing.undo(long_import, by=stage.office)
    Job.objects.update(status="failed")

    free_interrupted_imports()

    run.refresh_from_db()
    assert run.status == "done"
    assert run.problem
