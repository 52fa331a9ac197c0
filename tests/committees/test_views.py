"""The pages of the tree: who opens them, what they show and what they refuse."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import Entry
from committees import services
from committees.models import Appointment, Committee
from committees.terms import Role
from tests.cells import first_words
from tests.conftest import actor, give_role
from tests.factories import UserFactory, make_committee

TODAY = datetime.date(2026, 6, 30)


@pytest.fixture(autouse=True)
def in_june(time_machine_at):
    time_machine_at(TODAY)


def page(client, name, *args, query=""):
    return client.get(reverse(f"committees:{name}", args=args) + query)


def names(response):
    return first_words(response.context["rows"])


def test_list_shows_the_tree_at_and_below_the_committee_looked_at(town, as_user):
    response = page(as_user(town.spring_office), "list")

    assert names(response) == [
        "春晖街道委员会",
        "和平里社区委员会",
        "第一网格委员会",
        "青松社区委员会",
    ]


def test_list_filters_by_name_level_code_status_and_form(town, as_user):
    client = as_user(town.east_office)

    def found(query):
        return len(names(page(client, "list", query=query)))

    assert found("") == 6
    assert found("?name=和平里") == 1
    assert found("?level=community") == 2
    assert found("?code=990101001") == 4
    assert found("?status=proposed") == 0
    assert found("?form=committee&level=grid") == 1


def test_list_costs_the_same_for_any_number_of_committees(town, as_user):
    client = as_user(town.east_office)
    url = reverse("committees:list")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for n in range(40):
        make_committee("community", f"9901010010{n + 10}", f"第{n}社区", town.spring)

    with CaptureQueriesContext(connection) as many:
        response = client.get(url)

    assert len(names(response)) == 46
    assert len(many) == len(few) < 10


def test_list_of_an_earlier_day_shows_the_names_of_that_day(town, as_user):
    services.edit_committee(
        town.lake, {"name": "湖滨新名"}, version=None, by=actor(town.east_office)
    )
    client = as_user(town.east_office)

    before = str(names(page(client, "list", query="?on=2026-06-29")))
    now = str(names(page(client, "list")))

    assert "湖滨街道委员会" in before
    assert "湖滨新名" not in before
    assert "湖滨新名" in now


def test_detail_is_404_outside_ones_part_of_the_tree(town, as_user):
    assert page(as_user(town.hill_office), "detail", town.spring.pk).status_code == 404
    assert page(as_user(town.security), "detail", town.spring.pk).status_code == 404
    assert page(as_user(town.people["clinic_liaison"]), "detail", town.spring.pk).status_code == 200
    assert page(as_user(town.people["clinic_liaison"]), "detail", town.peace.pk).status_code == 404


def test_detail_shows_what_other_rooms_say_about_it(town, as_user):
    response = page(as_user(town.spring_office), "detail", town.spring.pk)

    assert "units" in [section.key for section in response.context["sections"]]
    assert "春晖医院" in response.content.decode()


def test_detail_before_the_founding_says_so(town, as_user):
    response = page(as_user(town.east_office), "detail", town.lake.pk, query="?on=2025-12-31")

    assert response.context["then"] == []
    assert response.context["period"] is None


def test_create_makes_a_proposed_committee_one_tier_below(town, as_user):
    form = {
        "parent": town.lake.pk,
        "code": "990101002001",
        "area_name": "湖心社区",
        "form": "committee",
        "quorum": "2/3",
        "meeting_cycle": "half-year",
    }

    response = as_user(town.east_office).post(reverse("committees:create"), form)

    made = Committee.objects.get(code="990101002001")
    assert response.url == made.get_absolute_url()
    assert (made.level, made.name, made.status) == (
        "community",
        "湖心社区区域化党建分会",
        "proposed",
    )


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"parent": "west"}, "parent"),
        ({"code": "99"}, "code"),
        ({"code": "990101001001"}, "code"),
        ({"area_name": ""}, "area_name"),
    ],
)
def test_create_says_what_is_wrong_beside_the_field(town, as_user, change, field):
    form = {
        "parent": town.lake.pk,
        "code": "990101002001",
        "area_name": "湖心社区",
        "form": "committee",
        "quorum": "2/3",
        "meeting_cycle": "half-year",
    } | {k: getattr(town, v).pk if v == "west" else v for k, v in change.items()}

    response = as_user(town.east_office).post(reverse("committees:create"), form)

    assert response.context["form"].errors.keys() == {field}


def test_a_grid_s_code_that_is_not_its_community_s_is_told_once_beside_the_field(town, as_user):
    form = {"parent": town.peace.pk, "area_name": "第二网格", "form": "committee"}
    form |= {"quorum": "2/3", "meeting_cycle": "half-year"}
    client = as_user(town.spring_office)
    for code in ("乱 写", "990101001002-02"):
        response = client.post(reverse("committees:create"), form | {"code": code})

        assert response.context["form"].errors.keys() == {"code"}
        assert len(response.context["form"].errors["code"]) == 1


def test_a_mechanism_s_form_is_told_beside_the_field(town, as_user):
    Committee.objects.filter(pk=town.lake.pk).update(status="mechanism", form="mechanism")
    form = {"area_name": "湖滨街道", "name": town.lake.name, "form": "conference"}
    form |= {"quorum": "2/3", "meeting_cycle": "half-year", "version": 1}

    response = as_user(town.east_office).post(reverse("committees:edit", args=[town.lake.pk]), form)

    assert response.context["form"].errors.keys() == {"form"}


def test_edit_is_forbidden_to_readers_and_keeps_both_versions_on_a_stale_page(town, as_user):
    url = reverse("committees:edit", args=[town.spring.pk])
    form = {"area_name": "春晖街道", "name": "甲", "form": "committee", "quorum": "1/2"}
    form |= {"meeting_cycle": "year", "version": 1}

    assert as_user(town.east_leader).get(url).status_code == 403
    assert as_user(town.spring_office).post(url, form).status_code == 302
    stale = as_user(town.east_office).post(url, form | {"name": "乙"})

    assert stale.status_code == 409
    town.spring.refresh_from_db()
    assert (town.spring.name, town.spring.quorum) == ("甲", "1/2")


def test_status_is_no_field_of_any_form(town, as_user):
    url = reverse("committees:edit", args=[town.spring.pk])
    form = {"area_name": "春晖街道", "name": "甲", "form": "committee", "quorum": "2/3"}
    form |= {"meeting_cycle": "year", "version": 1}
    form |= {"status": "abolished", "parent": town.lake.pk, "level": "grid", "path": "x"}

    as_user(town.spring_office).post(url, form)

    town.spring.refresh_from_db()
    assert (town.spring.status, town.spring.parent, town.spring.level) == (
        "approved",
        town.east,
        "street",
    )


def test_approve_takes_the_office_above_and_a_basis(town, as_user):
    proposed = services.create_committee(
        town.spring,
        {"level": "community", "code": "990101001003", "area_name": "新社区"},
        by=actor(town.spring_office),
    )
    url = reverse("committees:approve", args=[proposed.pk])

    missing = as_user(town.spring_office).post(url, {"on": "2026-06-30"})
    done = as_user(town.spring_office).post(url, {"on": "2026-06-30", "basis": "京办发1号"})
    again = as_user(town.spring_office).get(url)

    assert missing.context["form"].errors.keys() == {"basis"}
    assert done.status_code == 302
    assert again.status_code == 409
    proposed.refresh_from_db()
    assert proposed.status == "approved"


def test_a_committee_s_own_office_cannot_decide_on_itself(town, as_user):
    client = as_user(town.spring_office)

    assert page(client, "mechanism", town.spring.pk).status_code == 403
    assert page(client, "mechanism", town.peace.pk).status_code == 200


def test_what_has_been_in_being_is_abolished_by_a_reorganisation(town, as_user):
    assert page(as_user(town.east_office), "abolish", town.lake.pk).status_code == 409


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("章程.pdf", b"%PDF-1.7 rest", 302),
        ("章程.docx", b"PK\x03\x04rest", 302),
        ("章程.pdf", b"<html>not a pdf", 200),
        ("章程.html", b"%PDF-1.7", 200),
        ("章程.svg", b"<svg onload=alert(1)>", 200),
    ],
)
def test_charter_is_judged_by_name_and_first_bytes(
    town, as_user, settings, tmp_path, name, content, status
):
    settings.MEDIA_ROOT = tmp_path
    url = reverse("committees:charter", args=[town.spring.pk])

    response = as_user(town.spring_office).post(url, {"charter": SimpleUploadedFile(name, content)})

    assert response.status_code == status


def test_charter_comes_down_as_an_attachment_of_its_own_kind(town, as_user, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client = as_user(town.spring_office)
    upload = {"charter": SimpleUploadedFile("a.pdf", b"%PDF-1.7 rest")}
    client.post(reverse("committees:charter", args=[town.spring.pk]), upload)

    response = page(client, "charter-download", town.spring.pk)

    assert b"".join(response.streaming_content) == b"%PDF-1.7 rest"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert page(as_user(town.hill_office), "charter-download", town.spring.pk).status_code == 404
    assert page(client, "charter-download", town.peace.pk).status_code == 404


def test_switch_keeps_to_visible_committees_and_to_this_site(town, as_user):
    client = as_user(town.east_office)
    url = reverse("committees:switch")

    outside = client.post(url, {"committee": town.west.pk})
    away = client.post(url, {"committee": town.lake.pk, "next": "https://evil.example/"})

    assert outside.status_code == 404
    assert away.url == reverse("dashboards:my-day")
    assert len(names(page(client, "list"))) == 1


def test_autocomplete_offers_visible_committees_by_name_or_code(town, as_user):
    def offered(user, query):
        found = page(as_user(user), "autocomplete", query=query).json()
        return [row["text"] for row in found["results"]]

    assert offered(town.east_office, "?q=社区") == ["和平里社区委员会", "青松社区委员会"]
    assert offered(town.east_office, "?q=990101002") == ["湖滨街道委员会"]
    assert offered(town.east_office, "?q=山前") == []
    assert offered(town.east_leader, "?managed=1") == []
    assert offered(town.spring_office, "?managed=1&level=street") == ["春晖街道委员会"]
    assert offered(town.security, "") == []


def test_tree_folds_below_the_streets_and_opens_in_place(town, as_user):
    client = as_user(town.city_office)

    whole = page(client, "tree").context["nodes"]
    part = client.get(
        reverse("committees:tree") + f"?under={town.spring.pk}", headers={"HX-Request": "true"}
    )

    assert [node.name for node in whole] == ["大同委员会"]
    spring = whole[0].children[0].children[0]
    assert (spring.name, spring.below, spring.is_folded) == ("春晖街道委员会", 2, True)
    assert [node.name for node in part.context["nodes"]] == ["和平里社区委员会", "青松社区委员会"]
    assert b"<html" not in part.content


def test_tree_of_a_secretary_begins_at_the_community(town, as_user):
    nodes = page(as_user(town.peace_secretary), "tree").context["nodes"]

    assert [(node.name, node.below) for node in nodes] == [("和平里社区委员会", 1)]


def test_tree_under_a_committee_outside_is_404(town, as_user):
    client = as_user(town.east_office)

    assert page(client, "tree", query=f"?under={town.west.pk}").status_code == 404
    assert page(client, "tree", query="?under=x").status_code == 404


def test_who_can_see_names_readers_above_and_liaisons_but_nobody_whose_role_is_over(town, as_user):
    ended = UserFactory(login="ended", name="ended")
    appointment = give_role(ended, Role.LEADER, town.spring)
    services.end_appointment(appointment, by=actor(town.spring_office))
    locked = UserFactory(login="locked", name="locked", is_active=False)
    give_role(locked, Role.LEADER, town.spring)

    response = page(as_user(town.spring_office), "who-can-see", town.spring.pk)

    assert {sight.account.login for sight in response.context["sights"]} == {
        "city_office",
        "east_office",
        "east_leader",
        "east_assessor",
        "east_result_use",
        "spring_office",
        "clinic_liaison",
    }


def test_tiers_are_edited_by_the_top_office_alone(town, as_user):
    from committees.models import Tier

    tier = Tier.objects.get(level="street")
    url = reverse("committees:tier-edit", args=[tier.pk])
    form = {"name": "街道党建工作协调委员会", "short_name": "街道", "term_years": 5, "version": 1}

    assert page(as_user(town.east_office), "tier-list").status_code == 200
    assert as_user(town.east_office).get(url).status_code == 403
    no_area = as_user(town.city_office).post(url, form | {"name_pattern": "委员会"})
    assert no_area.context["form"].errors.keys() == {"name_pattern"}
    as_user(town.city_office).post(url, form | {"name_pattern": "{area}党建工作协调委员会"})

    tier.refresh_from_db()
    assert tier.name == "街道党建工作协调委员会"


# --- Appointments ------------------------------------------------------------------------------


def test_an_office_appoints_somebody_by_exact_login(town, as_user):
    form = {
        "login": "NOBODY ",
        "role": "secretary",
        "committee": town.pine.pk,
        "starts_on": "2026-06-30",
    }

    response = as_user(town.spring_office).post(reverse("committees:appointment-create"), form)

    made = Appointment.objects.get(user=town.people["nobody"])
    assert response.url == made.get_absolute_url()
    assert (made.role, made.committee, made.starts_on) == ("secretary", town.pine, TODAY)


def test_offered_accounts_are_those_known_within_reach(town, as_user):
    def offered(user):
        found = page(as_user(user), "account-autocomplete").json()["results"]
        return {row["text"] for row in found}

    assert offered(town.spring_office) == {"peace_secretary", "grid_leader", "clinic_liaison"}
    assert offered(town.hill_office) == set()
    assert "nobody" in offered(town.security)
    assert page(as_user(town.east_leader), "account-autocomplete").status_code == 403


@pytest.mark.parametrize(
    ("form", "errors"),
    [
        ({"role": "system"}, {"role"}),
        ({"role": "city-office"}, {"role"}),
        ({"committee": "lake"}, {"committee"}),
        ({"login": "no-such-login"}, {"login"}),
        ({"login": ""}, {"account"}),
        ({"ends_on": "2026-06-30"}, {"ends_on"}),
        ({"role": "street-office"}, {"__all__"}),
    ],
)
def test_appointing_keeps_to_ones_part_of_the_tree_and_ones_roles(town, as_user, form, errors):
    values = {
        "login": "nobody",
        "role": "secretary",
        "committee": town.pine.pk,
        "starts_on": "2026-06-30",
    } | {k: town.lake.pk if v == "lake" else v for k, v in form.items()}

    response = as_user(town.spring_office).post(reverse("committees:appointment-create"), values)

    assert response.context["form"].errors.keys() == errors
    assert not Appointment.objects.filter(user=town.people["nobody"]).exists()


def test_an_account_outside_cannot_be_chosen_by_its_number(town, as_user):
    form = {
        "account": town.hill_office.pk,
        "role": "secretary",
        "committee": town.pine.pk,
        "starts_on": "2026-06-30",
    }

    response = as_user(town.spring_office).post(reverse("committees:appointment-create"), form)

    assert "account" in response.context["form"].errors


def test_the_security_administrator_appoints_administrators_and_nobody_else(town, as_user):
    client = as_user(town.security)
    url = reverse("committees:appointment-create")

    form = client.get(url).context["form"]
    done = client.post(url, {"login": "nobody", "role": "audit"})

    assert [key for key, _ in form.fields["role"].choices] == ["", "system", "security", "audit"]
    assert "committee" not in form.fields
    assert done.status_code == 302
    town.people["nobody"].refresh_from_db()
    assert town.people["nobody"].administers == "audit"
    assert as_user(town.sysadmin).get(url).status_code == 403


def test_ending_an_appointment_ends_access_at_the_next_request(town, as_user):
    secretary = as_user(town.peace_secretary)
    assert page(secretary, "detail", town.peace.pk).status_code == 200
    appointment = town.peace_secretary.appointments.get()

    as_user(town.spring_office).post(
        reverse("committees:appointment-end", args=[appointment.pk]),
        {"on": "2026-06-30", "reason": "调动"},
    )

    assert page(secretary, "detail", town.peace.pk).status_code == 404


def test_an_appointment_does_not_end_in_the_past(town, as_user):
    appointment = town.peace_secretary.appointments.get()
    url = reverse("committees:appointment-end", args=[appointment.pk])

    response = as_user(town.spring_office).post(url, {"on": "2026-06-29", "reason": "调动"})

    assert response.context["form"].errors.keys() == {"on"}


def test_appointments_of_a_day_and_their_filters(town, as_user):
    client = as_user(town.spring_office)
    appointment = town.peace_secretary.appointments.get()
    services.end_appointment(appointment, by=actor(town.spring_office))

    def logins(query):
        response = page(client, "appointment-list", query=query)
        return set(names(response))

    everybody = {"spring_office", "peace_secretary", "grid_leader", "clinic_liaison"}
    assert logins("") == everybody
    assert logins("?running=running") == everybody - {"peace_secretary"}
    assert logins("?running=ended") == {"peace_secretary"}
    assert logins("?role=liaison") == {"clinic_liaison"}
    assert logins("?user=grid") == {"grid_leader"}
    assert logins("?on=2026-06-29") == everybody
    assert logins("?on=2026-06-30") == everybody - {"peace_secretary"}


# --- View as ----------------------------------------------------------------------------------


def test_view_as_shows_reach_and_opens_nothing_and_is_on_record(town, as_user):
    client = as_user(town.security)

    started = client.post(reverse("committees:view-as"), {"account": town.spring_office.pk})
    seen = client.get(started.url)
    business = page(client, "detail", town.spring.pk)
    rows = names(page(client, "list"))
    client.post(reverse("committees:view-as-stop"))
    after = client.get(reverse("committees:view-as"))

    assert seen.context["posts"] == [(Role.STREET_OFFICE.label, "春晖街道委员会")]
    assert seen.context["reached"] == [("街道协调委员会", 1), ("社区分会", 2), ("网格", 1)]
    assert (business.status_code, rows) == (404, [])
    assert after.context["account"] is None
    acts = Entry.objects.filter(action__startswith="committees.view_as").order_by("id")
    assert [(e.action, e.object_id) for e in acts] == [
        ("committees.view_as_started", town.spring_office.pk),
        ("committees.view_as_stopped", town.spring_office.pk),
    ]


def test_view_as_is_the_security_administrator_s_alone(town, as_user):
    for user in (town.city_office, town.sysadmin, town.auditor):
        assert page(as_user(user), "view-as").status_code == 403
        assert as_user(user).post(reverse("committees:view-as-stop")).status_code == 403


@pytest.mark.parametrize(
    "after", ["abc", "0", "members:unit-list", "//evil.example/", "http://evil.example/"]
)
def test_switch_leads_to_an_address_of_this_site_and_nowhere_else(town, as_user, after):
    response = as_user(town.east_office).post(
        reverse("committees:switch"), {"committee": town.spring.pk, "next": after}
    )

    assert (response.status_code, response["Location"]) == (302, reverse("dashboards:my-day"))
