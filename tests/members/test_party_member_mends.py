"""What a review of party members and registrations found: each a fault that is not to come back."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from committees.models import Committee
from core.verdicts import Refused
from members import rules
from members.models import Liaison, PartyMember, Person, Registration, Seat
from members.services import party_members, people
from members.services import registrations as services
from members.services.scopes import refresh_people
from paperwork.services import imports, undoing
from tests.conftest import START, actor
from tests.factories import MemberFactory
from tests.members.test_party_members import WOMAN, enter, form_of
from tests.paperwork.undoing import faults

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 6, 30)
MAN = "110105198001010016"


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


def edit_form(client, member):
    """The address of the edit page and what its form says when it is opened."""
    url = reverse("members:member-edit", args=[member.pk])
    form = client.get(url).context["form"]
    standing = {name: form[name].value() for name in form.fields}
    return url, {name: value for name, value in standing.items() if value not in (None, [])}


# --- numbers -------------------------------------------------------------------------------------


def test_an_old_version_does_not_show_a_resident_number_without_a_reason(town, as_user):
    member = enter(town, resident_id=WOMAN)
    client = as_user(town.peace_secretary)
    url, sent = edit_form(client, member)

    answer = client.post(url, sent | {"version": "99", "resident_id": MAN})

    assert answer.status_code == 409
    assert WOMAN not in answer.content.decode()


def test_who_knows_the_change_of_the_person_can_save_after_all(town, as_user):
    member = enter(town)
    client = as_user(town.peace_secretary)
    url, sent = edit_form(client, member)
    people.edit_person(
        member.person, {"position": "科长"}, version=None, by=actor(town.peace_secretary)
    )

    stale = client.post(url, sent | {"position": "主任"})
    assert stale.status_code == 409
    form = stale.context["form"]
    again = (
        sent
        | {"position": "主任"}
        | {name: form[name].value() for name in ("version", "person_version")}
    )
    answer = client.post(url, again)

    assert answer.status_code == 302
    member.person.refresh_from_db()
    assert member.person.position == "主任"


# --- statuses and days ---------------------------------------------------------------------------


def test_who_comes_back_as_full_member_did_not_become_one_today(town):
    member = enter(town)
    by = actor(town.peace_secretary)

    lost = party_members.change_status(member, "lost", on=TODAY, reason="失联", by=by)
    back = party_members.change_status(lost, "full", on=TODAY, reason="找到", by=by)

    assert back.full_on is None


def test_a_probationary_member_has_no_day_of_becoming_full(town, as_user):
    day = datetime.date(2020, 7, 1)
    member = enter(town, joined_on=datetime.date(2019, 7, 1), full_on=day)
    by = actor(town.peace_secretary)

    back = party_members.change_status(member, "lost", on=TODAY, reason="失联", by=by)
    back = party_members.change_status(back, "probationary", on=TODAY, reason="更正", by=by)
    assert back.full_on is None

    with pytest.raises((Refused, ValidationError)):
        enter(town, name="吴强", status="probationary", full_on=day)
    with pytest.raises((Refused, ValidationError)):
        party_members.edit_member(back, {"full_on": day}, version=None, by=by)
    answer = as_user(town.peace_secretary).post(
        reverse("members:member-create"),
        form_of(town, status="probationary", full_on="2020-07-01"),
    )
    assert answer.context["form"].errors.keys() == {"full_on"}


@pytest.mark.parametrize("name", ["born_on", "joined_on", "full_on"])
def test_no_day_of_an_entry_lies_in_the_future(town, as_user, name):
    with pytest.raises((Refused, ValidationError)):
        enter(town, **{name: TODAY + datetime.timedelta(days=1)})

    answer = as_user(town.peace_secretary).post(
        reverse("members:member-create"), form_of(town, **{name: "2026-07-01"})
    )
    assert answer.context["form"].errors.keys() == {name}


def test_nobody_becomes_full_by_a_step_before_joining(town, as_user):
    member = enter(town, status="probationary", joined_on=datetime.date(2025, 7, 1))
    url = reverse("members:member-status", args=[member.pk])

    answer = as_user(town.peace_secretary).post(
        url, {"status": "full", "on": "2024-01-01", "reason": "转正"}
    )

    assert answer.status_code == 200
    assert answer.context["form"].errors


# --- registrations and days ----------------------------------------------------------------------


def test_nobody_is_registered_before_joining_or_twice_on_a_day(town, member, as_user):
    member.joined_on = datetime.date(2020, 7, 1)
    member.save()
    with pytest.raises(Refused):
        registered(town, member, on=datetime.date(2020, 6, 30))
    first = registered(town, member, on=datetime.date(2026, 1, 1))
    services.move_on(first, "revoked", on=datetime.date(2026, 5, 1), reason="更正",
                     by=actor(town.peace_secretary))  # fmt: skip

    with pytest.raises(Refused):
        registered(town, member, on=datetime.date(2026, 3, 1))
    answer = as_user(town.peace_secretary).post(
        reverse("members:registration-member"),
        {"member": member.pk, "committee": town.peace.pk, "on": "2026-03-01", "told": "on"},
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors

    assert registered(town, member, on=datetime.date(2026, 5, 1)).status == "registered"


def test_no_unit_is_registered_twice_on_a_day(town):
    by = actor(town.peace_secretary)
    first = services.register_unit(town.clinic, town.peace, on=datetime.date(2026, 1, 1), by=by)
    services.move_on(first, "revoked", on=datetime.date(2026, 5, 1), reason="撤点", by=by)

    with pytest.raises(Refused):
        services.register_unit(town.clinic, town.peace, on=datetime.date(2026, 3, 1), by=by)
    services.register_unit(town.clinic, town.pine, on=datetime.date(2026, 3, 1),
                           by=actor(town.spring_office))  # fmt: skip


def test_who_no_longer_counts_is_neither_renewed_nor_moved(town, member):
    row = registered(town, member)
    Registration.objects.filter(pk=row.pk).update(valid_until=TODAY)
    by = actor(town.spring_office)
    party_members.change_status(member, "lost", on=TODAY, reason="失联", by=by)
    row = Registration.objects.get(pk=row.pk)

    assert not rules.can_renew(by, row)
    with pytest.raises(Refused):
        services.renew(row, by=by)
    with pytest.raises(Refused):
        services.move_to(row, town.pine, on=TODAY, reason="搬家", by=by)
    assert Registration.objects.count() == 1


def test_nobody_is_confirmed_at_a_community_that_is_over(town, member):
    row = registered(town, member, by="clinic_liaison_user", at="pine")
    Committee.objects.filter(pk=town.pine.pk).update(status="abolished")
    row = Registration.objects.get(pk=row.pk)

    with pytest.raises(Refused):
        services.move_on(row, "registered", by=actor(town.spring_office))
    member.refresh_from_db()
    assert member.community == town.peace


def test_an_announcement_elsewhere_leaves_the_entry_editable(town, member, as_user):
    registered(town, member, by="clinic_liaison_user", at="pine")
    client = as_user(town.peace_secretary)
    url, sent = edit_form(client, member)

    answer = client.post(url, sent | {"service_intent": "夜间巡逻"})

    assert answer.status_code == 302, answer.context["form"].errors


# --- what others learn and do --------------------------------------------------------------------


def test_the_old_unit_does_not_learn_where_somebody_works_now(town, member, as_user):
    registered(town, member)
    PartyMember.objects.filter(pk=member.pk).update(employer=town.school)

    page = as_user(town.clinic_liaison_user).get(reverse("members:reconciliation"))

    told = page.content.decode()
    assert "周敏" in told
    assert "山前小学" not in told


def test_where_somebody_lives_does_not_open_what_the_person_does_elsewhere(town):
    """An account opens what its person is liaison of; who hands it over must keep that too."""
    liaison = MemberFactory(lives_in=town.peace, name="孙丽")
    person = liaison.person
    Person.objects.filter(pk=person.pk).update(home=town.hill)
    person.refresh_from_db()
    Liaison.objects.create(
        membership=town.school_in_hill, person=person, starts_on=START, filed_on=START
    )
    by = actor(town.peace_secretary)

    assert rules.can_edit_person(by, person)
    assert not rules.can_open_account(by, person)
    with pytest.raises(Refused):
        people.edit_person(person, {"home": town.peace}, version=None, by=by)
    assert rules.can_open_account(actor(town.hill_office), person)


def test_the_office_where_a_person_lives_can_use_the_form_of_the_person(town, as_user):
    person = MemberFactory(lives_in=town.peace).person
    Person.objects.filter(pk=person.pk).update(home=town.hill)
    client, url = as_user(town.peace_secretary), reverse("members:person-edit", args=[person.pk])
    form = client.get(url).context["form"]
    sent = {name: form[name].value() for name in form.fields}

    answer = client.post(url, {k: v for k, v in sent.items() if v is not None} | {"position": "x"})

    assert answer.status_code == 302, answer.context["form"].errors
    person.refresh_from_db()
    assert (person.position, person.home) == ("x", town.hill)


# --- past days -----------------------------------------------------------------------------------


def test_a_past_day_shows_and_filters_by_the_state_of_then(town, member, as_user):
    row = registered(town, member, on=datetime.date(2026, 1, 1))
    services.move_on(row, "revoked", on=datetime.date(2026, 5, 1), reason="更正",
                     by=actor(town.peace_secretary))  # fmt: skip
    client, url = as_user(town.peace_secretary), reverse("members:registration-list")

    then = client.get(url + "?on=2026-02-01&status=registered&status=paused")
    assert [key for key, _cells in then.context["rows"]] == [row.pk]
    assert b"state-registered" in then.content
    assert b"state-revoked" not in then.content
    assert client.get(url + "?on=2026-02-01&status=revoked").context["rows"] == []


# --- imports taken back --------------------------------------------------------------------------


@pytest.fixture
def brought(town, settings, tmp_path):
    """Brings a roster and confirms it; returns its run."""
    settings.MEDIA_ROOT = tmp_path / "media"

    def bring(*rows):
        by = actor(town.spring_office)
        text = "\n".join(",".join(row) for row in rows)
        file = SimpleUploadedFile("名册.csv", text.encode())
        run = imports.bring("party-members", town.spring, file, by=by)
        return imports.confirm(run, good_rows=False, by=by)

    return bring


def test_an_import_is_not_undone_under_a_registration(town, member, brought):
    """It would say that the member lives elsewhere than where the registration runs."""
    run = brought(["系统编号", "姓名", "居住社区"], [str(member.pk), "周敏", "青松社区"])
    assert run.changed == 1
    member.refresh_from_db()
    registered(town, member, by="spring_office", at="pine")

    with pytest.raises(Refused):
        undoing.undo(run, by=actor(town.spring_office))

    assert faults() == []


def test_the_registration_follows_the_grid_back(town, member, brought):
    registered(town, member)
    run = brought(["系统编号", "姓名", "网格"], [str(member.pk), "周敏", "第一网格"])
    assert run.changed == 1
    assert Registration.objects.get().grid == town.grid

    undoing.undo(run, by=actor(town.spring_office))

    assert PartyMember.objects.get().grid is None
    assert Registration.objects.get().grid is None


# --- search --------------------------------------------------------------------------------------


def test_a_party_member_known_only_by_a_seat_is_found_as_a_person(town, as_user):
    person = MemberFactory(lives_in=town.hill, name="钱进").person
    Seat.objects.create(
        person=person, committee=town.spring, capacity=town.representative_capacity,
        status="appointed", starts_on=START, membership=town.clinic_in_spring,
    )  # fmt: skip
    refresh_people([person.pk])
    client = as_user(town.spring_office)
    assert Person.objects.visible_to(town.spring_office).filter(pk=person.pk).exists()

    groups = client.get(reverse("dashboards:search"), {"q": "钱进"}).context["groups"]

    assert [[row for row, _note in rows] for _label, rows, _more in groups] == [
        [],
        [],
        [],
        [person],
    ]


@pytest.mark.parametrize("who", ["spring_office", "peace_secretary"])
def test_nobody_is_found_twice(town, as_user, who):
    member = MemberFactory(lives_in=town.peace, name="钱进")

    answer = as_user(getattr(town, who)).get(reverse("dashboards:search"), {"q": "钱进"})

    found = [[row for row, _note in rows] for _label, rows, _more in answer.context["groups"]]
    assert found == [[], [], [member], []]
