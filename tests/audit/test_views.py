"""The audit administrator's pages."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit import protection
from audit.models import Entry
from audit.seals import seal_all
from audit.services import record, record_reading
from core import jobs
from core.models import Job
from tests.cells import cells_of
from tests.conftest import actor

PAGES = ["audit:list", "audit:read-list", "audit:seal-list"]


@pytest.fixture
def entry(town):
    return record(
        "members.unit_edited",
        town.clinic,
        by=actor(town.spring_office),
        before={"name": "春晖医院", "category": "hospital"},
        after={"name": "春晖第一医院", "category": "school"},
    )


@pytest.mark.parametrize("page", PAGES)
def test_log_is_for_the_audit_administrator_alone(town, as_user, entry, page):
    answers = {
        login: as_user(user).get(reverse(page)).status_code for login, user in town.people.items()
    }

    assert answers.pop("auditor") == 200
    assert set(answers.values()) == {403}


def test_entry_is_for_the_audit_administrator_alone(town, as_user, entry):
    url = reverse("audit:detail", args=[entry.pk])

    assert as_user(town.auditor).get(url).status_code == 200
    assert as_user(town.spring_office).get(url).status_code == 403


def test_list_says_who_did_what_in_which_role(town, as_user, entry):
    text = as_user(town.auditor).get(reverse("audit:list")).content.decode()

    for words in ("spring_office", "春晖街道委员会", "春晖医院", "members.unit_edited"):
        if words != "members.unit_edited":
            assert words in text
        else:
            assert words not in text.split("<tbody>")[1]


def test_detail_shows_before_and_after_in_words(town, as_user, entry):
    page = as_user(town.auditor).get(reverse("audit:detail", args=[entry.pk]))

    cells = cells_of(page.context["panels"][0].rows)
    assert cells[0][1:] == ["春晖医院", "春晖第一医院"]
    assert cells[1][2] not in ("school", "—")


def test_reading_the_log_is_on_record(town, as_user, entry):
    as_user(town.auditor).get(reverse("audit:list"), {"who": "spring"})

    noted = Entry.objects.get(action="audit.log_read")
    assert (noted.user, noted.after) == (town.auditor, {"filters": "who=spring"})


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"who": "spring"}, True),
        ({"who": "nobody"}, False),
        ({"action": "members.unit_edited"}, True),
        ({"action": "members.unit_entered"}, False),
        ({"model": "members.memberunit"}, True),
        ({"model": "members.person"}, False),
        ({"request_id": "test"}, True),
        ({"request_id": "other"}, False),
        ({"since": "2026-06-30", "until": "2026-06-30"}, True),
        ({"until": "2026-06-29"}, False),
        ({"since": "2026-07-01"}, False),
        ({"object_id": "99999999999999999999999"}, True),  # not a number of ours: not asked
    ],
)
def test_filters_narrow_the_log(town, as_user, time_machine_at, asked, found):
    time_machine_at(datetime.date(2026, 6, 30))
    entry = record("members.unit_edited", town.clinic, by=actor(town.spring_office))

    page = as_user(town.auditor).get(reverse("audit:list"), asked)

    assert (entry.pk in [key for key, _cells in page.context["rows"]]) is found


def test_list_costs_the_same_for_any_number_of_entries(town, as_user):
    client = as_user(town.auditor)
    costs = []
    for count in (1, 40):
        Entry.objects.bulk_create(
            Entry(action="x", user_name="x", source="page", request_id="x", model="x")
            for _ in range(count)
        )
        client.get(reverse("audit:list"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("audit:list"))
        costs.append(len(queries))

    assert costs[0] == costs[1] < 10


def test_looks_at_a_phone_number_are_listed(town, as_user):
    record_reading(town.doctor, "phone", by=actor(town.spring_office), reason="核对")

    text = as_user(town.auditor).get(reverse("audit:read-list")).content.decode()

    assert "李娜" in text
    assert "核对" in text


def test_check_runs_as_a_job_and_names_what_is_damaged(town, as_user, entry, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    seal_all()
    with protection.lifted():
        Entry.objects.filter(pk=entry.pk).update(user_name="x")
    client = as_user(town.auditor)

    started = client.post(reverse("audit:verify"))
    waiting = client.get(started["Location"])
    jobs.run_next()
    done = client.get(started["Location"])

    assert waiting.status_code == 200
    assert Job.objects.get().status == Job.Status.DONE
    assert len(done.context["faults"]) == 1
    assert str(entry.pk) in done.context["faults"][0]


def test_check_is_for_the_audit_administrator_alone(town, as_user):
    client = as_user(town.sysadmin)

    assert client.post(reverse("audit:verify")).status_code == 403
    assert client.get(reverse("audit:verification", args=[1])).status_code == 403
    assert not Job.objects.exists()


def test_back_office_shows_the_log_to_the_audit_administrator_alone(town, as_user, entry):
    url = reverse("admin:audit_entry_changelist")
    detail = reverse("admin:audit_entry_change", args=[entry.pk])

    auditor = as_user(town.auditor)
    assert (auditor.get(url).status_code, auditor.get(detail).status_code) == (200, 200)
    assert auditor.post(detail, {"user_name": "x"}).status_code == 403
    assert as_user(town.east_office).get(url).status_code == 403
    assert Entry.objects.filter(action="audit.log_read", source="admin").count() == 2
