"""The tree in the back office: the same scopes, rules and services as on the pages."""

import pytest
from django.urls import reverse

from audit.models import Entry
from committees.models import Committee

MODELS = ["tier", "committee", "committeeperiod", "appointment", "reorganisation"]


@pytest.mark.parametrize("model", MODELS)
def test_lists_open_to_offices_and_not_to_the_auditor(town, as_user, model):
    url = reverse(f"admin:committees_{model}_changelist")

    assert as_user(town.east_office).get(url).status_code == 200
    assert as_user(town.auditor).get(url).status_code == 403


def test_a_committee_outside_is_404_and_one_above_is_only_shown(town, as_user):
    def asked(user, row, method="get"):
        url = reverse("admin:committees_committee_change", args=[row.pk])
        return getattr(as_user(user), method)(url).status_code

    assert asked(town.spring_office, town.hill) == 404
    assert asked(town.spring_office, town.spring) == 200
    assert asked(town.east_leader, town.spring) == 403


def test_a_change_goes_through_the_service_and_is_on_record(town, as_user):
    client = as_user(town.spring_office)
    url = reverse("admin:committees_committee_change", args=[town.spring.pk])
    form = client.get(url).context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    values = {name: "" if value is None else value for name, value in values.items()}

    response = client.post(url, values | {"office_head": "王芳", "status": "abolished"})

    assert response.status_code == 302
    town.spring.refresh_from_db()
    assert (town.spring.office_head, town.spring.status) == ("王芳", "approved")
    entry = Entry.objects.filter(action="committees.edited").get()
    assert (entry.source, entry.after) == ("admin", {"office_head": "王芳"})


def test_a_new_committee_is_founded_one_tier_below(town, as_user):
    values = {
        "parent": town.lake.pk,
        "code": "990101002001",
        "area_name": "湖心社区",
        "name": "湖心分会",
        "form": "committee",
        "quorum": "2/3",
        "meeting_cycle": "half-year",
        "rotation": "",
    }

    as_user(town.east_office).post(reverse("admin:committees_committee_add"), values)

    made = Committee.objects.get(code="990101002001")
    assert (made.level, made.parent, made.status) == ("community", town.lake, "proposed")
