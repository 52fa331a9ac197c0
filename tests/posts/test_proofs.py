"""Proofs of service: issued, printed, found by their code by anybody, revoked."""

import datetime

import pytest
from django.conf import settings as product
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from core import hooks, public
from core.models import PublicVisits
from core.verdicts import Refused
from posts.models import ServiceProof
from posts.papers import proof_of_service
from posts.services import claims, proofs, records
from posts.views.proofs import masked
from tests.conftest import actor
from tests.factories import MemberFactory, PostFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english_june")]

TODAY = datetime.date(2026, 6, 30)
EARLIER = datetime.date(2026, 6, 1)
DAY = datetime.timedelta(days=1)


@pytest.fixture
def secretary(town):
    return actor(town.peace_secretary)


@pytest.fixture
def served(town, secretary):
    """Somebody with two services of an hour and a half."""
    post = PostFactory(committee=town.peace, name="夜间巡逻岗")
    member = MemberFactory(lives_in=town.peace, name="周敏敏")
    claim = claims.claim_post(post, member, on=EARLIER, by=secretary)
    claim = claims.agree_for_branch(claim, on=EARLIER, reason="x", by=secretary)
    for n in range(2):
        records.enter_records(
            post, [claim], on=TODAY - n * DAY, minutes=90, result="巡逻", by=secretary
        )
    return member


def issue(town, member, by=None, since=EARLIER, until=TODAY):
    by = by or actor(town.peace_secretary)
    return proofs.issue_proof(town.peace, member, since=since, until=until, by=by)


def check(code, **headers):
    client = Client(**headers)
    client.cookies[product.LANGUAGE_COOKIE_NAME] = "en"
    return client.post(reverse("posts:verify"), {"code": code})


def faults():
    return [fault for answer in hooks.integrity.ask() for fault in answer or ()]


def test_it_certifies_what_counts_in_the_period(town, served, secretary):
    proof = issue(town, served)
    assert (proof.services, proof.minutes, proof.records.count()) == (2, 180, 2)
    assert issue(town, served, until=TODAY - DAY).services == 1
    records.void_record(proof.records.first(), reason="x", by=secretary)
    assert issue(town, served).services == 1
    assert faults() == []


def test_only_the_community_s_offices_issue_and_only_what_is_on_record(town, served, secretary):
    for who in (town.hill_office, town.east_leader, town.clinic_liaison_user, town.nobody):
        with pytest.raises(Refused):
            issue(town, served, by=actor(who))
    with pytest.raises(Refused, match="Nothing is on record"):
        issue(town, MemberFactory(lives_in=town.peace))
    with pytest.raises(Refused, match="before it begins"):
        issue(town, served, until=EARLIER - DAY)
    with pytest.raises(Refused, match="not come yet"):
        issue(town, served, until=TODAY + DAY)
    with pytest.raises(Refused, match="A community certifies"):
        proofs.issue_proof(
            town.spring, served, since=EARLIER, until=TODAY, by=actor(town.spring_office)
        )


def test_the_code_has_160_bits_and_stands_in_no_database(town, served):
    proof = issue(town, served)
    code = proofs.code_of(proof)

    assert len(code.replace("-", "")) == 32  # of five bits each
    assert code != proofs.code_of(issue(town, served))
    plain = code.replace("-", "")
    assert plain not in {proof.nonce.upper(), proof.digest.upper()}
    assert proofs.digest_of(code) == proof.digest


def test_anybody_finds_it_by_its_code_however_typed_and_learns_little(town, served):
    code = proofs.code_of(issue(town, served))

    for typed in (code, code.lower(), code.replace("-", " "), code.replace("O", "0")):
        page = check(typed)
        told = page.content.decode()
        assert page.status_code == 200
        assert page.context["found"]
        assert "周**" in told
    assert "周敏敏" not in told
    assert "巡逻" not in told
    facts = {str(fact.label): str(fact.value) for fact in page.context["facts"]}
    assert facts["Hours"] == "3 h"
    assert facts["Period"] == "2026-06-01 – 2026-06-30"
    assert facts["Issued by"] == "和平里社区委员会"
    assert PublicVisits.objects.get().missed == 0


def test_a_wrong_code_is_not_found_and_too_many_are_not_looked_up(
    town, served, settings, time_machine_at
):
    settings.PUBLIC_MISSES_PER_ADDRESS_AND_HOUR = 3
    code = proofs.code_of(issue(town, served))
    for _n in range(3):
        assert "There is no proof with this code" in check("A" * 32).content.decode()

    assert check(code).status_code == 429
    assert check(code, REMOTE_ADDR="10.0.0.9").status_code == 200
    assert "127.0.0.1" not in str(list(PublicVisits.objects.values_list("key", flat=True)))
    time_machine_at(TODAY + DAY)
    assert check(code).status_code == 200
    time_machine_at(TODAY + 3 * DAY)
    public.clear_away()
    assert not PublicVisits.objects.exists()


def test_revoked_it_says_so_to_whoever_asks(town, served, secretary):
    proof = issue(town, served)
    code = proofs.code_of(proof)
    with pytest.raises(Refused):
        proofs.revoke_proof(proof, reason="x", by=actor(town.hill_office))

    proof = proofs.revoke_proof(proof, reason="时长有误", by=secretary)
    with pytest.raises(Refused, match="revoked already"):
        proofs.revoke_proof(proof, reason="x", by=secretary)

    page = check(code).content.decode()
    assert "revoked and is no longer valid" in page
    assert "时长有误" not in page
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceProof.objects.filter(pk=proof.pk).update(status="issued")


def test_the_paper_stays_as_it_was_issued(town, served, secretary, settings):
    settings.SITE_URL = "https://dj.example.gov.cn"
    proof = issue(town, served)
    first = proof_of_service(proof)
    assert first.facts["hours"] == "3 h"
    assert [row["on"] for row in first.rows] == ["2026-06-29", "2026-06-30"]
    assert first.facts["code"] == proofs.code_of(proof)
    assert any("https://dj.example.gov.cn/posts/verify/" in text for text in first.paragraphs)

    row = proof.records.first()
    records.correct_record(row, on=row.on, minutes=30, result="", reason="x", by=secretary)

    assert proof_of_service(proof).rows == first.rows


def test_what_is_wrong_by_now_is_said_on_its_page(town, served, secretary, as_user):
    proof = issue(town, served)
    records.void_record(proof.records.first(), reason="x", by=secretary)
    page = as_user(town.peace_secretary).get(proof.get_absolute_url()).content.decode()
    assert "made void since: 1." in page


def test_a_paper_whose_code_nobody_would_find_is_not_printed(town, served, settings):
    proof = issue(town, served)
    settings.SECRET_KEY = "another key than the one with which the proof was issued"
    with pytest.raises(Refused, match="has changed since"):
        proof_of_service(proof)


def test_issued_printed_and_revoked_on_the_pages(town, served, as_user):
    client = as_user(town.peace_secretary)
    data = {
        "committee": town.peace.pk,
        "member": served.pk,
        "since": "2026-06-01",
        "until": "2026-06-30",
    }
    assert (
        client.post(reverse("posts:proof-create"), data | {"until": "2026-05-01"}).status_code
        == 200
    )
    response = client.post(reverse("posts:proof-create"), data)
    proof = ServiceProof.objects.get()
    assert response.url == proof.get_absolute_url()

    pdf = client.post(reverse("paperwork:paper-pdf", args=["proof-of-service", proof.pk]))
    docx = client.post(reverse("paperwork:paper-docx", args=["proof-of-service", proof.pk]))
    assert pdf.content.startswith(b"%PDF")
    assert docx.content.startswith(b"PK")
    client.post(reverse("posts:proof-revoke", args=[proof.pk]), {"reason": "有误"})
    pdf = client.post(reverse("paperwork:paper-pdf", args=["proof-of-service", proof.pk]))
    assert pdf.status_code == 409
    assert as_user(town.east_leader).get(proof.get_absolute_url()).status_code == 200


def test_its_qr_code_leads_to_the_page_and_tells_no_server_the_code(town, served, settings):
    proof = issue(town, served)
    assert proof_of_service(proof).qr == ""  # an installation that does not know its address
    settings.SITE_URL = "https://party.example.cn"

    paper = proof_of_service(proof)

    address, _hash, code = paper.qr.partition("#")
    assert address == f"https://party.example.cn{reverse('posts:verify')}"
    assert proofs.with_code(code) == proof
    assert "data-from-address" in Client().get(reverse("posts:verify")).content.decode()


@pytest.mark.parametrize(("name", "shown"), [("王芳", "王*"), ("周敏敏", "周**"), ("王", "王*")])
def test_a_name_is_masked_but_for_its_first_character(name, shown):
    assert masked(name) == shown
