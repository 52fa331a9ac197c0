"""A long list goes out when a second person has agreed: once, to whoever asked, as it was asked."""

import datetime
import io

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from accounts import rules
from accounts.models import TwoPersonRequest
from accounts.models.second_person import decidable
from accounts.services import second_person
from audit.models import Entry
from core import clock, exports
from core.papers import find
from core.verdicts import Refused
from paperwork.models import ExportRecord
from paperwork.services.papers import PDF, make_paper
from tests.conftest import actor, give_role, join
from tests.factories import UnitFactory, UserFactory

UNITS, EXPORTS = reverse("members:unit-list"), reverse("paperwork:export-list")
MY_DAY = reverse("dashboards:my-day")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def long(settings):
    """More than two rows a day take a second person."""
    settings.EXPORT_SECOND_PERSON_ABOVE_ROWS = 2


@pytest.fixture
def units(town):
    """Three hospitals and a school in Spring, beside the clinic."""
    found = [UnitFactory(), UnitFactory(), UnitFactory(name="春晖小学", category="school")]
    for unit in found:
        join(unit, town.spring)
    return found


@pytest.fixture
def colleague(town):
    """A second person in East's office."""
    user = UserFactory(login="colleague", name="colleague")
    give_role(user, "district-office", town.east)
    return user


def take(client, url=UNITS, file_type="csv", reason="年度核对"):
    return client.post(url, {"format": file_type, "reason": reason})


def content(response):
    return b"".join(response.streaming_content).decode("utf-8-sig")


def download(client, asked):
    return client.post(reverse("paperwork:export-download", args=[asked.pk]))


@pytest.fixture
def asked(town, long, units, as_user):
    """The district's office has asked for the list of all its units."""
    answer = take(as_user(town.east_office))
    assert answer["Location"] == EXPORTS
    return TwoPersonRequest.objects.get()


def test_a_long_list_waits_and_nothing_goes_out(town, asked):
    assert not ExportRecord.objects.exists()
    assert (asked.asked_by, asked.reason, asked.place) == (
        town.east_office, "年度核对", town.east.path,
    )  # fmt: skip
    assert asked.details["rows"] == 4
    entry = Entry.objects.get(action="accounts.second_person_asked")
    assert (entry.user, entry.role_committee_name) == (town.east_office, town.east.name)


def test_asking_again_is_asking_once(town, asked, as_user):
    assert take(as_user(town.east_office))["Location"] == EXPORTS
    assert TwoPersonRequest.objects.count() == 1


def test_a_long_list_without_a_reason_is_not_even_asked_for(town, long, units, as_user):
    answer = take(as_user(town.east_office), reason="")

    assert answer.status_code == 302
    assert not TwoPersonRequest.objects.exists()


def test_the_same_office_or_one_above_decides_and_none_below(town, asked, colleague):
    everybody = town.people | {"colleague": colleague}

    allowed = {who for who, user in everybody.items() if rules.can_decide(actor(user), asked)}

    assert allowed == {"city_office", "colleague"}
    rows = TwoPersonRequest.objects.waiting()
    assert allowed == {w for w, user in everybody.items() if asked in rows.filter(decidable(user))}


def test_confirmed_it_goes_out_once_with_both_names(town, asked, colleague, as_user):
    asker, second = as_user(town.east_office), as_user(colleague)
    assert asked.reason in second.get(EXPORTS).text
    second.post(reverse("accounts:request-confirm", args=[asked.pk]))
    (item,) = [i for i in asker.get(MY_DAY).context["items"] if "requests" in i.url]
    assert item.count == len(asker.get(item.url).context["page"]) == 1
    assert reverse("paperwork:export-download", args=[asked.pk]) in asker.get(EXPORTS).text

    text = content(download(asker, asked))

    assert "春晖医院" in text
    assert "春晖小学" in text
    assert text.count("\n") == 5
    record = ExportRecord.objects.get()
    assert (record.confirmed, record.rows, record.reason) == (asked, 4, "年度核对")
    assert len(record.digest) == 64
    entry = Entry.objects.get(action="paperwork.exported")
    assert entry.after["second_person"]["name"] == "colleague"
    asked.refresh_from_db()
    assert asked.status == "done"
    again = download(asker, asked)
    assert (again.status_code, again["Location"]) == (302, EXPORTS)
    assert ExportRecord.objects.count() == 1
    assert "colleague" in asker.get(EXPORTS).text


def test_the_button_of_the_list_itself_works_too_after_the_confirmation(
    town, asked, colleague, as_user
):
    second_person.confirm(asked, by=actor(colleague))

    assert "春晖医院" in content(take(as_user(town.east_office), reason=""))

    assert ExportRecord.objects.get().confirmed == asked


def test_it_is_for_that_list_alone(town, asked, colleague, as_user):
    second_person.confirm(asked, by=actor(colleague))
    client = as_user(town.east_office)

    other = take(client, f"{UNITS}?columns=name&columns=uscc")

    assert other["Location"] == EXPORTS
    assert not ExportRecord.objects.exists()
    assert TwoPersonRequest.objects.count() == 2


def test_it_is_for_that_committee_alone(town, asked, colleague, as_user):
    second_person.confirm(asked, by=actor(colleague))
    client = as_user(town.east_office)
    client.post(reverse("committees:switch"), {"committee": town.spring.pk, "at": town.spring.pk})

    assert take(client)["Location"] == EXPORTS

    assert not ExportRecord.objects.exists()
    assert TwoPersonRequest.objects.waiting().get().details["at"] == town.spring.pk


def test_filters_columns_and_committee_are_those_that_were_asked_for(
    town, long, units, colleague, as_user
):
    client = as_user(town.east_office)
    client.post(reverse("committees:switch"), {"committee": town.spring.pk, "at": town.spring.pk})
    take(client, f"{UNITS}?category=hospital&columns=name&after=x", "xlsx")
    asked = TwoPersonRequest.objects.get()
    assert asked.place == town.east.path  # the asker's own office, not the one looked at
    page = as_user(colleague).get(reverse("accounts:request-confirm", args=[asked.pk])).text
    assert town.spring.name in page
    assert "XLSX" in page
    second_person.confirm(asked, by=actor(colleague))
    join(UnitFactory(name="又一医院"), town.lake)

    response = download(as_user(town.east_office), asked)

    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    names = [row[1] for row in sheet.iter_rows(values_only=True, min_row=2)]
    assert len(names) == 3
    assert not {"又一医院", "春晖小学"} & set(names)
    record = ExportRecord.objects.get()
    assert (record.rows, record.query) == (3, "category=hospital&columns=name")


def test_rows_are_those_that_the_asker_may_see_at_that_moment(town, asked, colleague, as_user):
    second_person.confirm(asked, by=actor(colleague))
    town.east_office.appointments.update(committee=town.spring, role="street-office")

    refused = download(as_user(town.east_office), asked)

    assert refused["Location"] == EXPORTS
    assert not ExportRecord.objects.exists()
    town.east_office.appointments.update(committee=town.east, role="district-office")
    join(UnitFactory(name="新来的单位"), town.spring)
    assert "新来的单位" in content(download(as_user(town.east_office), asked))


def test_nobody_but_the_asker_downloads(town, asked, colleague, as_user):
    second_person.confirm(asked, by=actor(colleague))

    answers = {
        who: download(as_user(town.people[who]), asked).status_code
        for who in ("city_office", "spring_office", "west_office", "security", "auditor")
    }

    assert answers == {
        "city_office": 403, "spring_office": 404, "west_office": 404, "security": 404,
        "auditor": 403,
    }  # fmt: skip
    assert not ExportRecord.objects.exists()


def test_refused_it_stays_and_says_why(town, asked, colleague, as_user):
    url = reverse("accounts:request-refuse", args=[asked.pk])
    as_user(colleague).post(url, {"reason": "用途不明"})

    page = as_user(town.east_office).get(EXPORTS).text

    assert "用途不明" in page
    assert download(as_user(town.east_office), asked)["Location"] == EXPORTS
    assert not ExportRecord.objects.exists()


def test_a_confirmation_lasts_for_a_day(town, asked, colleague, as_user, settings):
    second_person.confirm(asked, by=actor(colleague))
    later = clock.now() + datetime.timedelta(hours=settings.SECOND_PERSON_HOURS, minutes=1)

    with time_machine.travel(later):
        answer = download(as_user(town.east_office), asked)

    assert answer["Location"] == EXPORTS
    assert not ExportRecord.objects.exists()


def test_many_short_lists_are_one_long_one(town, long, as_user):
    client = as_user(town.spring_office)
    for _n in range(2):
        assert "春晖医院" in content(take(client))

    assert take(client)["Location"] == EXPORTS

    assert ExportRecord.objects.count() == 2


def test_what_two_agreed_to_does_not_count_as_taken_alone(town, asked, colleague, as_user):
    second_person.confirm(asked, by=actor(colleague))
    client = as_user(town.east_office)
    content(download(client, asked))

    assert content(take(client, f"{UNITS}?q=春晖小学")).count("\n") == 2


def test_zero_asks_for_nobody(town, units, as_user, settings):
    settings.EXPORT_SECOND_PERSON_ABOVE_ROWS = 0

    assert "春晖医院" in content(take(as_user(town.east_office)))


def test_the_lists_of_administrators_are_confirmed_by_another_one(town, long, as_user):
    assert take(as_user(town.sysadmin), reverse("accounts:user-list"))["Location"] == EXPORTS

    asked = TwoPersonRequest.objects.get()

    deciders = {who for who, user in town.people.items() if rules.can_decide(actor(user), asked)}
    assert deciders == {"security", "auditor"}
    second_person.confirm(asked, by=actor(town.security))
    assert "spring_office" in content(download(as_user(town.sysadmin), asked))


def test_a_list_that_no_longer_exists_says_so(town, asked, colleague, as_user):
    asked.details["path"] = "/gone/"
    asked.save()
    page = as_user(colleague).get(reverse("accounts:request-confirm", args=[asked.pk]))
    assert page.status_code == 200
    second_person.confirm(asked, by=actor(colleague))

    assert download(as_user(town.east_office), asked)["Location"] == EXPORTS


# --- the record and the day's limit ------------------------------------------------------------


def test_a_file_that_is_broken_off_is_on_record_all_the_same(town, units, as_user):
    next(iter(take(as_user(town.spring_office)).streaming_content))  # then the browser goes away

    record = ExportRecord.objects.get()
    assert (record.rows, record.digest) == (4, "")
    assert Entry.objects.get(action="paperwork.exported").after["number"] == record.number


def test_what_was_broken_off_counts_towards_the_day(town, units, as_user, settings):
    settings.EXPORT_ROWS_A_DAY = 7
    client = as_user(town.spring_office)
    next(iter(take(client).streaming_content))

    assert take(client).status_code == 302
    assert ExportRecord.objects.count() == 1


def test_the_security_administrator_is_told_of_whoever_comes_to_the_limit(town, as_user, settings):
    settings.EXPORT_ROWS_A_DAY = 0
    client = as_user(town.spring_office)
    for _n in range(3):
        assert take(client).status_code == 302

    entry = Entry.objects.get(action="paperwork.export_limit_reached")
    assert (entry.user, entry.object_id) == (town.spring_office, town.spring_office.pk)
    security = as_user(town.security)
    (item,) = security.get(MY_DAY).context["items"]
    assert (item.count, item.urgent) == (1, True)
    assert "spring_office" in str(item.label)
    assert security.get(item.url).status_code == 200
    for other in (town.sysadmin, town.east_office, town.spring_office):
        items = as_user(other).get(MY_DAY).context["items"]
        assert item.url not in [one.url for one in items]
    with time_machine.travel(clock.now() + datetime.timedelta(days=5)):
        assert as_user(town.security).get(MY_DAY).context["items"] == []


def test_the_alarm_outlives_a_paper_that_is_rolled_back(town, settings):
    settings.EXPORT_ROWS_A_DAY = -1
    by = actor(town.spring_office)

    with pytest.raises(Refused):
        make_paper(find("roster"), town.spring, {}, PDF, by=by)

    assert Entry.objects.filter(action="paperwork.export_limit_reached").count() == 1
    assert not ExportRecord.objects.exists()


def test_more_rows_than_a_sheet_holds_are_refused_before_anything(
    town, units, as_user, monkeypatch
):
    monkeypatch.setattr(exports, "ROWS_PER_SHEET", 3)

    assert take(as_user(town.spring_office), file_type="xlsx").status_code == 302

    assert not ExportRecord.objects.exists()
    assert "春晖医院" in content(take(as_user(town.spring_office)))
