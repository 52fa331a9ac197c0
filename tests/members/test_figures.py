"""What is missing, late or too much; worked out by hand for a small town."""

import datetime

import pytest
from django.urls import reverse

from committees.models import Tier
from committees.sections import sections_of
from core.hooks import integrity, my_day
from members import figures, rules
from members.models import (
    Capacity,
    Liaison,
    Membership,
    Person,
    PersonKey,
    Seat,
    UnitKey,
    UnitScope,
)
from members.services import liaisons, memberships, people
from members.services.capacities import make_default_capacities
from members.services.liaisons import file_liaison
from tests.conftest import SETUP, actor, join
from tests.factories import START, PersonFactory, UnitFactory

JUNE = datetime.date(2026, 6, 30)


def alarm(here, key, date=None):
    return next(a for a in figures.alarms(here, date) if a.key == key)


def sit(town, person, **values):
    values = {"committee": town.spring, "starts_on": START, "person": person} | values
    return Seat.objects.create(**values)


def names(rows):
    return sorted(str(row) for row in rows)


def test_alarms_name_the_units_that_lack_somebody(town):
    sit(
        town,
        town.doctor,
        capacity=town.representative_capacity,
        membership=town.clinic_in_spring,
        ends_on=JUNE,
        status="ended",
    )

    before = datetime.date(2026, 6, 29)
    assert names(alarm(town.spring, "representative", before).rows) == [
        "春晖医院 · 和平里社区委员会"
    ]
    assert names(alarm(town.spring, "representative", JUNE).rows) == [
        "春晖医院 · 和平里社区委员会",
        "春晖医院 · 春晖街道委员会",
    ]
    assert names(alarm(town.spring, "liaison", JUNE).rows) == ["春晖医院 · 和平里社区委员会"]
    assert names(alarm(town.hill, "liaison", JUNE).rows) == ["山前小学 · 山前街道委员会"]


@pytest.mark.parametrize(
    ("filed", "days", "late"),
    [
        # 2026-01-01 is a Thursday.
        (datetime.date(2026, 1, 1), 0, False),
        (datetime.date(2026, 1, 5), 2, False),
        (datetime.date(2026, 1, 8), 5, False),
        (datetime.date(2026, 1, 9), 6, True),
    ],
)
def test_liaison_is_late_after_five_working_days(town, time_machine_at, filed, days, late):
    time_machine_at(datetime.date(2026, 2, 1))
    person = PersonFactory(home=town.peace)

    liaison = file_liaison(
        town.clinic_in_peace,
        person,
        by=actor(town.peace_secretary),
        starts_on=START,
        filed_on=filed,
    )

    assert liaison.days_to_file == days
    assert Liaison.objects.filed_late().filter(pk=liaison.pk).exists() is late
    assert rules.working_days_between(START, filed) == days


def test_composition_says_in_words_what_is_missing(town):
    Capacity.objects.all().delete()
    make_default_capacities(by=SETUP)
    join(UnitFactory(name="春晖小学", system="教育"), town.spring)
    town.clinic.system = "教育"
    town.clinic.save()
    sit(town, town.doctor, capacity=Capacity.objects.get(code="street-party"), office="chair")

    _groups, problems = figures.composition(town.spring, JUNE)

    assert len(problems) == 3
    assert "包片区委委员" in problems[0]
    assert "成员单位代表" in problems[1]
    assert "教育" in problems[2]


def test_terms_are_announced_ninety_days_before(town, time_machine_at):
    time_machine_at(JUNE)
    soon = sit(
        town,
        town.doctor,
        capacity=town.representative_capacity,
        membership=town.clinic_in_spring,
        term_ends_on=datetime.date(2026, 9, 28),
    )
    sit(
        town,
        PersonFactory(home=town.spring),
        capacity=Capacity.objects.create(code="x", name="x", level="street"),
        term_ends_on=datetime.date(2026, 9, 29),
    )

    assert list(alarm(town.spring, "term").rows) == [soon]


def test_size_is_judged_with_the_unit_that_is_to_join(town):
    Tier.objects.filter(level="street").update(size_from=1, size_to=1)

    assert figures.size_warning(town.spring) == ""
    assert figures.size_warning(town.spring, adding=1) != ""
    assert figures.size_warning(town.lake) != ""


def test_my_day_counts_what_its_links_list(as_user, town):
    client = as_user(town.spring_office)
    request = client.get(reverse("members:unit-list")).wsgi_request

    items = [item for answer in my_day.ask(request) for item in answer]
    ours = [item for item in items if item.url.startswith("/members/")]

    assert len(ours) == 2
    for item in ours:
        assert item.urgent
        assert len(client.get(item.url).context["page"]) == item.count


def test_handover_waits_on_the_successor_s_own_day(as_user, town, time_machine_at):
    time_machine_at(JUNE)
    successor = PersonFactory(home=town.spring)
    user, _password = people.open_account_for(successor, "xinren", by=actor(town.spring_office))

    handover = liaisons.replace_liaison(
        town.clinic_liaison, successor, by=actor(town.spring_office), reason="调动"
    )

    request = as_user(user).get(reverse("members:unit-list")).wsgi_request
    items = [item for answer in my_day.ask(request) for item in answer]
    assert [item.url for item in items] == [handover.get_absolute_url()]


def test_account_is_opened_with_access_and_its_password_shown_once(as_user, town):
    person = PersonFactory(name="新人", home=town.spring)
    file_liaison(town.clinic_in_spring, person, by=actor(town.spring_office))
    client = as_user(town.spring_office)
    url = reverse("members:person-open-account", args=[person.pk])
    token = client.get(url).context["form_token"]

    opened = client.post(url, {"login": "xinren", "form_token": token})
    again = client.post(url, {"login": "xinren", "form_token": token})
    taken = client.post(
        reverse("members:person-open-account", args=[PersonFactory(home=town.spring).pk]),
        {"login": "xinren"},
    )

    person.refresh_from_db()
    password = opened.context["password"]
    assert opened.status_code == 200
    assert password in opened.content.decode()
    assert person.user.check_password(password)
    assert person.user.must_change_password
    assert [a.committee for a in person.user.appointments.running()] == [town.spring]
    assert (again.status_code, again["Location"]) == (302, person.get_absolute_url())
    assert taken.context["form"].errors.keys() == {"login"}


def found():
    return [fault for answer in integrity.ask() for fault in answer]


def test_integrity_finds_nothing_in_a_town_in_order(town):
    memberships.move_membership(
        town.clinic_in_spring, "left", by=actor(town.spring_office), reason="搬迁"
    )

    assert found() == []


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda t: UnitScope.objects.filter(unit=t.clinic).first().delete(), "who sees it"),
        (lambda t: UnitScope.objects.update(is_member=False), "who sees it"),
        (lambda t: UnitKey.objects.filter(unit=t.clinic).delete(), "what it is found by"),
        (lambda t: Person.objects.update(name="王芳"), "what it is found by"),
        (lambda t: PersonKey.objects.create(person_id=999_999, key="x"), "it is gone"),
        (lambda t: Person.objects.filter(pk=t.doctor.pk).update(home=t.hill), "who sees it"),
        (
            lambda t: sit(t, t.doctor, capacity=t.representative_capacity),
            "stands for no unit",
        ),
        (
            lambda t: sit(
                t,
                t.doctor,
                capacity=t.representative_capacity,
                membership=t.clinic_in_peace,
            ),
            "unit of another committee",
        ),
        (
            lambda t: Membership.objects.filter(pk=t.clinic_in_spring.pk).update(
                status="left", ends_on=START
            ),
            "though its unit has left",
        ),
        (
            lambda t: Liaison.objects.filter(pk=t.clinic_liaison.pk).update(ends_on=JUNE),
            "its access is not",
        ),
        (
            lambda t: Liaison.objects.filter(pk=t.clinic_liaison.pk).update(days_to_file=3),
            "counted wrongly",
        ),
        (
            lambda t: Person.objects.filter(pk=t.doctor.pk).update(user=t.people["nobody"]),
            "belongs to another person",
        ),
    ],
)
def test_integrity_names_what_is_wrong(town, time_machine_at, spoil, words):
    time_machine_at(JUNE)

    spoil(town)

    assert [fault for fault in found() if words in fault]


def test_sections_of_a_committee_cost_the_same_for_any_number_of_units(
    as_user, town, django_assert_max_num_queries
):
    request = as_user(town.spring_office).get(reverse("members:unit-list")).wsgi_request

    def cost():
        with django_assert_max_num_queries(20) as asked:
            keys = [section.key for section in sections_of(town.spring, request)]
        return len(asked), keys

    few = cost()
    for number in range(10):
        unit = join(UnitFactory(name=f"第{number}小学"), town.spring)
        person = PersonFactory(home=town.spring)
        sit(town, person, capacity=town.representative_capacity, membership=unit)

    assert cost() == few
    assert few[1] == ["composition", "units"]


def test_liaison_sees_no_other_unit_on_the_committee_s_page(as_user, town):
    join(UnitFactory(name="春晖小学"), town.spring)
    client = as_user(town.people["clinic_liaison"])
    request = client.get(reverse("members:unit-list")).wsgi_request

    sections = sections_of(town.spring, request)

    assert [section.key for section in sections] == ["units"]
    assert [str(row.unit) for row, _gaps in sections[0].context["rows"]] == ["春晖医院"]


def test_committee_s_page_shows_its_composition_its_units_and_whose_turn_it_is(as_user, town):
    make_default_capacities(by=SETUP)
    town.spring.rotation = "quarter"
    town.spring.save()

    page = as_user(town.spring_office).get(town.spring.get_absolute_url()).content.decode()

    for words in ("包片区委委员", "春晖医院", reverse("members:rotation", args=[town.spring.pk])):
        assert words in page
