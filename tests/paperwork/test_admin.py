"""Imports, exports, templates and jobs in the back office: looked at, by whom they concern."""

import pytest
from django.urls import reverse

from core.models import Job
from paperwork.models import ExportRecord, ImportRun, PaperTemplate, SavedView

KEEPERS = {"city_office", "east_office", "spring_office", "peace_secretary", "west_office"}
KEEPERS |= {"hill_office"}


@pytest.fixture
def rows(town):
    """One row of each kind, all of the office of Spring."""
    user = town.spring_office
    return {
        "paperwork_importrun": ImportRun.objects.create(
            kind="units", user=user, committee=town.spring, file_name="名册.xlsx", digest="1"
        ),
        "paperwork_exportrecord": ExportRecord.objects.create(
            user=user, title="成员单位", table="units", rows=3, digest="2", number="20260630-1"
        ),
        "paperwork_papertemplate": PaperTemplate.objects.create(
            committee=town.spring, kind="roster", edition=1, file_name="名册.docx", content=b"PK"
        ),
        "paperwork_savedview": SavedView.objects.create(
            user=user, path="/units/", name="医院", query="category=hospital"
        ),
        "core_job": Job.objects.create(
            task="paperwork.check", user=user, arguments={"note": "秘密"}, result={"said": "秘密"}
        ),
    }


def who_gets(as_user, town, url):
    """Logins by the status with which the page answers them."""
    answers = {}
    for login, user in town.people.items():
        answers.setdefault(as_user(user).get(url).status_code, set()).add(login)
    return answers


@pytest.mark.parametrize(
    ("model", "let_in"),
    [
        ("paperwork_importrun", KEEPERS),
        ("paperwork_exportrecord", KEEPERS | {"auditor"}),
        ("paperwork_papertemplate", KEEPERS),
        ("paperwork_savedview", KEEPERS | {"sysadmin", "security", "auditor"}),
        ("core_job", {"sysadmin"}),
    ],
)
def test_lists_open_for_those_whom_they_concern(rows, as_user, town, model, let_in):
    answers = who_gets(as_user, town, reverse(f"admin:{model}_changelist") + "?q=1")

    assert answers[200] == let_in
    assert answers[403] == town.people.keys() - let_in


@pytest.mark.parametrize(
    ("model", "readers"),
    [
        ("paperwork_importrun", {"spring_office"}),
        ("paperwork_exportrecord", {"spring_office", "auditor"}),
        (
            "paperwork_papertemplate",
            {"city_office", "east_office", "spring_office", "peace_secretary"},
        ),
        ("paperwork_savedview", {"spring_office"}),
        ("core_job", {"sysadmin"}),
    ],
)
def test_rows_and_their_history_are_read_within_reach(rows, as_user, town, model, readers):
    key = [rows[model].pk]

    shown = who_gets(as_user, town, reverse(f"admin:{model}_change", args=key))
    history = who_gets(as_user, town, reverse(f"admin:{model}_history", args=key))

    assert shown[200] == readers
    assert history[200] == readers


@pytest.mark.parametrize("model", ["paperwork_importrun", "paperwork_papertemplate", "core_job"])
def test_nothing_is_added_or_changed_here(rows, as_user, town, model):
    client = as_user(town.sysadmin if model == "core_job" else town.spring_office)

    answers = [
        client.get(reverse(f"admin:{model}_add")).status_code,
        client.post(reverse(f"admin:{model}_add"), {"kind": "x"}).status_code,
        client.post(
            reverse(f"admin:{model}_change", args=[rows[model].pk]), {"status": "done"}
        ).status_code,
    ]

    assert answers == [403, 403, 403]


def test_job_does_not_tell_the_system_administrator_what_it_is_about(rows, as_user, town):
    page = as_user(town.sysadmin).get(reverse("admin:core_job_change", args=[rows["core_job"].pk]))

    assert "paperwork.check" in page.content.decode()
    assert "秘密" not in page.content.decode()
