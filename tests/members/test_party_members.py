"""Party members: entered, edited, called something else, found; who sees and keeps them."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from audit.models import Entry, ReadEntry
from committees.models import lineage_of
from core.verdicts import Refused, Stale
from members import rules, slots
from members.models import PartyMember, Person, PersonScope
from members.services import party_members as services
from members.services import people
from tests.conftest import actor
from tests.factories import MemberFactory, OrganisationFactory, PersonFactory

pytestmark = pytest.mark.django_db

Status = PartyMember.Status


@pytest.fixture(autouse=True)
def in_english():
    """Reasons are compared in the language of the code."""
    with translation.override("en"):
        yield


# Check digits worked out by hand after GB 11643-1999: Σ aᵢ·Wᵢ mod 11 = 0 gives "1", 2 gives "X".
WOMAN = "11010519491231002X"  # the example of the standard: a woman, born 31 December 1949
BORN = datetime.date(1949, 12, 31)


def enter(
    town, by="peace_secretary", residence="peace", name="周敏", phone="13900001111", **values
):
    person = Person(name=name, phone=phone, home=getattr(town, residence))
    return services.enter_member(
        person, {"status": "full"} | values, residence=getattr(town, residence),
        by=actor(getattr(town, by)),
    )  # fmt: skip


# --- entering ------------------------------------------------------------------------------------


def test_a_member_stands_at_the_residence_and_below_all_above_it(town):
    member = enter(town, by="spring_office", residence="grid")

    assert lineage_of(town.grid) == {
        "city": town.city.pk,
        "district": town.east.pk,
        "street": town.spring.pk,
        "community": town.peace.pk,
        "grid": town.grid.pk,
    }
    assert (member.city_id, member.district_id, member.street_id) == (
        town.city.pk, town.east.pk, town.spring.pk,
    )  # fmt: skip
    assert (member.community_id, member.grid_id) == (town.peace.pk, town.grid.pk)
    assert member.place == town.grid.path
    assert member.residence == town.grid


def test_what_follows_from_the_number_is_set_and_nothing_of_it_is_kept_in_plain(town):
    member = enter(town, resident_id="110105 19491231 002x", born_on=datetime.date(1960, 1, 1))

    member.refresh_from_db()
    assert (member.resident_id, member.born_on, member.sex) == (WOMAN, BORN, "female")
    assert PartyMember.objects.with_resident_id(WOMAN).get() == member
    for entry in Entry.objects.all():
        assert "19491231" not in f"{entry.before}{entry.after}"


def test_a_wrong_number_is_refused_with_the_reason(town):
    with pytest.raises(ValidationError, match="does not fit the others"):
        enter(town, resident_id="110105194912310021")

    assert not Person.objects.filter(name="周敏").exists()


def test_nobody_has_the_number_of_another_one(town):
    enter(town, resident_id=WOMAN)

    with pytest.raises(Refused, match="already"):
        enter(town, name="吴刚", resident_id=WOMAN)
    index = PartyMember.objects.get().resident_id_index
    other = PartyMember.objects.filter(pk=MemberFactory(lives_in=town.hill).pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        other.update(resident_id_index=index)


def test_the_person_s_entry_says_the_same_membership(town):
    member = enter(town, status="probationary")

    assert Person.objects.get(pk=member.pk).party_status == "probationary"


def test_a_person_known_already_becomes_a_member_once(town):
    doctor, by = town.doctor, actor(town.spring_office)

    member = services.enter_member(doctor, {"status": "full"}, residence=town.peace, by=by)

    assert member.pk == doctor.pk
    assert PersonScope.objects.filter(person=doctor, committee=town.spring).exists()  # a liaison
    with pytest.raises(Refused, match="already"):
        services.enter_member(doctor, {"status": "full"}, residence=town.peace, by=by)


def test_a_liaison_is_no_probationary_member(town):
    with pytest.raises(Refused, match="must be a full party member"):
        services.enter_member(
            town.doctor, {"status": "probationary"}, residence=town.peace,
            by=actor(town.spring_office),
        )  # fmt: skip


@pytest.mark.parametrize("by", ["west_office", "grid_leader", "east_leader", "clinic_liaison_user"])
def test_strangers_and_readers_enter_nobody(town, by):
    with pytest.raises(Refused):
        enter(town, by=by)


def test_without_a_residence_the_member_stands_where_the_entry_is_kept(town):
    person = Person(name="周敏", home=town.spring)
    by = actor(town.spring_office)

    member = services.enter_member(person, {"status": "full"}, by=by)

    assert (member.street_id, member.community_id, member.residence) == (town.spring.pk, None, None)


@pytest.mark.parametrize(
    ("category", "fits"),
    [("branch", True), ("joint-branch", True), ("temporary", True), ("group", True),
     ("committee", False), ("general-branch", False), ("work-committee", False)],
)  # fmt: skip
def test_members_belong_to_branches(town, category, fits):
    branch = OrganisationFactory(home=town.spring, category=category)

    assert bool(rules.can_belong_to(branch)) is fits


def test_nobody_enters_a_dissolved_branch(town):
    branch = OrganisationFactory(home=town.spring, ends_on=datetime.date(2026, 2, 1))

    with pytest.raises(Refused, match="dissolved"):
        enter(town, organisation=branch)


# --- editing -------------------------------------------------------------------------------------


def test_one_form_changes_the_entry_and_the_person_and_both_are_on_record(town):
    member = enter(town)
    by = actor(town.peace_secretary)

    member = services.edit_member(
        member,
        {"name": "周敏敏", "employment": "retired", "residence": town.grid},
        version=member.version,
        person_version=member.person.version,
        by=by,
    )

    assert (member.person.name, member.sort_key) == ("周敏敏", member.person.sort_key)
    assert (member.employment, member.grid_id) == ("retired", town.grid.pk)
    assert PartyMember.objects.search("敏敏").get() == member
    entry = Entry.objects.get(action="members.member_edited")
    assert entry.after["employment"] == "retired"
    assert "street" not in entry.after
    entry = Entry.objects.get(action="members.person_edited")
    assert (entry.before, entry.after) == ({"name": "周敏"}, {"name": "周敏敏"})


def test_a_name_changed_on_the_person_s_page_moves_the_member_in_the_list(town):
    member = enter(town)

    people.edit_person(
        member.person, {"name": "阿敏"}, version=None, by=actor(town.peace_secretary)
    )

    member.refresh_from_db()
    assert member.sort_key == Person.objects.get(pk=member.pk).sort_key
    assert member.sort_key.startswith("a")


@pytest.mark.parametrize("stale", ["version", "person_version"])
def test_an_edit_on_an_old_version_is_told_so(town, stale):
    member = enter(town)
    versions = {"version": member.version, "person_version": member.person.version}

    with pytest.raises(Stale):
        services.edit_member(
            member, {"employment": "retired"}, by=actor(town.peace_secretary),
            **versions | {stale: versions[stale] - 1},
        )  # fmt: skip


def test_nobody_moves_a_member_out_of_the_own_part_of_the_tree(town):
    member = enter(town)

    with pytest.raises(Refused):
        services.edit_member(
            member, {"residence": town.pine}, version=None, by=actor(town.peace_secretary)
        )
    member.refresh_from_db()
    assert member.community_id == town.peace.pk


def test_the_person_s_page_does_not_contradict_the_entry(town):
    member = enter(town)

    with pytest.raises(Refused, match="change the status there"):
        people.edit_person(
            member.person, {"party_status": "none"}, version=None, by=actor(town.peace_secretary)
        )


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"joined_on": datetime.date(2020, 1, 2), "full_on": datetime.date(2020, 1, 1)}, "before"),
        ({"born_on": datetime.date(2020, 1, 1), "joined_on": datetime.date(2020, 1, 1)}, "born"),
        ({"specialties": ["law", "flying"]}, "flying"),
        ({"specialties": ["law", "law"]}, "each once"),
        ({"free_slots": 2**21}, "2097151"),
    ],
)
def test_what_is_wrong_in_itself_is_refused(town, changes, sentence):
    member = enter(town)

    with pytest.raises(ValidationError, match=sentence):
        services.edit_member(member, changes, version=None, by=actor(town.peace_secretary))


def test_the_home_organisation_is_chosen_or_written(town):
    branch = OrganisationFactory(home=town.peace)

    with pytest.raises(ValidationError, match="not both"):
        enter(town, organisation=branch, organisation_name="远方支部")


# --- the status ----------------------------------------------------------------------------------


@pytest.mark.parametrize("before", Status.values)
@pytest.mark.parametrize("after", Status.values)
def test_only_the_steps_in_the_table_are_taken(town, before, after):
    member = MemberFactory(lives_in=town.peace, status=before)
    by, today = actor(town.peace_secretary), datetime.date(2026, 1, 1)

    if after in PartyMember.TRANSITIONS[before]:
        member = services.change_status(member, after, on=today, reason="核实", by=by)
        member.refresh_from_db()
        assert (member.status, member.status_reason) == (after, "核实")
        assert member.is_current is (after not in {"transferred", "left", "deceased"})
        counts = {"full": "full", "probationary": "probationary"}
        assert Person.objects.get(pk=member.pk).party_status == counts.get(after, "none")
    else:
        with pytest.raises(Refused, match="is not followed by"):
            services.change_status(member, after, on=today, reason="核实", by=by)


def test_becoming_a_full_member_sets_the_day_from_which_party_years_count(town):
    member = MemberFactory(lives_in=town.peace, status="probationary")
    day = datetime.date(2024, 3, 1)

    member = services.change_status(
        member, "full", on=day, reason="转正", by=actor(town.peace_secretary)
    )

    assert member.full_on == day
    assert member.party_years(datetime.date(2026, 2, 28)) == 1
    assert member.party_years(datetime.date(2026, 3, 1)) == 2
    assert member.party_years(datetime.date(2024, 2, 1)) is None


def test_a_status_begins_neither_tomorrow_nor_before_the_present_one(town):
    member = MemberFactory(
        lives_in=town.peace, status="full", status_since=datetime.date(2025, 5, 1)
    )
    by = actor(town.peace_secretary)

    with pytest.raises(Refused, match="has not come yet"):
        services.change_status(member, "lost", on=datetime.date(2999, 1, 1), reason="x", by=by)
    with pytest.raises(Refused, match="cannot begin before"):
        services.change_status(member, "lost", on=datetime.date(2025, 4, 30), reason="x", by=by)


def test_whose_unit_needs_a_liaison_does_not_leave_silently(town):
    by = actor(town.spring_office)
    member = services.enter_member(town.doctor, {"status": "full"}, residence=town.peace, by=by)

    with pytest.raises(Refused, match="change the liaison first"):
        services.change_status(member, "left", on=datetime.date(2026, 1, 1), reason="x", by=by)


# --- who sees whom -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("city_office", True), ("east_office", True), ("spring_office", True),
        ("peace_secretary", True), ("east_leader", True), ("grid_leader", False),
        ("west_office", False), ("hill_office", False), ("sysadmin", False), ("security", False),
        ("auditor", False), ("nobody", False), ("clinic_liaison_user", False),
    ],
)  # fmt: skip
def test_who_sees_a_member_of_a_community(town, who, sees):
    member = MemberFactory(lives_in=town.peace)
    user = getattr(town, who)

    assert PartyMember.objects.visible_to(user).filter(pk=member.pk).exists() is sees
    assert Person.objects.visible_to(user).filter(pk=member.pk).exists() is sees


def test_a_liaison_sees_the_own_unit_s_members_wherever_they_live(town):
    own = MemberFactory(lives_in=town.hill, employer=town.clinic)
    other = MemberFactory(lives_in=town.peace, employer=town.school)

    seen = PartyMember.objects.visible_to(town.clinic_liaison_user)

    assert set(seen) == {own}
    assert other not in seen


def test_everybody_sees_the_own_entry(town):
    member = MemberFactory(lives_in=town.peace)
    member.person.user = town.nobody
    member.person.save()

    assert PartyMember.objects.visible_to(town.nobody).get() == member


def test_who_is_only_a_party_member_has_no_scope_rows(town):
    member = MemberFactory(lives_in=town.peace)

    assert not PersonScope.objects.filter(person=member.pk).exists()


# --- finding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["曾小贤", "小贤", "贤", "zengxiaoxian", "zxx", "ZXX", "5678", "12345678"]
)
def test_found_by_name_pinyin_initials_and_the_end_of_the_number(town, typed):
    member = MemberFactory(lives_in=town.peace, name="曾小贤", phone="13012345678")
    MemberFactory(lives_in=town.peace, name="高远", phone="13087654321")

    assert list(PartyMember.objects.search(typed)) == [member]


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [("曾单", "zengdan"), ("单小", "shanxiao"), ("仇大", "qiuda"), ("区明", "ouming"),
     ("解民", "xiemin")],
)  # fmt: skip
def test_surnames_are_read_as_surnames(town, name, pinyin):
    member = MemberFactory(lives_in=town.peace, name=name)

    assert list(PartyMember.objects.search(pinyin)) == [member]


def test_a_whole_resident_number_finds_one_and_a_part_finds_nobody(town, as_user):
    member = enter(town, resident_id=WOMAN)
    by = actor(town.peace_secretary)

    assert services.look_up_resident_id("11010519491231002x", by=by) == member
    assert ReadEntry.objects.filter(object_id=member.pk, field="resident_id_index").count() == 1
    assert services.look_up_resident_id(WOMAN, by=actor(town.west_office)) is None
    assert not PartyMember.objects.search(WOMAN[:6]).exists()
    assert not PartyMember.objects.search(WOMAN).exists()


# --- numbers are masked --------------------------------------------------------------------------


def test_no_list_page_or_export_holds_a_number_in_full(town, as_user):
    member = enter(town, resident_id=WOMAN)
    client = as_user(town.peace_secretary)
    every_column = "columns=pk&columns=person__phone&columns=born_on"

    for url in (
        reverse("members:member-list"),
        f"{reverse('members:member-list')}?{every_column}",
        member.get_absolute_url(),
        reverse("members:member-edit", args=[member.pk]),
    ):
        page = client.get(url).content.decode()
        assert "139****1111" in page
        assert "13900001111" not in page
        assert WOMAN not in page


@pytest.mark.parametrize(
    ("name", "number"),
    [("members:member-phone", "13900001111"), ("members:member-resident-id", WOMAN)],
)
def test_a_number_is_shown_for_a_reason_that_is_on_record(town, as_user, name, number):
    member = enter(town, resident_id=WOMAN)
    client, url = as_user(town.peace_secretary), reverse(name, args=[member.pk])

    assert number not in client.get(url).content.decode()
    silent = client.post(url, {"why": "other", "note": " "})
    assert silent.context["form"].errors.keys() == {"note"}
    assert not ReadEntry.objects.exists()
    page = client.post(url, {"why": "call", "note": "志愿活动"}).content.decode()

    assert number in page
    assert "志愿活动" in ReadEntry.objects.get().reason


def test_readers_see_no_resident_number(town, as_user):
    member = enter(town, resident_id=WOMAN)

    response = as_user(town.east_leader).get(
        reverse("members:member-resident-id", args=[member.pk])
    )

    assert response.status_code == 403


# --- pages ---------------------------------------------------------------------------------------


def form_of(town, **values):
    return {
        "name": "周敏", "phone": "13900001111", "status": "full", "home": town.peace.pk,
        "residence": town.peace.pk, "resident_id": "", "specialties": ["law", "arts"],
        "free_slots": ["15", "16"], "form_token": "",
    } | values  # fmt: skip


def test_a_member_is_entered_on_the_page(town, as_user):
    client = as_user(town.peace_secretary)

    response = client.post(reverse("members:member-create"), form_of(town))

    member = PartyMember.objects.get()
    assert response["Location"] == member.get_absolute_url()
    assert member.specialties == ["arts", "law"]
    # Saturday (the sixth day) morning and afternoon.
    assert slots.slots_of(member.free_slots) == [15, 16]
    assert (member.person.home, member.community) == (town.peace, town.peace)


def test_the_form_keeps_to_the_own_part_of_the_tree(town, as_user):
    response = as_user(town.peace_secretary).post(
        reverse("members:member-create"), form_of(town, residence=town.pine.pk, home=town.pine.pk)
    )

    assert response.context["form"].errors.keys() == {"residence", "home"}
    assert not PartyMember.objects.exists()


def test_a_namesake_is_asked_about_first(town, as_user):
    PersonFactory(name="周敏", home=town.peace)
    client, url = as_user(town.peace_secretary), reverse("members:member-create")

    first = client.post(url, form_of(town))
    assert first.context["form"].errors.keys() == {"confirmed"}
    client.post(url, form_of(town, confirmed="on"))

    assert PartyMember.objects.count() == 1


def test_an_edit_leaves_masked_numbers_as_they_are(town, as_user):
    member = enter(town, resident_id=WOMAN)
    client, url = as_user(town.peace_secretary), reverse("members:member-edit", args=[member.pk])
    form = client.get(url).context["form"]
    standing = {name: form[name].value() for name in form.fields}
    sent = {name: value for name, value in standing.items() if value not in (None, [])}
    sent["service_intent"] = "夜间巡逻"

    answer = client.post(url, sent)
    assert answer.status_code == 302, answer.context["form"].errors

    member.refresh_from_db()
    assert (member.resident_id, member.person.phone) == (WOMAN, "13900001111")
    assert (member.service_intent, member.community_id) == ("夜间巡逻", town.peace.pk)


@pytest.mark.parametrize("count", [1, 50])
def test_the_list_costs_the_same_for_any_number(town, as_user, django_assert_num_queries, count):
    for _ in range(count):
        MemberFactory(lives_in=town.peace, employer=town.clinic)
    client = as_user(town.peace_secretary)

    with django_assert_num_queries(4):
        response = client.get(reverse("members:member-list"))

    assert len(response.context["rows"]) == count


def listed(client, query=""):
    page = client.get(reverse("members:member-list") + query)
    return {key for key, _cells in page.context["rows"]}


def test_former_members_are_on_their_own_list(town, as_user):
    here = MemberFactory(lives_in=town.peace)
    gone = MemberFactory(lives_in=town.peace, status="transferred")
    lost = MemberFactory(lives_in=town.peace, status="lost")
    client = as_user(town.peace_secretary)

    assert listed(client) == {here.pk, lost.pk}
    assert listed(client, "?state=gone") == {gone.pk}
    assert listed(client, "?status=transferred&status=lost") == {gone.pk, lost.pk}


def test_the_list_is_narrowed_by_what_somebody_can_do_and_when(town, as_user):
    lawyer = MemberFactory(lives_in=town.peace, specialties=["law"], free_slots=slots.bits_of([20]))
    medic = MemberFactory(lives_in=town.grid, specialties=["medicine"], employment="retired")
    client = as_user(town.peace_secretary)

    assert listed(client, "?skill=law") == {lawyer.pk}
    assert listed(client, "?slot=20") == {lawyer.pk}
    assert listed(client, "?slot=0") == set()
    assert listed(client, "?employment=retired") == {medic.pk}
    assert listed(client, f"?community={town.peace.pk}") == {lawyer.pk, medic.pk}
    assert listed(client, "?gap=organisation") == {lawyer.pk, medic.pk}
    assert listed(client, "?gap=phone") == set()


def test_slots_are_numbered_from_monday_morning(town):
    assert slots.bits_of([0, 20]) == 1 + 2**20
    assert slots.slots_of(0b1010) == [1, 3]
    assert len(slots.slot_choices()) == 21
