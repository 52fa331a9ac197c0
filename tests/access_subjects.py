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
    Liaison,
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
from posts.models import Activity, Claim, ClaimStep, ServiceProof, ServiceRecord, SignUp
from tests.conftest import SETUP, actor
from tests.factories import (
    START,
    MemberFactory,
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
    found |= posts_and_claims(town)
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


def posts_and_claims(town):
    """A post of Peace in each state that a step asks for, claimed by people of the clinic."""
    post = PostFactory(committee=town.peace, quota=9, taken=3)
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
    found |= activities_and_records(town, claim)
    return found | {"step of a claim": [step.pk]}


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
