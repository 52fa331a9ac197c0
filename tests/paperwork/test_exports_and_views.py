"""What goes out is on record and has its limits; filters are saved for oneself."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from audit.models import Entry
from core.jobs import run_next
from core.models import Job
from members.models import MemberUnit
from paperwork.models import ExportRecord, ImportRun, SavedView
from paperwork.services import imports
from tests.conftest import actor
from tests.factories import UserFactory
from tests.paperwork.test_imports import GOOD, bring

UNITS = "members:unit-list"


def test_an_export_is_on_record_with_its_rows_and_number(town, as_user):
    response = as_user(town.spring_office).post(
        reverse(UNITS), {"format": "xlsx", "reason": "核对"}
    )

    content = b"".join(response.streaming_content)
    record = ExportRecord.objects.get()
    assert (record.user, record.rows, record.reason) == (town.spring_office, 1, "核对")
    assert record.number in response["Content-Disposition"]
    assert Entry.objects.get(action="paperwork.exported").after["rows"] == 1
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet["A2"].value == town.clinic.pk  # the number by which an import finds it again


def test_a_long_list_needs_its_reason(town, as_user, settings):
    settings.EXPORT_REASON_ABOVE_ROWS = 0
    client = as_user(town.spring_office)

    refused = client.post(reverse(UNITS), {"format": "csv"})

    assert refused.status_code == 302
    assert not ExportRecord.objects.exists()
    given = client.post(reverse(UNITS), {"format": "csv", "reason": "核对"})
    assert b"".join(given.streaming_content)
    assert ExportRecord.objects.count() == 1


def test_a_day_has_its_limit(town, as_user, settings):
    settings.EXPORT_ROWS_A_DAY = 1
    client = as_user(town.spring_office)
    b"".join(client.post(reverse(UNITS), {"format": "csv"}).streaming_content)

    assert client.post(reverse(UNITS), {"format": "csv"}).status_code == 302
    assert ExportRecord.objects.count() == 1


def test_exports_are_seen_by_their_maker_and_the_auditor(town, as_user):
    b"".join(as_user(town.spring_office).post(reverse(UNITS), {"format": "csv"}).streaming_content)

    seen = {
        login: ExportRecord.objects.visible_to(town.people[login]).count()
        for login in ("spring_office", "auditor", "east_office", "security")
    }

    assert seen == {"spring_office": 1, "auditor": 1, "east_office": 0, "security": 0}
    assert as_user(town.auditor).get(reverse("paperwork:export-list")).status_code == 200


def test_a_filter_is_saved_and_shown_on_its_list(town, as_user):
    client = as_user(town.spring_office)
    path = reverse(UNITS)

    response = client.post(
        reverse("paperwork:view-save"),
        {"path": path, "name": "医院", "query": "category=hospital&after=x"},
    )

    view = SavedView.objects.get()
    assert view.query == "category=hospital"
    assert response.url == f"{path}?category=hospital"
    assert "医院" in client.get(path).content.decode()
    assert reverse("paperwork:view-delete", args=[view.pk]) in client.get(path).content.decode()


@pytest.mark.parametrize(
    "path", ["//elsewhere.example/", "https://elsewhere.example/", "/nowhere/", "/\\x"]
)
def test_a_filter_is_only_saved_for_a_page_of_ours(town, as_user, path):
    url = reverse("paperwork:view-save")

    response = as_user(town.spring_office).post(url, {"path": path, "name": "x", "query": ""})

    assert response.status_code == 404
    assert not SavedView.objects.exists()


def test_a_saved_filter_is_forgotten_by_its_owner_alone(town, as_user):
    view = SavedView.objects.create(user=town.spring_office, path=reverse(UNITS), name="x")
    url = reverse("paperwork:view-delete", args=[view.pk])

    assert as_user(town.east_office).post(url).status_code == 404
    assert as_user(town.spring_office).post(url).status_code == 302
    assert not SavedView.objects.exists()


# --- in the background -------------------------------------------------------------------------


@pytest.fixture
def long_import(town, settings, tmp_path, monkeypatch):
    """An import that is too long to be written while somebody waits."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(imports, "AT_ONCE_ROWS", 0)
    return bring(town, GOOD)


@pytest.mark.django_db(transaction=True)
def test_a_long_import_is_written_by_the_worker(long_import, town, as_user):
    client = as_user(town.spring_office)

    response = client.post(reverse("paperwork:import-confirm", args=[long_import.pk]))

    job = Job.objects.get()
    assert response.url == reverse("paperwork:job-detail", args=[job.pk])
    assert client.get(response.url).status_code == 200
    assert as_user(town.east_office).get(response.url).status_code == 404
    assert not MemberUnit.objects.filter(name="春晖剧院").exists()
    assert run_next()
    long_import.refresh_from_db()
    job.refresh_from_db()
    assert (long_import.status, job.status) == ("done", "done")
    assert MemberUnit.objects.filter(name="春晖剧院").exists()


@pytest.mark.django_db(transaction=True)
def test_a_worker_whose_actor_has_lost_the_office_writes_nothing(long_import, town):
    imports.confirm(long_import, good_rows=False, by=actor(town.spring_office))
    town.spring_office.appointments.update(ends_on="2026-01-02")

    run_next()

    long_import.refresh_from_db()
    assert long_import.status == ImportRun.Status.STAGED
    assert Job.objects.get().status == "failed"
    assert not MemberUnit.objects.filter(name="春晖剧院").exists()


def test_who_may_import_nothing_is_told_so(town, as_user):
    assert as_user(town.east_leader).get(reverse("paperwork:import-create")).status_code == 403
    assert as_user(UserFactory()).get(reverse("paperwork:import-create")).status_code == 403
