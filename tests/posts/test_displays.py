"""示岗: consent, the board, its papers, and the page that anybody can open."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core import public
from core.models import PublicVisits
from core.verdicts import Refused
from posts import notices
from posts.models import BoardLink, DisplayConsent
from posts.papers import board_paper
from posts.services import claims, pledges
from posts.services import displays as services
from tests.conftest import actor
from tests.factories import MemberFactory, OrganisationFactory, PostFactory
from tests.posts.test_claims import TODAY, in_post, resident

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english_june")]

ID_NUMBER = "11010519491231002X"
PHONE = "13812345678"


@pytest.fixture
def secretary(town):
    return actor(town.peace_secretary)


@pytest.fixture
def claim(town, secretary):
    """Of somebody about whom much is known, none of which is anybody's business."""
    branch = OrganisationFactory(home=town.peace, name="秘密党支部")
    member = MemberFactory(
        lives_in=town.grid, name="周敏", phone=PHONE, resident_id=ID_NUMBER, organisation=branch,
        born_on=datetime.date(1949, 12, 31), sex="female",
        specialties=["law"],
    )  # fmt: skip
    member.person.user, member.person.workplace = town.nobody, "机密单位"
    member.person.position = "主任"
    member.person.save()
    post = PostFactory(committee=town.grid, name="夜间巡逻岗", duties="夜间巡逻并记录")
    made = claims.claim_post(post, member, reason="私人原因", by=secretary)
    pledges.make_pledge(
        made, content="走访独居老人", measure="12次", due_on=datetime.date(2026, 12, 31),
        by=secretary,
    )  # fmt: skip
    return made


def open_board(town, committee=None):
    _link, token = services.open_board(committee or town.peace, by=actor(town.peace_secretary))
    return reverse("posts:public-board", args=[token])


def read(url, client=None):
    return (client or Client()).get(url)


# --- consent -------------------------------------------------------------------------------------


def test_the_member_consents_with_a_click_and_the_words_are_kept(town, claim):
    row = services.give_consent(claim, by=actor(town.nobody))

    assert (row.starts_on, row.ends_on, row.notice_version) == (TODAY, None, notices.VERSION)
    assert row.notice == notices.as_told()
    with pytest.raises(Refused, match="consented already"):
        services.give_consent(claim, by=actor(town.nobody))


def test_the_community_needs_a_signed_paper(claim, secretary):
    with pytest.raises(Refused, match="what the member has signed"):
        services.give_consent(claim, by=secretary)

    row = services.give_consent(claim, paper="公示同意书", by=secretary)
    assert (row.paper, row.given_to) == ("公示同意书", secretary.user)


def test_nobody_else_speaks_for_the_member(town, claim, secretary):
    for login in ("clinic_liaison_user", "east_leader", "west_office"):
        with pytest.raises(Refused):
            services.give_consent(claim, paper="x", by=actor(getattr(town, login)))
    services.give_consent(claim, paper="x", by=secretary)
    for login in ("clinic_liaison_user", "east_leader", "west_office"):
        with pytest.raises(Refused):
            services.revoke_consent(claim, by=actor(getattr(town, login)))


def test_only_who_is_in_post_can_be_shown(town, secretary):
    waiting = claims.claim_post(PostFactory(committee=town.peace), resident(town), by=secretary)

    with pytest.raises(Refused, match="Only who is in post"):
        services.give_consent(waiting, paper="x", by=secretary)


def test_a_new_consent_is_not_older_than_the_revocation(claim, secretary, time_machine_at):
    services.give_consent(claim, paper="x", by=secretary)
    time_machine_at(datetime.date(2026, 7, 10))
    services.revoke_consent(claim, by=secretary)

    with pytest.raises(Refused, match="revoked on"):
        services.give_consent(claim, paper="x", on=datetime.date(2026, 7, 9), by=secretary)
    services.give_consent(claim, paper="新同意书", by=secretary)
    assert DisplayConsent.objects.count() == 2


# --- the board -----------------------------------------------------------------------------------


def names(committee):
    return [row["name"] for row in board_paper(committee).rows]


def test_the_board_shows_those_who_consented_until_they_revoke(town, claim, secretary):
    assert names(town.peace) == []
    services.give_consent(claim, paper="x", by=secretary)
    assert names(town.peace) == names(town.grid) == ["周敏"]
    assert names(town.pine) == []

    services.revoke_consent(claim, by=secretary)

    assert names(town.peace) == []


def test_who_has_left_the_post_is_on_no_board(town, claim, secretary):
    services.give_consent(claim, paper="x", by=secretary)
    claims.leave_post(claim, reason="搬家", by=secretary)

    assert names(town.peace) == []


def test_the_paper_says_what_a_board_says(town, claim, secretary):
    services.give_consent(claim, paper="x", by=secretary)

    (row,) = board_paper(town.peace).rows

    assert row == {
        "no": "1",
        "name": "周敏",
        "post": "夜间巡逻岗",
        "duties": "夜间巡逻并记录",
        "pledges": "走访独居老人 (by 2026-12-31)",
        "term": "2026-06-30 to 2027-06-30",
    }


@pytest.mark.parametrize("kind", ["post-board", "post-board-a3"])
def test_the_board_is_printed_by_who_reads_the_community(town, claim, as_user, kind):
    url = reverse("paperwork:paper-pdf", args=[kind, town.peace.pk])

    made = as_user(town.peace_secretary).post(url, {})

    # A4 and A3, lying: points of 1/72 inch.
    size = b"841.8" if kind == "post-board" else b"1190.5"
    assert made.content.startswith(b"%PDF")
    assert size in made.content
    street = reverse("paperwork:paper-pdf", args=[kind, town.spring.pk])
    assert as_user(town.spring_office).post(street, {}).status_code == 409


def test_a_board_asks_the_same_questions_for_one_as_for_twenty(town, claim, secretary, as_user):
    services.give_consent(claim, paper="x", by=secretary)
    client = as_user(town.peace_secretary)

    def asked():
        client.get(reverse("posts:board"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("posts:board")).status_code == 200
        return len(queries)

    before = asked()
    for n in range(19):
        other = in_post(town, PostFactory(committee=town.peace), resident(town, f"吴{n}"))
        services.give_consent(other, paper="x", by=secretary)
    assert asked() == before


def test_above_a_community_the_page_says_which_to_choose(town, as_user):
    page = as_user(town.spring_office).get(reverse("posts:board")).content.decode()
    assert "please choose one" in page

    page = as_user(town.spring_office).get(f"{reverse('posts:board')}?committee={town.peace.pk}")
    assert page.status_code == 200
    assert "please choose one" not in page.content.decode()


# --- open to the public --------------------------------------------------------------------------


def test_anybody_reads_the_board_by_its_address_and_nothing_else(town, claim, secretary):
    services.give_consent(claim, paper="机密同意书", by=secretary)
    url = open_board(town)

    page = read(url)

    text = page.content.decode()
    for told in ("周敏", "夜间巡逻岗", "夜间巡逻并记录", "走访独居老人", "2027-06-30"):
        assert told in text
    for secret in (
        PHONE, "138****", ID_NUMBER, "1949", "秘密党支部", "机密单位", "机密同意书", "私人原因",
        "主任", "12次", f"/posts/claims/{claim.pk}",
    ):  # fmt: skip
        assert secret not in text
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]
    assert not page.cookies


def test_without_consent_nobody_is_there_and_a_revocation_counts_at_once(town, claim, secretary):
    url = open_board(town)
    assert "周敏" not in read(url).content.decode()

    services.give_consent(claim, paper="x", by=secretary)
    assert "周敏" in read(url).content.decode()
    services.revoke_consent(claim, by=secretary)
    assert "周敏" not in read(url).content.decode()


def test_a_revoked_address_is_gone_and_a_new_one_is_another(town, claim, secretary):
    services.give_consent(claim, paper="x", by=secretary)
    url = open_board(town)
    with pytest.raises(Refused, match="public address already"):
        services.open_board(town.peace, by=secretary)

    services.close_board(BoardLink.objects.get(), by=secretary)

    assert read(url).status_code == 410
    assert "周敏" not in read(url).content.decode()
    assert open_board(town) != url


def test_the_token_is_long_and_kept_nowhere(town):
    url = open_board(town)
    token = url.rstrip("/").rsplit("/", 1)[1]

    assert len(token) >= 43  # 256 bits
    row = BoardLink.objects.get()
    assert token not in str(vars(row))
    assert row.token_digest == public.digest_of(token)


def test_guessing_meets_404_and_then_429_even_for_what_is_there(town, settings, caplog):
    settings.PUBLIC_MISSES_PER_ADDRESS_AND_HOUR = 5
    url = open_board(town)
    guesses = [reverse("posts:public-board", args=[f"guess-{n}"]) for n in range(7)]

    answers = [read(guess).status_code for guess in guesses]

    assert answers == [404] * 5 + [429] * 2
    assert read(url).status_code == 429
    assert read(url)["Retry-After"] == "3600"
    assert url not in caplog.text  # the address is a key
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.get(url).status_code == 200


def test_reading_has_its_limit_too_and_the_next_hour_begins_anew(town, settings, time_machine_at):
    settings.PUBLIC_VIEWS_PER_ADDRESS_AND_HOUR = 3
    url = open_board(town)

    assert [read(url).status_code for _n in range(4)] == [200, 200, 200, 429]
    time_machine_at(datetime.date(2026, 7, 1))
    assert read(url).status_code == 200
    assert PublicVisits.objects.count() == 2
    public.clear_away()
    assert PublicVisits.objects.count() == 1
    time_machine_at(datetime.date(2026, 7, 3))
    public.clear_away()
    assert PublicVisits.objects.count() == 0


def test_no_address_of_a_reader_is_kept_and_one_household_counts_as_one(town):
    url = open_board(town)
    for address in ("2001:db8::1", "2001:db8::2", "192.0.2.7"):
        Client(REMOTE_ADDR=address).get(url)

    kept = list(PublicVisits.objects.order_by("asked").values_list("key", "asked"))
    assert [asked for _key, asked in kept] == [1, 2]
    assert all("192.0.2.7" not in key and "2001" not in key for key, _asked in kept)


def test_the_secretary_opens_the_board_and_sees_the_code_once(town, as_user):
    client = as_user(town.peace_secretary)
    url = reverse("posts:board-open", args=[town.peace.pk])
    form = client.get(url).context["form_token"]

    made = client.post(url, {"form_token": form})

    assert made.status_code == 200
    assert "data:image/svg+xml" in made.content.decode()
    assert made["Cache-Control"] == "no-store"
    assert "/posts/notice/" in made.content.decode()
    assert client.post(url, {"form_token": form}).status_code in (302, 409)
    board = client.get(reverse("posts:board"))
    assert "/posts/notice/" not in board.content.decode()
    client.post(reverse("posts:board-close", args=[BoardLink.objects.get().pk]))
    assert not BoardLink.objects.running().exists()


def test_a_street_or_a_stranger_opens_no_board(town, as_user):
    with pytest.raises(Refused, match="community or a grid"):
        services.open_board(town.spring, by=actor(town.spring_office))
    for login in ("east_leader", "west_office", "clinic_liaison_user"):
        with pytest.raises(Refused):
            services.open_board(town.peace, by=actor(getattr(town, login)))


def test_consent_is_given_and_taken_back_on_the_claim_s_page(town, claim, as_user):
    client = as_user(town.nobody)
    page = client.get(reverse("posts:consent-give", args=[claim.pk])).content.decode()
    assert "I consent to be shown" in page
    assert "on a page that anybody can open" in page

    client.post(reverse("posts:consent-give", args=[claim.pk]), {})
    assert names(town.peace) == ["周敏"]
    assert "Revoke the consent" in client.get(claim.get_absolute_url()).content.decode()
    client.post(reverse("posts:consent-revoke", args=[claim.pk]))
    assert names(town.peace) == []
