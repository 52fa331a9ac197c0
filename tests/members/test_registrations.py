"""双报到: registering at the desk and announced, steps, renewal, moving, and where lists differ."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from audit.models import Entry
from core.figures import figure
from core.verdicts import Refused
from members import figures, notices
from members.models import PartyMember, Registration
from members.services import party_members
from members.services import registrations as services
from tests.conftest import actor
from tests.factories import MemberFactory

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 6, 30)
Status = Registration.Status


@pytest.fixture(autouse=True)
def in_june(time_machine_at):
    time_machine_at(TODAY)
    with translation.override("en"):
        yield


@pytest.fixture
def member(town):
    return MemberFactory(lives_in=town.peace, name="周敏", employer=town.clinic,
                         employment="in-service")  # fmt: skip


def registered(town, member, by="peace_secretary", at="peace", on=None):
    return services.register_member(member, getattr(town, at), on=on, by=actor(getattr(town, by)))


# --- registering ---------------------------------------------------------------------------------


def test_at_the_community_s_desk_one_is_registered_at_once_for_a_year(town, member):
    registration = registered(town, member)

    registration.refresh_from_db()
    assert (registration.status, registration.is_active) == ("registered", True)
    assert (registration.starts_on, registration.valid_until) == (
        TODAY, datetime.date(2027, 6, 30),
    )  # fmt: skip
    assert (registration.employer, registration.community) == (town.clinic, town.peace)
    assert (registration.notice_version, registration.noticed_at.date()) == (
        notices.VERSION, TODAY,
    )  # fmt: skip
    assert list(registration.steps.values_list("status", "day")) == [
        ("pending", TODAY), ("registered", TODAY),
    ]  # fmt: skip
    log = Entry.objects.filter(model="members.registration", object_id=registration.pk)
    assert [entry.action for entry in log.order_by("id")] == [
        "members.registration_entered", "members.registration_registered",
    ]  # fmt: skip


def test_announced_by_the_unit_it_waits_for_the_community(town, member):
    registration = registered(town, member, by="clinic_liaison_user")

    assert registration.status == "pending"
    with pytest.raises(Refused):
        services.move_on(registration, "registered", by=actor(town.clinic_liaison_user))
    registration = services.move_on(registration, "registered", by=actor(town.peace_secretary))
    assert (registration.status, registration.valid_until) == (
        "registered", datetime.date(2027, 6, 30),
    )  # fmt: skip


def test_confirmed_somewhere_else_the_member_lives_there_and_the_reach_moves(town):
    member = MemberFactory(lives_in=town.spring, employer=town.clinic)
    registration = registered(town, member, by="clinic_liaison_user", at="pine")
    assert not PartyMember.objects.visible_to(town.peace_secretary).exists()

    services.move_on(registration, "registered", by=actor(town.spring_office))

    member.refresh_from_db()
    assert (member.street_id, member.community_id) == (town.spring.pk, town.pine.pk)


def test_it_stands_at_the_grid_where_the_member_lives_and_follows(town):
    member = MemberFactory(lives_in=town.grid)
    registration = registered(town, member)
    registration.refresh_from_db()
    assert (registration.committee, registration.grid) == (town.peace, town.grid)

    party_members.edit_member(
        member, {"residence": town.peace}, version=None, by=actor(town.peace_secretary)
    )

    registration.refresh_from_db()
    assert registration.grid is None


def test_nobody_is_registered_twice(town, member):
    registered(town, member)

    with pytest.raises(Refused, match="already"):
        registered(town, member)
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(
            member=member, committee=town.pine, starts_on=TODAY, status="pending"
        )


@pytest.mark.parametrize("status", ["transferred", "suspended", "lost", "left", "deceased"])
def test_only_whom_the_party_counts_registers(town, status):
    member = MemberFactory(lives_in=town.peace, status=status)

    with pytest.raises(Refused, match="full and probationary members register"):
        registered(town, member)


def test_members_register_at_communities_and_not_tomorrow(town, member):
    with pytest.raises(Refused, match="community where they live"):
        registered(town, member, by="spring_office", at="spring")
    with pytest.raises(Refused, match="not come yet"):
        registered(town, member, on=datetime.date(2026, 7, 1))


@pytest.mark.parametrize("by", ["hill_office", "grid_leader", "east_leader", "nobody"])
def test_strangers_and_readers_register_nobody(town, member, by):
    with pytest.raises(Refused):
        registered(town, member, by=by)


def test_a_unit_registers_at_several_committees_once_each(town):
    spring, liaison = actor(town.spring_office), actor(town.clinic_liaison_user)

    at_street = services.register_unit(town.clinic, town.spring, by=spring)
    at_community = services.register_unit(town.clinic, town.peace, by=liaison)

    assert (at_street.status, at_community.status) == ("registered", "pending")
    with pytest.raises(Refused, match="registered here already"):
        services.register_unit(town.clinic, town.peace, by=spring)
    with pytest.raises(Refused):
        services.register_unit(town.clinic, town.east, by=actor(town.east_office))
    with pytest.raises(IntegrityError), transaction.atomic():
        Registration.objects.create(starts_on=TODAY, committee=town.peace)


# --- steps ---------------------------------------------------------------------------------------


def in_state(town, member, status):
    """A registration in this state, as the database may hold it."""
    over = status in Registration.OVER
    registration = Registration(
        member=member, committee=town.peace, status=status, starts_on=datetime.date(2026, 1, 5),
        ends_on=TODAY if over else None,
    )  # fmt: skip
    registration.stand_at(town.peace)
    registration.save()
    return registration


@pytest.mark.parametrize("before", Status.values)
@pytest.mark.parametrize("after", [s for s in Status.values if s != "moved"])
def test_only_the_steps_in_the_table_are_taken(town, member, before, after):
    registration, by = in_state(town, member, before), actor(town.peace_secretary)

    if after in Registration.TRANSITIONS[before]:
        registration = services.move_on(registration, after, reason="核实", by=by)
        registration.refresh_from_db()
        assert registration.status == after
        assert registration.is_active is (after != "revoked")
        assert registration.steps.get().status == after
    else:
        with pytest.raises(Refused, match="is not followed by"):
            services.move_on(registration, after, reason="核实", by=by)


def test_steps_follow_each_other_in_time(town, member):
    registration, by = registered(town, member), actor(town.peace_secretary)

    with pytest.raises(Refused, match="The step before was on 2026-06-30"):
        services.move_on(registration, "paused", on=datetime.date(2026, 6, 29), reason="x", by=by)
    with pytest.raises(Refused, match="not come yet"):
        services.move_on(registration, "paused", on=datetime.date(2026, 7, 1), reason="x", by=by)


def test_who_leaves_the_party_or_dies_is_registered_no_longer(town, member):
    registration = registered(town, member)

    party_members.change_status(
        member, "deceased", on=TODAY, reason="社区核实", by=actor(town.peace_secretary)
    )

    registration.refresh_from_db()
    assert (registration.status, registration.ends_on) == ("revoked", TODAY)


@pytest.mark.parametrize(
    ("valid_until", "renewed_until"),
    [
        (datetime.date(2026, 9, 28), datetime.date(2027, 9, 28)),  # 90 days before: offered
        (datetime.date(2026, 9, 29), None),
        (datetime.date(2026, 1, 1), datetime.date(2027, 6, 30)),  # overdue: from today
        (datetime.date(2028, 2, 29), None),
    ],
)
def test_renewed_for_a_year_when_it_is_time(town, member, valid_until, renewed_until):
    registration, by = registered(town, member), actor(town.peace_secretary)
    Registration.objects.update(valid_until=valid_until)

    if renewed_until:
        assert services.renew(registration, by=by).valid_until == renewed_until
    else:
        with pytest.raises(Refused, match="It is valid until"):
            services.renew(registration, by=by)


def test_a_year_after_the_last_of_february():
    assert services.a_year_after(datetime.date(2028, 2, 29)) == datetime.date(2029, 2, 28)
    assert services.a_year_after(datetime.date(2026, 2, 28)) == datetime.date(2027, 2, 28)


# --- moving --------------------------------------------------------------------------------------


def test_a_move_keeps_the_history_and_moves_the_reach_at_once(town, member):
    old = registered(town, member)

    new = services.move_to(old, town.pine, on=TODAY, reason="搬家", by=actor(town.peace_secretary))

    old.refresh_from_db()
    member.refresh_from_db()
    assert (old.status, old.ends_on, old.moved_to) == ("moved", TODAY, new)
    assert (new.status, new.committee, new.notice_version) == (
        "pending", town.pine, notices.VERSION,
    )  # fmt: skip
    assert member.community == town.pine
    assert not PartyMember.objects.visible_to(town.peace_secretary).exists()
    assert set(Registration.objects.visible_to(town.peace_secretary)) == {old}
    assert list(old.steps.values_list("status", flat=True)) == ["pending", "registered", "moved"]


def test_who_keeps_both_communities_need_not_confirm(town, member):
    old = registered(town, member)

    new = services.move_to(old, town.pine, on=TODAY, reason="搬家", by=actor(town.spring_office))

    assert new.status == "registered"


@pytest.mark.parametrize("to", ["peace", "spring", "grid"])
def test_one_moves_to_another_community(town, member, to):
    old = registered(town, member)

    with pytest.raises(Refused):
        services.move_to(
            old, getattr(town, to), on=TODAY, reason="搬家", by=actor(town.spring_office)
        )
    old.refresh_from_db()
    assert old.status == "registered"


def test_the_entry_does_not_move_away_from_the_registration(town, member):
    registered(town, member)

    with pytest.raises(Refused, match="have the registration moved"):
        party_members.edit_member(
            member, {"residence": town.pine}, version=None, by=actor(town.spring_office)
        )


# --- figures and differences ---------------------------------------------------------------------


def test_how_many_should_and_did(town, member):
    MemberFactory(lives_in=town.pine, employment="in-service")
    MemberFactory(lives_in=town.pine, employment="retired")
    MemberFactory(lives_in=town.pine, employment="in-service", status="lost")
    MemberFactory(lives_in=town.hill, employment="in-service")
    registered(town, member)

    assert figure("members.should_register", town.spring).count == 2
    assert figure("members.registered", town.spring).count == 1
    assert figure("members.registered", town.pine).count == 0
    exempt = registered(town, MemberFactory(lives_in=town.peace, employment="in-service"))
    services.move_on(exempt, "exempt", reason="涉密", by=actor(town.peace_secretary))
    paused = registered(town, MemberFactory(lives_in=town.peace, employment="in-service"))
    services.move_on(paused, "paused", reason="外派", by=actor(town.peace_secretary))
    registered(town, MemberFactory(lives_in=town.peace, employer=town.clinic),
               by="clinic_liaison_user")  # fmt: skip
    assert figure("members.should_register", town.spring).count == 3
    assert figure("members.registered", town.spring).count == 2
    day_before = datetime.date(2026, 6, 29)
    assert figures.members_registered(town.spring, day_before).count == 0


def test_figures_open_exactly_their_rows(town, as_user, member):
    registered(town, member)
    exempt = registered(town, MemberFactory(lives_in=town.peace, employment="in-service"))
    services.move_on(exempt, "exempt", reason="涉密", by=actor(town.peace_secretary))
    missing = MemberFactory(lives_in=town.grid, employment="in-service")
    client = as_user(town.peace_secretary)

    for name in ("members.should_register", "members.registered"):
        behind = figure(name, town.peace)
        rows = {key for key, _cells in client.get(behind.url).context["rows"]}
        assert rows == set(behind.rows.values_list("pk", flat=True)), name
    url = reverse("members:member-list")
    for query, expected in [
        ("missing", {missing.pk}),
        ("none", {missing.pk}),
        ("running", {member.pk, exempt.member_id}),
    ]:
        page = client.get(url, {"registration": query})
        assert {key for key, _cells in page.context["rows"]} == expected, query


def found(user, here=None):
    return {
        d.key: [getattr(row, "member_id", row.pk) for row in d.rows]
        for d in figures.differences(user, here)
    }


def test_where_the_lists_differ(town, member):
    missing = MemberFactory(lives_in=town.peace, employment="in-service")
    twin = MemberFactory(lives_in=town.pine, name="周敏", employer=town.clinic)
    moved_on = MemberFactory(lives_in=town.peace, employer=town.school)
    long_ago = datetime.date(2026, 4, 1)  # 90 days before
    registered(town, member, on=long_ago)
    registered(town, twin, by="spring_office", at="pine")
    registered(town, moved_on)
    moved_on.employer = town.clinic
    moved_on.save()

    assert found(town.spring_office, town.spring) == {
        "missing": [missing.pk],
        "twice": [member.pk, twin.pk],
        "left": [moved_on.pk],
        "silent": [member.pk],
    }
    assert found(town.spring_office, town.pine)["twice"] == [twin.pk]
    assert found(town.clinic_liaison_user)["missing"] == []


def test_silence_is_broken_by_what_the_community_records(town, member):
    registration = registered(town, member, on=datetime.date(2026, 1, 1))
    assert found(town.spring_office, town.spring)["silent"] == [member.pk]

    Registration.objects.filter(pk=registration.pk).update(
        last_active_on=datetime.date(2026, 4, 2)  # 89 days before
    )
    assert found(town.spring_office, town.spring)["silent"] == []


# --- pages ---------------------------------------------------------------------------------------


def test_a_member_is_registered_on_the_page_with_the_notice(town, as_user, member):
    client, url = as_user(town.peace_secretary), reverse("members:registration-member")
    sent = {"member": member.pk, "committee": town.peace.pk, "on": "2026-06-30"}

    shown = client.get(f"{url}?member={member.pk}")
    assert shown.context["form"]["committee"].value() == town.peace.pk
    untold = client.post(url, sent)
    assert untold.context["form"].errors.keys() == {"told"}
    answer = client.post(url, sent | {"told": "on"})

    registration = Registration.objects.get()
    assert answer["Location"] == registration.get_absolute_url()
    assert registration.status == "registered"


def test_one_click_renews_many(town, as_user, member):
    other = MemberFactory(lives_in=town.peace)
    rows = [registered(town, one) for one in (member, other)]
    Registration.objects.filter(pk=rows[0].pk).update(valid_until=TODAY)

    as_user(town.peace_secretary).post(
        reverse("members:registration-list"), {"bulk": "renew", "row": [r.pk for r in rows]}
    )

    assert list(Registration.objects.order_by("pk").values_list("valid_until", flat=True)) == [
        datetime.date(2027, 6, 30), datetime.date(2027, 6, 30),
    ]  # fmt: skip


def listed(client, query=""):
    page = client.get(reverse("members:registration-list") + query)
    return [key for key, _cells in page.context["rows"]]


def test_the_list_and_its_filters(town, as_user, member):
    unit = services.register_unit(town.clinic, town.peace, by=actor(town.clinic_liaison_user))
    row = registered(town, member, on=datetime.date(2026, 1, 1))
    client = as_user(town.peace_secretary)

    assert listed(client) == [unit.pk, row.pk]
    services.move_on(unit, "revoked", reason="撤点", by=actor(town.peace_secretary))
    assert listed(client) == [row.pk]
    assert listed(client, "?state=over") == [unit.pk]
    assert listed(client, "?status=revoked&status=registered") == [unit.pk, row.pk]
    unit = services.register_unit(town.clinic, town.peace, by=actor(town.clinic_liaison_user))
    assert listed(client, "?kind=member") == [row.pk]
    assert listed(client, "?kind=unit") == [unit.pk]
    assert listed(client, "?state=waiting") == [unit.pk]
    assert listed(client, "?state=due") == []
    assert listed(client, "?state=silent") == [row.pk]
    assert listed(client, "?q=周敏") == [row.pk]
    assert listed(client, "?q=chyy") == [unit.pk]
    assert listed(client, "?on=2026-02-01") == [row.pk]
    assert listed(as_user(town.hill_office)) == []
    assert listed(as_user(town.clinic_liaison_user)) == [unit.pk, row.pk]
    assert listed(client, "?on=2025-12-31") == []


def test_what_waits_stands_in_my_day(town, as_user, member):
    registered(town, member, by="clinic_liaison_user", on=datetime.date(2026, 6, 23))

    items = as_user(town.peace_secretary).get(reverse("dashboards:my-day")).context["items"]

    (item,) = [item for item in items if "state=waiting" in item.url]
    assert (item.count, item.days) == (1, 7)


def test_the_page_of_differences(town, as_user, member):
    page = as_user(town.peace_secretary).get(reverse("members:reconciliation"))

    assert [len(panel.rows) for panel in page.context["panels"]] == [1, 0, 0, 0]


def test_an_impossible_registration_is_refused_by_the_model(town, member):
    row = in_state(town, member, "pending")
    row.unit = town.clinic

    with pytest.raises(ValidationError):
        row.full_clean()
