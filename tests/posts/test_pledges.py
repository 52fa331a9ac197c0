"""承诺: made, followed, settled, looked at again; what is counted."""

import datetime

import pytest
from django.urls import reverse

from core.verdicts import Refused
from posts import figures
from posts.models import Claim, Pledge
from posts.rules.pledges import MOST
from posts.services import claims
from posts.services import pledges as services
from tests.conftest import actor
from tests.factories import PostFactory
from tests.posts.test_claims import TODAY, in_post, resident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english_june")]
Status = Pledge.Status
DECEMBER = datetime.date(2026, 12, 31)


@pytest.fixture
def secretary(town):
    return actor(town.peace_secretary)


@pytest.fixture
def claim(town):
    """Of somebody who has an account: ``nobody``."""
    member = resident(town)
    member.person.user = town.nobody
    member.person.save()
    return in_post(town, PostFactory(committee=town.peace), member)


def make(claim, by, due_on=DECEMBER, content="走访独居老人"):
    return services.make_pledge(claim, content=content, measure="12次", due_on=due_on, by=by)


def test_the_community_and_the_member_pledge_and_nobody_else(town, claim, secretary):
    make(claim, secretary)
    make(claim, actor(town.nobody))

    for login in ("clinic_liaison_user", "east_leader", "west_office"):
        with pytest.raises(Refused):
            make(claim, actor(getattr(town, login)))
    assert claim.pledges.count() == 2


def test_a_deadline_lies_in_the_term(claim, secretary):
    for day in (datetime.date(2026, 6, 29), datetime.date(2027, 7, 1)):
        with pytest.raises(Refused):
            make(claim, secretary, due_on=day)

    assert make(claim, secretary, due_on=claim.term_ends_on).due_on == claim.term_ends_on


def test_nobody_pledges_more_than_can_be_looked_after(claim, secretary):
    rows = [make(claim, secretary) for _n in range(MOST)]

    with pytest.raises(Refused, match="10 pledges"):
        make(claim, secretary)
    services.settle_pledge(rows[0], Status.DROPPED, reason="重复", by=secretary)
    make(claim, secretary)
    with pytest.raises(Refused, match="10 pledges"):
        services.reopen_pledge(rows[0], reason="x", by=secretary)


def test_nobody_pledges_on_the_waiting_list_or_when_it_is_over(town, claim, secretary):
    waiting = claims.claim_post(claim.post, resident(town, "吴刚"), by=secretary)
    assert waiting.status == Claim.Status.WAITING

    with pytest.raises(Refused, match="has a place"):
        make(waiting, secretary)
    over = claims.leave_post(claim, reason="搬家", by=secretary)
    with pytest.raises(Refused, match="has a place"):
        make(over, secretary)


def test_the_member_tells_of_progress_and_does_not_judge_it(town, claim, secretary):
    member = actor(town.nobody)
    row = make(claim, secretary)

    services.note_progress(row, text="走访3户", by=member)
    with pytest.raises(Refused, match="Only its own office"):
        services.settle_pledge(row, Status.KEPT, by=member)
    services.settle_pledge(row, Status.KEPT, by=secretary)

    with pytest.raises(Refused, match="already"):
        services.note_progress(row, text="x", by=member)
    assert [note.text for note in row.notes.all()] == ["走访3户"]


def test_what_is_not_kept_has_a_reason_and_may_be_looked_at_again(claim, secretary):
    row = make(claim, secretary)
    with pytest.raises(Exception, match="why it was not kept"):
        services.settle_pledge(row, Status.NOT_KEPT, by=secretary)

    row = services.settle_pledge(row, Status.NOT_KEPT, reason="住院", by=secretary)
    assert (row.status, row.done_on) == (Status.NOT_KEPT, TODAY)
    with pytest.raises(Refused, match="is not followed by"):
        services.settle_pledge(row, Status.KEPT, by=secretary)
    row = services.reopen_pledge(row, reason="补做", by=secretary)
    assert (row.status, row.done_on) == (Status.OPEN, None)


def test_after_the_end_it_is_settled_but_not_continued(claim, secretary):
    row = make(claim, secretary)
    claims.leave_post(claim, reason="搬家", by=secretary)
    row.refresh_from_db()

    with pytest.raises(Refused, match="only be settled"):
        services.note_progress(row, text="x", by=secretary)
    assert services.settle_pledge(row, Status.KEPT, by=secretary).status == Status.KEPT


def test_what_is_counted_are_rows_and_dropped_ones_are_none(claim, secretary, time_machine_at):
    kept = make(claim, secretary)
    services.settle_pledge(kept, Status.KEPT, by=secretary)
    missed = make(claim, secretary)
    services.settle_pledge(missed, Status.NOT_KEPT, reason="x", by=secretary)
    dropped = make(claim, secretary)
    services.settle_pledge(dropped, Status.DROPPED, reason="x", by=secretary)
    late = make(claim, secretary, due_on=datetime.date(2026, 7, 31))
    make(claim, secretary)

    time_machine_at(datetime.date(2026, 8, 1))
    told = figures.pledges_of(claim)
    many = figures.with_pledges(Claim.objects.all()).get()

    assert (told.made.count(), told.due.count(), told.kept.count()) == (4, 3, 1)
    assert set(told.due) == {kept, missed, late}
    assert (many.pledges_made, many.pledges_due, many.pledges_kept) == (4, 3, 1)
    assert list(figures.with_late_pledges(Claim.objects.all(), TODAY)) == []
    late_now = figures.with_late_pledges(Claim.objects.all(), datetime.date(2026, 8, 1))
    assert list(late_now) == [claim]


def test_the_pages_lead_from_the_claim_to_the_pledge_and_back(town, claim, as_user):
    client = as_user(town.peace_secretary)
    data = {"content": "走访独居老人", "measure": "12次", "due_on": "2027-12-31"}
    page = client.post(reverse("posts:pledge-create", args=[claim.pk]), data)
    assert "kept by then" in page.content.decode()
    assert "走访独居老人" in page.content.decode()

    client.post(reverse("posts:pledge-create", args=[claim.pk]), data | {"due_on": "2026-12-31"})
    row = claim.pledges.get()
    shown = client.get(claim.get_absolute_url()).content.decode()
    assert row.get_absolute_url() in shown
    assert "Pledge made" in shown  # in the claim's history
    client.post(
        reverse("posts:pledge-progress", args=[row.pk]), {"on": "2026-06-30", "text": "走访3户"}
    )
    assert "走访3户" in client.get(row.get_absolute_url()).content.decode()
    settle = reverse("posts:pledge-settle", args=[row.pk])
    page = client.post(settle, {"status": "not-kept", "on": "2026-06-30", "reason": ""})
    assert "why it was not kept" in page.content.decode()
    client.post(settle, {"status": "kept", "on": "2026-06-30"})
    row.refresh_from_db()
    assert row.status == Status.KEPT


def test_a_pledge_past_its_deadline_waits_on_my_day(
    town, claim, secretary, as_user, time_machine_at
):
    make(claim, secretary, due_on=datetime.date(2026, 7, 31))
    time_machine_at(datetime.date(2026, 8, 3))
    client = as_user(town.peace_secretary)

    assert "past its deadline" in client.get("/").content.decode()
    listed = client.get(reverse("posts:claim-list") + "?state=pledges").content.decode()
    assert str(claim.member) in listed
