"""Every page of the room opens for those who may, and costs the same for one row and for many."""

import datetime

import pytest
from django.urls import reverse

from audit.models import ReadEntry
from committees.models import Tier
from core import clock
from core.identifiers import uscc_check_character
from members.models import Capacity, Liaison, Membership, MemberUnit, Seat
from members.services import liaisons, memberships, seats
from members.services.capacities import make_default_capacities
from members.services.scopes import refresh_people
from tests.conftest import SETUP, actor, join
from tests.factories import START, PersonFactory, UnitFactory

LISTS = [
    "unit-list",
    "person-list",
    "membership-list",
    "seat-list",
    "liaison-list",
    "capacity-list",
]


def represent(person, membership, capacity):
    seat = Seat.objects.create(
        person=person,
        committee=membership.committee,
        capacity=capacity,
        membership=membership,
        starts_on=START,
    )
    refresh_people([person.pk])
    return seat


def fill(town, count):
    """So many units on Spring's roster, each with its people."""
    for number in range(count):
        unit = UnitFactory(name=f"第{number}小学", area=town.peace)
        membership = join(unit, town.spring)
        person = PersonFactory(home=town.spring)
        represent(person, membership, town.representative_capacity)
        Liaison.objects.create(
            membership=membership, person=person, starts_on=START, filed_on=START
        )


@pytest.mark.parametrize("name", LISTS)
def test_lists_open_and_are_counted(as_user, town, name):
    make_default_capacities(by=SETUP)

    response = as_user(town.spring_office).get(reverse(f"members:{name}"))

    assert response.status_code == 200
    assert response.context["page_title"]


def pages_of(town):
    """Every page about a single row, with its address."""
    seat = represent(
        PersonFactory(home=town.spring), town.clinic_in_spring, town.representative_capacity
    )
    handover = liaisons.replace_liaison(
        town.clinic_liaison,
        PersonFactory(home=town.spring),
        by=actor(town.spring_office),
        reason="调动",
    )
    town.spring.rotation = "quarter"
    town.spring.save()
    return {
        "unit-detail": town.clinic.pk,
        "unit-edit": town.clinic.pk,
        "unit-contact-create": town.clinic.pk,
        "unit-who-can-see": town.clinic.pk,
        "person-detail": seat.person_id,
        "person-edit": seat.person_id,
        "person-open-account": seat.person_id,
        "membership-detail": town.clinic_in_spring.pk,
        "membership-edit": town.clinic_in_spring.pk,
        "membership-adjust": town.clinic_in_spring.pk,
        "membership-leave": town.clinic_in_spring.pk,
        "membership-replace": town.clinic_in_spring.pk,
        "liaison-create": town.clinic_in_spring.pk,
        "seat-detail": seat.pk,
        "seat-edit": seat.pk,
        "seat-end": seat.pk,
        "rotation": town.spring.pk,
        "liaison-detail": handover.successor_id,
        "liaison-replace": handover.successor_id,
        "liaison-end": handover.successor_id,
        "handover-detail": handover.pk,
    }


READ = {
    "unit-detail", "unit-who-can-see", "person-detail", "membership-detail", "seat-detail",
    "liaison-detail", "handover-detail",
}  # fmt: skip


def test_office_opens_every_page_and_a_stranger_none(as_user, town):
    pages = pages_of(town)
    office, leader, stranger = (
        as_user(user) for user in (town.spring_office, town.east_leader, town.hill_office)
    )

    def codes(client):
        return {
            name: client.get(reverse(f"members:{name}", args=[pk])).status_code
            for name, pk in pages.items()
        }

    assert codes(office) == dict.fromkeys(pages, 200)
    assert codes(stranger) == dict.fromkeys(pages, 404)
    assert codes(leader) == {name: 200 if name in READ else 403 for name in pages}


def test_grid_page_lists_its_units_by_system(as_user, town):
    UnitFactory(name="网格小学", area=town.grid, system="教育")

    response = as_user(town.grid_leader).get(reverse("members:grid", args=[town.grid.pk]))

    groups = [(system, [u.name for u in units]) for system, units in response.context["groups"]]
    assert groups == [("教育", ["网格小学"]), ("", ["春晖医院"])]


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(
    "name", ["unit-list", "membership-list", "seat-list", "liaison-list", "person-list"]
)
def test_lists_cost_the_same_for_any_number_of_rows(
    as_user, town, name, count, django_assert_max_num_queries
):
    fill(town, count)
    client = as_user(town.spring_office)
    client.get(reverse("members:capacity-list"))

    with django_assert_max_num_queries(9) as asked:
        response = client.get(reverse(f"members:{name}"))

    assert len(response.context["page"]) >= count
    QUERIES.setdefault(name, len(asked))
    assert len(asked) == QUERIES[name]


QUERIES: dict[str, int] = {}


@pytest.mark.parametrize("name", ["unit-detail", "membership-detail", "person-detail"])
def test_details_cost_the_same_for_any_number_of_belongings(
    as_user, town, name, django_assert_max_num_queries
):
    person = town.doctor
    client = as_user(town.east_office)
    row = {
        "unit-detail": town.clinic,
        "membership-detail": town.clinic_in_spring,
        "person-detail": person,
    }[name]
    url = reverse(f"members:{name}", args=[row.pk])
    with django_assert_max_num_queries(20) as few:
        client.get(url)

    for number in range(10):
        Liaison.objects.create(
            membership=town.clinic_in_peace,
            person=person if number == 0 else PersonFactory(home=town.spring),
            starts_on=START,
            filed_on=START,
        )
        Seat.objects.create(
            person=PersonFactory(home=town.spring) if name != "person-detail" else person,
            committee=town.spring,
            capacity=town.representative_capacity,
            membership=town.clinic_in_spring,
            starts_on=START,
            ends_on=START,
            status="ended",
        )
    with django_assert_max_num_queries(20) as many:
        client.get(url)

    assert len(many) == len(few)


def test_liaison_sees_only_the_own_unit_in_each_list(as_user, town):
    fill(town, 2)
    client = as_user(town.people["clinic_liaison"])

    seen = {name: len(client.get(reverse(f"members:{name}")).context["page"]) for name in LISTS[:5]}

    assert seen == {
        "unit-list": 1,
        "person-list": 1,
        "membership-list": 2,
        "seat-list": 0,
        "liaison-list": 1,
    }


def test_phones_are_masked_until_somebody_asks_and_the_asking_is_on_record(as_user, town):
    town.doctor.phone = "13812345678"
    town.doctor.save()
    client = as_user(town.spring_office)

    pages = [
        client.get(reverse("members:person-list")),
        client.get(reverse("members:liaison-list")),
        client.get(reverse("members:person-detail", args=[town.doctor.pk])),
        client.get(reverse("members:person-edit", args=[town.doctor.pk])),
        client.get(reverse("members:liaison-detail", args=[town.clinic_liaison.pk])),
        client.get(reverse("members:person-autocomplete"), {"q": "李"}),
    ]
    assert all("13812345678" not in page.content.decode() for page in pages)
    assert not ReadEntry.objects.exists()

    shown = client.post(reverse("members:person-phone", args=[town.doctor.pk]), {"why": "check"})

    assert "13812345678" in shown.content.decode()
    assert [entry.field for entry in ReadEntry.objects.all()] == ["phone"]


def test_edit_with_the_masked_phone_leaves_the_number_alone(as_user, town):
    town.doctor.phone = "13812345678"
    town.doctor.save()
    form = {
        "name": "李娜",
        "phone": "138****5678",
        "position": "院长",
        "party_status": "full",
        "home": town.spring.pk,
        "version": 1,
    }

    as_user(town.spring_office).post(reverse("members:person-edit", args=[town.doctor.pk]), form)

    town.doctor.refresh_from_db()
    assert (town.doctor.phone, town.doctor.position) == ("13812345678", "院长")


def new_unit(committee, **values):
    return {
        "name": "新光公司",
        "category": "private-firm",
        "affiliation": "private",
        "has_union": "unknown",
        "has_youth_league": "unknown",
        "has_womens_federation": "true",
        "committee": committee.pk,
        "starts_on": "2026-02-01",
        "change_type": "added",
    } | values


def test_unit_is_entered_with_its_first_membership(as_user, town):
    client = as_user(town.spring_office)

    response = client.post(reverse("members:unit-create"), new_unit(town.spring))

    unit = MemberUnit.objects.get(name="新光公司")
    assert response.status_code == 302, response.context["form"].errors
    assert response["Location"] == unit.get_absolute_url()
    membership = unit.memberships.get()
    assert (membership.committee, membership.status) == (town.spring, "active")
    assert (unit.has_union, unit.has_womens_federation) == (None, True)


def test_unit_of_the_same_name_is_asked_about_first(as_user, town):
    client = as_user(town.spring_office)
    form = new_unit(town.spring, name="春晖医院")

    asked = client.post(reverse("members:unit-create"), form)
    client.post(reverse("members:unit-create"), form | {"confirmed": "on"})

    assert asked.status_code == 200
    assert "confirmed" in asked.context["form"].errors
    assert MemberUnit.objects.filter(name="春晖医院").count() == 2


def test_size_is_spoken_of_before_a_unit_is_admitted(as_user, town):
    Tier.objects.filter(level="street").update(size_from=1, size_to=1)
    client = as_user(town.spring_office)

    opened = client.get(reverse("members:unit-create"))
    warned = client.post(reverse("members:unit-create"), new_unit(town.spring))

    assert "春晖街道委员会" in opened.context["intro"]
    assert warned.context["form"].errors.keys() == {"confirmed"}
    assert not MemberUnit.objects.filter(name="新光公司").exists()


def test_wrong_credit_code_is_refused_and_only_a_top_office_keeps_it(as_user, town):
    wrong = new_unit(town.spring, uscc="91110105MA00000000", uscc_override="证书如此")

    street = as_user(town.spring_office).post(reverse("members:unit-create"), wrong)
    district = as_user(town.east_office).post(reverse("members:unit-create"), wrong)

    assert street.context["form"].errors.keys() == {"uscc"}
    assert district.status_code == 302
    assert MemberUnit.objects.get(name="新光公司").uscc_override == "证书如此"


def test_unit_known_elsewhere_is_admitted_by_its_code_and_not_named(as_user, town):
    code = "12110105400000001" + uscc_check_character("12110105400000001")
    MemberUnit.objects.filter(pk=town.school.pk).update(uscc=code)
    client = as_user(town.spring_office)

    entered = client.post(reverse("members:unit-create"), new_unit(town.spring, uscc=code))
    admitted = client.post(
        reverse("members:membership-create"),
        {
            "uscc": code,
            "committee": town.spring.pk,
            "starts_on": "2026-03-01",
            "change_type": "added",
        },
    )

    assert entered.context["form"].errors.keys() == {"uscc"}
    assert "山前小学" not in entered.content.decode()
    assert admitted.status_code == 302
    assert Membership.objects.filter(
        unit=town.school, committee=town.spring, status="active"
    ).exists()


def test_admission_outside_the_own_part_is_refused(as_user, town):
    form = {
        "unit": town.clinic.pk,
        "committee": town.hill.pk,
        "starts_on": "2026-03-01",
        "change_type": "added",
    }

    response = as_user(town.spring_office).post(reverse("members:membership-create"), form)

    assert response.context["form"].errors.keys() == {"committee"}
    assert not Membership.objects.filter(committee=town.hill, unit=town.clinic).exists()


def test_membership_goes_from_invitation_to_leaving(as_user, town):
    client = as_user(town.east_office)
    invited = memberships.admit_unit(
        town.clinic,
        town.lake,
        {"status": "invited", "starts_on": START},
        by=actor(town.east_office),
    )

    def step(name, **form):
        url = reverse(f"members:membership-{name}", args=[invited.pk])
        assert client.post(url, form).status_code == 302
        invited.refresh_from_db()
        return invited.status

    steps = [
        step("answer", on="2026-02-01", basis="委派函"),
        step("confirm", on="2026-03-01", basis="第一次全体会议"),
        step("adjust", on="2026-04-01", reason="连续缺席"),
        step("keep"),
        step("leave", on="2026-05-01", reason="搬迁", change_type="moved"),
    ]

    assert steps == ["to-confirm", "active", "to-adjust", "active", "left"]
    assert (invited.starts_on, invited.ends_on) == (
        datetime.date(2026, 3, 1),
        datetime.date(2026, 5, 1),
    )
    assert invited.change_type == "moved"


def test_seat_form_asks_for_the_unit_that_the_capacity_needs(as_user, town):
    client = as_user(town.spring_office)
    plain = Capacity.objects.create(code="plain", name="街道党工委委员", level="street")
    form = {"person": town.doctor.pk, "office": "member", "starts_on": "2026-02-01"}
    url = reverse("members:seat-create")

    without = client.post(url, form | {"capacity": town.representative_capacity.pk})
    with_unit = client.post(
        url,
        form
        | {"capacity": town.representative_capacity.pk, "membership": town.clinic_in_spring.pk},
    )
    plainly = client.post(url, form | {"capacity": plain.pk})

    assert without.context["form"].errors.keys() == {"membership"}
    assert (with_unit.status_code, plainly.status_code) == (302, 302)
    assert set(Seat.objects.values_list("capacity__code", "membership__unit__name")) == {
        ("street-unit-representative", "春晖医院"),
        ("plain", None),
    }


def test_nomination_goes_through_its_chain(as_user, town):
    part_time = Capacity.objects.create(
        code="part-time",
        name="兼职委员",
        level="street",
        represents_unit=True,
        needs_nomination=True,
    )
    seat = seats.seat_person(
        town.spring,
        {"person": town.doctor, "capacity": part_time, "membership": town.clinic_in_spring},
        by=actor(town.spring_office),
    )
    client = as_user(town.spring_office)

    early = client.get(reverse("members:seat-appoint", args=[seat.pk]))
    for step in ("agree", "nominate", "review", "appoint"):
        response = client.post(
            reverse(f"members:seat-{step}", args=[seat.pk]),
            {"on": clock.today().isoformat()},
        )
        assert response.status_code == 302, step

    seat.refresh_from_db()
    assert early.status_code == 409
    assert seat.status == "appointed"


def test_successor_accepts_the_handover_item_by_item(as_user, town):
    successor = PersonFactory(home=town.spring)
    client = as_user(town.spring_office)
    url = reverse("members:liaison-replace", args=[town.clinic_liaison.pk])

    response = client.post(
        url, {"person": successor.pk, "reason": "调动", "on": clock.today().isoformat()}
    )

    handover = town.clinic_liaison.handed_over.get()
    assert response["Location"] == handover.get_absolute_url()
    texts = [item.text for item in handover.items.all()]
    assert [text for text in texts if "春晖街道委员会" in text]
    assert not town.people["clinic_liaison"].appointments.running().exists()

    client.post(
        reverse("members:handover-accept", args=[handover.pk]),
        {"item": [item.pk for item in handover.items.all()]},
    )

    handover.refresh_from_db()
    assert handover.accepted_at is not None


def test_rotation_is_planned_over_the_roster(as_user, town, time_machine_at):
    time_machine_at(datetime.date(2026, 11, 1))
    join(UnitFactory(name="爱民小学"), town.spring)
    town.spring.rotation = "quarter"
    town.spring.save()

    as_user(town.spring_office).post(
        reverse("members:rotation", args=[town.spring.pk]), {"year": 2027}
    )

    turns = town.spring.turns.values_list("starts_on", "ends_on", "membership__unit__name")
    assert list(turns) == [
        (datetime.date(2027, 1, 1), datetime.date(2027, 4, 1), "爱民小学"),
        (datetime.date(2027, 4, 1), datetime.date(2027, 7, 1), "春晖医院"),
        (datetime.date(2027, 7, 1), datetime.date(2027, 10, 1), "爱民小学"),
        (datetime.date(2027, 10, 1), datetime.date(2028, 1, 1), "春晖医院"),
    ]


def test_lists_of_a_past_day_show_what_was_in_force_then(as_user, town):
    memberships.move_membership(
        town.clinic_in_spring,
        "left",
        by=actor(town.spring_office),
        reason="搬迁",
        on=datetime.date(2026, 5, 1),
    )
    client = as_user(town.spring_office)

    def rows(name, day):
        response = client.get(reverse(f"members:{name}"), {"on": day})
        return len(response.context["page"])

    assert rows("membership-list", "2026-04-30") == 2
    assert rows("membership-list", "2026-05-01") == 1
    assert rows("liaison-list", "2026-04-30") == 1
    assert rows("liaison-list", "2026-05-01") == 0
    assert rows("unit-list", "2026-05-01") == 1
    assert rows("unit-list", "2025-12-31") == 0


def test_who_can_see_names_readers_and_liaisons_with_the_reason(as_user, town):
    url = reverse("members:unit-who-can-see", args=[town.clinic.pk])

    response = as_user(town.spring_office).get(url)

    assert {row.account.login for row in response.context["rows"]} == {
        "city_office",
        "east_office",
        "spring_office",
        "peace_secretary",
        "grid_leader",
        "east_leader",
        "east_assessor",
        "east_result_use",
        "clinic_liaison",
    }


def test_bulk_marks_the_selected_memberships(as_user, town):
    client = as_user(town.spring_office)

    client.post(
        reverse("members:membership-list"),
        {"bulk": "adjust", "row": [town.clinic_in_spring.pk, town.school_in_hill.pk]},
    )

    town.clinic_in_spring.refresh_from_db()
    town.school_in_hill.refresh_from_db()
    assert (town.clinic_in_spring.status, town.school_in_hill.status) == ("to-adjust", "active")


def test_autocompletes_offer_only_visible_rows(as_user, town):
    client = as_user(town.spring_office)

    def offered(name, **asked):
        return [r["text"] for r in client.get(reverse(f"members:{name}"), asked).json()["results"]]

    assert offered("unit-autocomplete") == ["春晖医院"]
    assert offered("unit-autocomplete", q="chyy") == ["春晖医院"]
    assert offered("unit-autocomplete", q="山前") == []
    assert offered("unit-autocomplete", q="chunhui") == ["春晖医院"]
    assert offered("person-autocomplete", q="ln") == ["李娜"]
    assert offered("membership-autocomplete", committee=town.spring.pk) == ["春晖医院"]
    hidden = client.get(reverse("members:membership-autocomplete"), {"committee": town.hill.pk})
    assert hidden.status_code == 404


@pytest.mark.parametrize(
    "name", ["unit-list", "person-list", "membership-list", "seat-list", "liaison-list"]
)
def test_lists_are_paged_through_and_back(as_user, town, name):
    fill(town, 60)
    client = as_user(town.spring_office)
    url = reverse(f"members:{name}")

    first = client.get(url).context["page"]
    second = client.get(f"{url}?{first.next_query}").context["page"]
    back = client.get(f"{url}?{second.previous_query}").context["page"]

    keys = [{row[0] for row in page.rows} for page in (first, second, back)]
    assert len(keys[0]) == 50
    assert len(keys[1]) >= 10
    assert not keys[0] & keys[1]
    assert keys[2] == keys[0]
