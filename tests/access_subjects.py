"""What the addresses of the access table are about: one row of each kind, all in Spring or Peace.

``pine`` is still proposed, ``lake`` is a working mechanism, the rest of the tree is in being.
Every state that a step asks for has its own row, so that whoever may take it gets its page.
"""

import datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import TwoPersonRequest
from audit.models import Entry, ReadEntry, Seal
from committees.models import Appointment, Committee, Reorganisation, Tier
from core import clock
from core.models import Job
from members.models import (
    Capacity,
    Handover,
    HandoverItem,
    Invitation,
    Liaison,
    MemberRequest,
    Membership,
    OrganizationUnit,
    Registration,
    RegistrationStep,
    Seat,
    SuperiorContact,
    Turn,
)
from members.services.capacities import make_default_capacities
from members.services.scopes import refresh_people, refresh_units
from paperwork.models import ExportRecord, PaperTemplate, SavedView
from paperwork.services.imports import bring
from posts.models import (
    Activity,
    CheckRound,
    Claim,
    ClaimStep,
    Evaluation,
    EvaluationPart,
    EvaluationScheme,
    FeedbackLetter,
    FeedbackLine,
    Pledge,
    PledgeNote,
    PostCheck,
    ReceiptLink,
    ServiceProof,
    ServiceRecord,
    SignUp,
    Talk,
    VoteBatch,
)
from posts.services.agreements import draw_up_agreement, sign_agreement
from posts.services.displays import give_consent, open_board
from posts.services.schemes import make_default_scheme
from tests.conftest import SETUP, actor
from tests.factories import (
    START,
    MemberFactory,
    NeedFactory,
    OrganisationFactory,
    PersonFactory,
    PostFactory,
    UnitFactory,
)

TODAY = datetime.date.today()  # noqa: DTZ011 the tests run in the office's time zone


def make_subjects(town):
    """The arguments of each kind of address: subject → list of URL arguments."""
    make_default_capacities(by=SETUP)
    found = {"spring": [town.spring.pk], "peace": [town.peace.pk], "grid": [town.grid.pk]}
    Committee.objects.filter(pk=town.pine.pk).update(status="proposed")
    town.pine.periods.update(status="proposed")
    Committee.objects.filter(pk=town.lake.pk).update(status="mechanism")
    town.lake.periods.update(status="mechanism")
    found |= {"proposed": [town.pine.pk], "mechanism": [town.lake.pk]}

    Committee.objects.filter(pk=town.spring.pk).update(rotation="month")

    found["unit"] = [town.clinic.pk]
    for status in ("invited", "to-confirm", "active", "to-adjust"):
        unit = UnitFactory()
        membership = Membership.objects.create(
            unit=unit, committee=town.spring, status=status, starts_on=START
        )
        refresh_units([unit.pk])
        found[f"membership {status}"] = [membership.pk]
    found["membership"] = [town.clinic_in_spring.pk]

    found["person"] = [town.doctor.pk]
    member = MemberFactory(
        lives_in=town.peace, employer=town.clinic, resident_id="11010519491231002X"
    )
    found["party member"] = [member.pk]
    for word, status in [
        ("registration", "registered"),
        ("registration pending", "pending"),
        ("registration due", "registered"),
    ]:
        registration = Registration(
            member=MemberFactory(lives_in=town.peace, employer=town.clinic),
            committee=town.peace,
            employer=town.clinic,
            status=status,
            starts_on=START,
            valid_until=TODAY,
        )
        registration.stand_at(town.peace)
        registration.save()
        found[word] = [registration.pk]
    step = RegistrationStep.objects.create(
        registration_id=found["registration"][0], status="registered", day=START
    )
    found["step of a registration"] = [step.pk]
    found |= needs(town)
    found["objection to a registration"] = ["members.registration", *found["registration"]]
    found |= invitations_and_requests(town, member)
    found |= posts_and_claims(town)
    found |= letters(town, member)
    found["person without account"] = [PersonFactory(home=town.spring).pk]

    party = Capacity.objects.get(code="street-party")
    part_time = Capacity.objects.get(code="street-part-time")
    for status in ("recommended", "agreed", "nominated", "reviewed", "appointed"):
        person = PersonFactory(home=town.spring)
        seat = Seat.objects.create(
            person=person,
            committee=town.spring,
            capacity=party if status == "appointed" else part_time,
            status=status,
            starts_on=START,
        )
        refresh_people([person.pk])
        found[f"seat {status}"] = [seat.pk]
    found["capacity"] = [party.pk]

    organisation = OrganisationFactory(home=town.spring, relation="joint")
    link = OrganizationUnit.objects.create(
        organisation=organisation, unit=town.clinic, starts_on=START
    )
    found["organisation"], found["unit of an organisation"] = [organisation.pk], [link.pk]

    liaison = town.clinic_liaison
    found["liaison"] = [liaison.pk]
    found["handover"] = [handover(town).pk]

    found["tier"] = [tier_of(town).pk]
    appointment = Appointment.objects.get(user=town.people["grid_leader"])
    found["appointment"] = [appointment.pk]
    found["reorganisation"] = [
        Reorganisation.objects.create(
            kind="rename",
            committee=town.peace,
            effective_on=TODAY + datetime.timedelta(days=30),
            new_area_name="和睦里社区",
            basis_document="关于更名的通知",
        ).pk
    ]
    found["account"] = [town.people["nobody"].pk]
    found["request"] = [request_about(town).pk]
    found["entry"] = [
        Entry.objects.create(
            action="members.unit_edited",
            user_name="x",
            source="page",
            request_id="-",
            model="members.memberunit",
            object_id=town.clinic.pk,
        ).pk
    ]
    found["verification"] = [
        Job.objects.create(task="audit.verify", user=town.people["auditor"]).pk
    ]
    found["read entry"] = [ReadEntry.objects.create(user_name="x", source="page", field="phone").pk]
    found["seal"] = [
        Seal.objects.create(
            log="entry", first_id=1, last_id=1, count=0, ids=b"", digests=b"", at=clock.now()
        ).pk
    ]
    found["period"] = [town.spring.periods.get().pk]
    found["turn"] = [
        Turn.objects.create(
            committee=town.spring, membership=town.clinic_in_spring, starts_on=START
        ).pk
    ]
    found["contact"] = [
        SuperiorContact.objects.create(
            unit=town.clinic, date=START, direction="to", by="x", text="x"
        ).pk
    ]
    found["handover item"] = [
        HandoverItem.objects.create(handover_id=found["handover"][0], text="x").pk
    ]

    spring = [town.spring.pk]
    found["papers of Spring"] = ["committees.committee", *spring]
    found["roster of Spring"] = ["roster", *spring]
    found["kind of paper"] = ["roster"]
    found["kind of import"] = ["units"]
    found["template"] = [
        PaperTemplate.objects.create(
            committee=town.spring,
            kind="roster",
            edition=1,
            file_name="a.docx",
            content=b"PK",
            digest="0" * 64,
            uploaded_by=town.people["spring_office"],
        ).pk
    ]
    roster = SimpleUploadedFile("a.csv", "单位名称,统一社会信用代码\n春晖小学,1\n".encode())
    run = bring("units", town.spring, roster, by=actor(town.people["spring_office"]))
    found |= {"import": [run.pk], "row of the import": [run.pk, 2]}
    found["job"] = [Job.objects.create(task="paperwork.check", user=run.user).pk]
    found["saved view"] = [
        SavedView.objects.create(user=run.user, path="/members/units/", name="x").pk
    ]
    found["long list"] = [long_list(town).pk]
    found["export"] = [
        ExportRecord.objects.create(
            user=run.user, title="x", table="UnitTable", rows=1, digest="0" * 64, number="x"
        ).pk
    ]
    return found


def needs(town):
    """Needs of the clinic, registered at Spring."""
    told = {"committee": town.spring, "source": "unit", "unit": town.clinic}
    settled = NeedFactory(**told, status="met", settled_on=TODAY)
    return {"need": [NeedFactory(**told).pk], "need settled": [settled.pk]}


def invitations_and_requests(town, member):
    """Of a party member of Peace: a code that is good, and something asked about the entry."""
    invitation = Invitation.objects.create(member=member, digest="0" * 64, valid_until=TODAY)
    request = MemberRequest(
        member=member,
        kind="deletion",
        about_model="members.partymember",
        about_id=member.pk,
        about_name="x",
        field="specialties",
        asked_on=START,
    )
    request.stand_at(town.peace)
    request.save()
    return {"invitation": [invitation.pk], "request of a member": [request.pk]}


def posts_and_claims(town):
    """A post of Peace in each state that a step asks for, claimed by people of the clinic."""
    post = PostFactory(committee=town.peace, quota=9, taken=4)
    found = {
        "kind of post": [post.category_id],
        "post": [post.pk],
        "post draft": [PostFactory(committee=town.peace, status="draft", published_on=None).pk],
    }
    for status in ("applied-for", "community-confirmed", "in-post"):
        claim = Claim(
            post=post,
            member=MemberFactory(lives_in=town.peace, employer=town.clinic),
            employer=town.clinic,
            status=status,
            starts_on=START,
            since=START,
            in_post_on=START if status == "in-post" else None,
            term_ends_on=TODAY if status == "in-post" else None,
        )
        claim.stand_at(town.peace)
        claim.save()
        found[f"claim {status}"] = [claim.pk]
    step = ClaimStep.objects.create(claim=claim, status="in-post", day=START)
    found |= agreed_and_pledged(town, post, claim)
    found |= activities_and_records(town, claim)
    found |= checks_of(town, claim) | evaluations_of(town, claim)
    return found | {"step of a claim": [step.pk]}


def agreed_and_pledged(town, post, claim):
    """For the claim in post a draft and two pledges; another one that is signed and shown."""
    by = actor(town.peace_secretary)
    draft = draw_up_agreement(claim, by=by)
    open_one, kept = (
        Pledge.objects.create(claim=claim, content="x", measure="x", due_on=TODAY, **more)
        for more in ({}, {"status": "kept", "done_on": TODAY})
    )
    signed = Claim(
        post=post,
        member=MemberFactory(lives_in=town.peace, employer=town.clinic),
        employer=town.clinic,
        status="in-post",
        starts_on=START,
        since=START,
        in_post_on=START,
        term_ends_on=TODAY,
    )
    signed.stand_at(town.peace)
    signed.save()
    sign_agreement(draw_up_agreement(signed, by=by), on=clock.today(), by=by)
    link, _token = open_board(town.grid, by=by)
    return {
        "claim signed": [signed.pk],
        "agreement": [draft.pk],
        "pledge": [open_one.pk],
        "pledge kept": [kept.pk],
        "note of a pledge": [PledgeNote.objects.create(pledge=open_one, day=TODAY, text="x").pk],
        "consent": [give_consent(signed, paper="x", by=by).pk],
        "board address": [link.pk],
    }


def activities_and_records(town, claim):
    """What Peace offers and records of people of the clinic, and a proof of it."""
    activity = Activity(committee=town.peace, title="x", on=TODAY, where="x", taken=2)
    activity.stand_at(town.peace)
    activity.save()
    found = {"activity": [activity.pk]}
    for status in ("signed-up", "attended"):
        row = SignUp.objects.create(
            activity=activity,
            member=MemberFactory(lives_in=town.peace, employer=town.clinic),
            employer=town.clinic,
            status=status,
            signed_up_on=START,
        )
        found[f"sign-up {status}"] = [row.pk]
    for at, status in enumerate(("entered", "disputed")):
        record = ServiceRecord(
            member=claim.member,
            employer=town.clinic,
            claim=claim,
            on=START + datetime.timedelta(days=at),
            minutes=60,
            status=status,
            reason="x",
            entered_on=TODAY,
            since=TODAY,
        )
        record.stand_at(town.peace)
        record.save()
        found["record" if status == "entered" else "record disputed"] = [record.pk]
    proof = ServiceProof(
        committee=town.peace, member=claim.member, since=START, until=START, services=1,
        minutes=60, issued_on=START, nonce="x", digest="x",
    )  # fmt: skip
    proof.stand_at(town.peace)
    proof.save()
    return found | {"proof": [proof.pk]}


def letters(town, member):
    """What Spring has written to the clinic, one letter of them not issued yet."""
    found = {}
    for half, status in enumerate(("draft", "issued"), 1):
        issued = status == "issued"
        letter = FeedbackLetter(
            unit=town.clinic,
            committee=town.spring,
            year=2026,
            half=half,
            covers_from=START,
            covers_until=TODAY,
            status=status,
            members=0,
            content={"unit": "x", "supply": []},
            serial=1 if issued else None,
            digest="0" * 64 if issued else "",
            issued_on=START if issued else None,
            due_on=TODAY if issued else None,
        )
        letter.stand_at(town.spring)
        letter.save()
        found[f"letter {status}"] = [letter.pk]
    content = {
        "name": "x",
        "community": "",
        "registration": None,
        "posts": [],
        "services": None,
        "activities": None,
        "grade": None,
    }
    line = FeedbackLine.objects.create(letter=letter, member=member, content=content)
    link = ReceiptLink.objects.create(letter=letter, digest="0" * 64, expires_on=TODAY)
    return found | {"line of a letter": [line.pk], "receipt link": [link.pk]}


def checks_of(town, claim):
    """Checks of somebody in post in each state that a step asks for, and a talk."""
    drawn = {"status": "drawn", "seed": "0" * 32, "drawn_on": START, "drawn_from": [claim.pk]}
    wrong = {"result": "not", "on": START, "finding": "x", "rectify_by": START}
    states = {
        "check": None,
        "check to rectify": wrong,
        "check rectified": wrong | {"rectified_on": START},
    }
    rows = {
        "round": CheckRound(quarter=1, **drawn),
        "round planned": CheckRound(quarter=2),
    }
    for row in rows.values():
        row.committee, row.year, row.due_on, row.share = town.peace, 2026, TODAY, 30
    for word, values in states.items():
        rows[word] = PostCheck(claim=claim, due_on=START, **(values or {"round": rows["round"]}))
    rows["talk"] = Talk(claim=claim, after_check=rows["check to rectify"], opened_on=START)
    found = {}
    for word, row in rows.items():
        row.stand_at(town.peace)
        row.save()
        found[word] = [row.pk]
    return found


def evaluations_of(town, claim):
    """One of somebody in post in each state that a step asks for, and the papers to vote on."""
    make_default_scheme(SETUP)
    scheme = EvaluationScheme.objects.get()
    unused = EvaluationScheme.objects.create(from_year=2090)
    points = {"total": 70, "reached": "qualified"}
    signed = points | {
        "grade": "qualified",
        "signed_by": "x",
        "signed_on": TODAY,
        "digest": "0" * 64,
    }
    states = {"open": {}, "scored": points, "signed": signed, "objected": signed}
    found = {"scheme": [scheme.pk], "scheme unused": [unused.pk]}
    found["indicator"] = [scheme.indicators.first().pk]
    for n, (status, values) in enumerate(states.items()):
        row = Evaluation(claim=claim, year=2026 - n, scheme=scheme, status=status, **values)
        row.objection = "x" if status == "objected" else ""
        row.stand_at(town.peace)
        row.save()
        found["evaluation" if status == "open" else f"evaluation {status}"] = [row.pk]
    part = EvaluationPart.objects.create(
        evaluation_id=found["evaluation"][0],
        indicator=scheme.indicators.get(source="branch"),
    )
    found["part of an evaluation"] = [part.pk]
    found["points of a branch"] = [found["evaluation"][0], "branch"]
    batch = VoteBatch(year=2026, printed=0, expires_at=clock.now())
    batch.stand_at(town.peace)
    batch.save()
    return found | {"voting papers": [batch.pk]}


def request_about(town):
    """To remove a second factor, still waiting."""
    return TwoPersonRequest.objects.create(
        kind="accounts.reset_second_factor",
        key="x",
        title="x",
        reason="x",
        asked_by=town.sysadmin,
        about=town.people["nobody"],
        expires_at=clock.now() + datetime.timedelta(hours=1),
    )


def long_list(town):
    """All units of Spring, confirmed and not downloaded yet."""
    listing = {"path": "/members/units/", "query": "", "at": town.spring.pk, "on": ""}
    return TwoPersonRequest.objects.create(
        kind="paperwork.export",
        key="x",
        title="x",
        reason="x",
        details=listing | {"format": "csv", "rows": 1, "columns": ["x"]},
        place=town.spring.path,
        asked_by=town.people["spring_office"],
        status="approved",
        decided_by=town.people["east_office"],
        expires_at=clock.now() + datetime.timedelta(hours=1),
    )


def handover(town):
    """From the clinic's liaison to a colleague without an account, in Spring."""
    successor = PersonFactory(home=town.spring)
    second = Liaison.objects.create(
        membership=town.clinic_in_spring, person=successor, starts_on=START, filed_on=START
    )
    refresh_people([successor.pk])
    return Handover.objects.create(predecessor=town.clinic_liaison, successor=second)


def tier_of(town):
    return Tier.objects.get(level="street")
