"""Thousands of random steps: members, posts, claims and the tree against a notebook.

Before each step the notebook (``posts_model``) says whether it may be taken; the service must do it
or refuse it accordingly. After each step the rows say what the notebook says, and at the end of
each walk, and after each reorganisation, the integrity check finds nothing.
"""

import datetime
import os
import zoneinfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from audit.actors import CLOCK
from committees.models import Reorganisation
from committees.reach import read_reach
from committees.services import (
    apply_reorganisation,
    plan_reorganisation,
    revert_reorganisation,
)
from core import hooks
from core.verdicts import Refused
from members.models import PartyMember, Person, Registration
from members.services import party_members, registrations
from posts.models import Claim, Post
from posts.services import claims, posts
from tests.conftest import actor
from tests.factories import (
    OrganisationFactory,
    PostCategoryFactory,
    UserFactory,
    make_committee,
)
from tests.machines import posts_model as model

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

# In four parts, so that they run side by side; WALKS=25 makes five thousand steps of them.
STEPS, WALKS, PARTS = 50, int(os.environ.get("WALKS", "3")), 4
FIRST_DAY = datetime.date(2026, 3, 2)
# name, community, in service, of the unit with a liaison, home branch at, probationary
PEOPLE = [
    ("m0", "peace", False, False, "", False),
    ("m1", "peace", True, True, "", False),
    ("m2", "peace", False, True, "peace", False),
    ("m3", "pine", False, False, "pine", False),
    ("m4", "pine", False, False, "", False),
    ("m5", "pine", True, True, "", True),
    ("m6", "lotus", False, False, "", True),
    ("m7", "lotus", False, False, "pine", False),
]
# community, places, leads a group, days until it ends
POSTS = [
    ("peace", 1, False, None),
    ("peace", 2, True, None),
    ("pine", 1, False, 500),
    ("pine", 2, False, 200),
    ("lotus", 1, True, None),
]
COMMUNITIES, STREETS = ["peace", "pine", "lotus"], ["spring", "lake"]
WHO = ["office", "office", "secretary", "liaison", "m4", "outsider"]

number = st.integers(0, 999)
who = st.sampled_from(WHO)
community = st.sampled_from(COMMUNITIES)
# Mostly today; sometimes some days ago, or tomorrow.
days_ago = st.sampled_from([0, 0, 0, 0, 0, 1, 3, 20, 90, -1])


def noon(day):
    return datetime.datetime.combine(
        day, datetime.time(12), tzinfo=zoneinfo.ZoneInfo("Asia/Shanghai")
    )


class World:
    """The rows with which each walk begins, made once; the walks are rolled back."""

    def __init__(self, town):
        self.town = town
        town.lotus = make_committee("community", "990101002001", "荷花社区", town.lake)
        self.users = {
            "office": town.city_office,
            "secretary": town.peace_secretary,
            "liaison": town.clinic_liaison_user,
            "outsider": town.west_office,
            "m4": UserFactory(login="m4", name="m4"),
        }
        self.office = actor(town.city_office)
        self.category = PostCategoryFactory()
        self.branches = {at: OrganisationFactory(home=self.at(at)) for at in ("peace", "pine")}
        self.members = [self._enter(*told) for told in PEOPLE]
        self.posts = [self._set_up(*told) for told in POSTS]
        registrations.register_member(self.members[1], town.peace, on=FIRST_DAY, by=self.office)

    def at(self, name):
        return getattr(self.town, name)

    def _enter(self, name, lives_at, in_service, of_unit, branch_at, probationary):
        person = Person(name=name, home=self.town.city, user=self.users.get(name))
        values = {
            "status": "probationary" if probationary else "full",
            "employment": "in-service" if in_service else "retired",
            "employer": self.town.clinic if of_unit else None,
            "organisation": self.branches.get(branch_at),
        }
        return party_members.enter_member(
            person, values, residence=self.at(lives_at), by=self.office
        )

    def _set_up(self, at, quota, leads, days):
        ends = days and FIRST_DAY + datetime.timedelta(days=days)
        told = {"quota": quota, "is_leading": leads, "starts_on": FIRST_DAY, "ends_on": ends}
        post = self.create(at, told)
        return posts.publish_post(post, on=FIRST_DAY, by=self.office)

    def create(self, at, told):
        values = {"category": self.category, "name": "巡逻岗", "duties": "夜间巡逻"}
        return posts.create_post(fresh(self.at(at)), values | told, by=self.office)

    def notebook(self):
        """The same in the notebook."""
        book = model.Notebook(FIRST_DAY, dict(zip(COMMUNITIES, ["spring", "spring", "lake"],
                              strict=True)), secretary_at="peace")  # fmt: skip
        for name, at, in_service, of_unit, branch_at, probationary in PEOPLE:
            status = "probationary" if probationary else "full"
            book.members.append(
                model.Member(name, at, in_service, of_unit, branch_at, status=status)
            )
        for at, quota, leads, days in POSTS:
            ends = days and FIRST_DAY + datetime.timedelta(days=days)
            post = model.Post(len(book.posts), at, quota, FIRST_DAY, ends, leads, "published")
            post.published_on = FIRST_DAY
            book.posts.append(post)
        book.register(book.members[1], "peace", FIRST_DAY)
        return book


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def faults():
    return [str(fault) for answer in hooks.integrity.ask() for fault in answer or ()]


class PostsMachine(RuleBasedStateMachine):
    world: World
    steps = 0

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.clock = time_machine.travel(noon(FIRST_DAY), tick=False)
        self.now = self.clock.start()
        self.book = self.world.notebook()
        self.post_pks = [post.pk for post in self.world.posts]
        self.claim_pks = []
        self.row_pks = [Registration.objects.get().pk]
        self.plans = []
        self.actors = {}

    def teardown(self):
        try:
            assert (found := faults()) == [], found[:5]
        finally:
            self.clock.stop()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)

    # --- Aids ---

    def by(self, name):
        """The user as in a request: what the appointments open up is read once."""
        if name not in self.actors:
            user = fresh(self.world.users[name])
            user.reach = read_reach(user)
            self.actors[name] = actor(user)
        return self.actors[name]

    def attempt(self, allowed, act):
        """The service does exactly what the notebook allows."""
        type(self).steps += 1
        refusal = done = None
        try:
            with transaction.atomic():
                done = act()
        except (Refused, ValidationError) as error:
            refusal = error
        assert (refusal is None) == allowed, refusal or "done, though the notebook forbids it"
        return done

    def day(self, ago):
        return self.book.today - datetime.timedelta(days=ago)

    def a_member(self, n):
        place = n % len(PEOPLE)
        return self.book.members[place], fresh(self.world.members[place])

    def a_post(self, n):
        post = self.book.posts[n % len(self.book.posts)]
        return post, Post.objects.select_related("committee").get(pk=self.post_pks[post.number])

    def a_claim(self, n):
        """Mostly one that is not over."""
        standing = [c for c in self.book.claims if c.status in model.STANDING]
        among = standing if standing and n % 5 else self.book.claims
        claim = among[n % len(among)]
        rows = Claim.objects.select_related("post__committee", "member__person")
        return claim, rows.get(pk=self.claim_pks[claim.number])

    def a_registration(self, n):
        place = n % len(self.row_pks)
        rows = Registration.objects.select_related("committee", "member__person")
        return self.book.registrations[place], rows.get(pk=self.row_pks[place])

    # --- Posts ---

    @precondition(lambda self: len(self.book.posts) < 9)
    @rule(at=community, quota=st.integers(1, 3), leads=st.booleans(),
          starts=st.sampled_from([-30, 0, 10]), lasts=st.sampled_from([None, 40, 500]))  # fmt: skip
    def set_up_and_publish(self, at, quota, leads, starts, lasts):
        starts_on = self.book.today + datetime.timedelta(days=starts)
        ends_on = lasts and starts_on + datetime.timedelta(days=lasts)
        told = {"quota": quota, "is_leading": leads, "starts_on": starts_on, "ends_on": ends_on}
        row = self.attempt(at not in self.book.gone, lambda: self.world.create(at, told))
        if row is not None:
            post = model.Post(len(self.book.posts), at, quota, starts_on, ends_on, leads)
            self.book.posts.append(post)
            self.post_pks.append(row.pk)

    @rule(n=number, by=who)
    def publish(self, n, by):
        drafts = [p for p in self.book.posts if p.state == "draft"]
        post, row = self.a_post(drafts[n % len(drafts)].number if drafts and n % 5 else n)
        allowed = self.book.keeps(by, post.community) and post.state == "draft"
        if self.attempt(allowed, lambda: posts.publish_post(row, by=self.by(by))):
            post.state, post.published_on = "published", self.book.today

    @rule(n=number, quota=st.integers(1, 4), by=who)
    def change_places(self, n, quota, by):
        post, row = self.a_post(n)
        allowed = (
            self.book.keeps(by, post.community)
            and post.state != "closed"
            and quota >= len(self.book.of(post))
        )
        change = {"quota": quota}
        if self.attempt(
            allowed, lambda: posts.edit_post(row, change, version=row.version, by=self.by(by))
        ):
            post.quota = quota
            self.book.move_up(post, self.book.today)

    @rule(n=number, by=who)
    def close(self, n, by):
        post, row = self.a_post(n)
        allowed = self.book.keeps(by, post.community) and post.state != "closed"
        if n % 3 and allowed:
            return  # or soon nothing would be left to claim
        if self.attempt(allowed, lambda: posts.close_post(row, reason="x", by=self.by(by))):
            self.book.close(post)

    # --- Claims ---

    @rule(n=number, m=number, by=who, ago=days_ago)
    def claim(self, n, m, by, ago):
        post, row = self.a_post(n)
        (member, who_claims), on = self.a_member(m), self.day(ago)
        allowed = self.book.may_claim(by, post, member, on)
        done = self.attempt(
            allowed, lambda: claims.claim_post(row, who_claims, on=on, by=self.by(by))
        )
        if done:
            self.book.claim(by, post, member, on)
            self.claim_pks.append(done.pk)

    @rule(n=number, m=number, by=st.sampled_from(["office", "liaison", "m4"]))
    def claim_where_one_lives(self, n, m, by):
        """As it mostly is, or few claims would come about."""
        mine = self.book.members[m % len(PEOPLE)] if by != "m4" else self.book.members[4]
        here = [p for p in self.book.posts if p.community == mine.community
                and p.state == "published"]  # fmt: skip
        if here:
            self.claim(here[n % len(here)].number, self.book.members.index(mine), by, 0)

    @precondition(lambda self: self.book.claims)
    @rule(n=number, by=who, ago=days_ago)
    def confirm(self, n, by, ago):
        (claim, row), on = self.a_claim(n), self.day(ago)
        allowed = (
            self.book.keeps(by, claim.post.community)
            and claim.status == "applied-for"
            and self.book.may_serve(claim.post, claim.member)
            and self.book.fits(claim, on)
        )
        if self.attempt(allowed, lambda: claims.confirm_claim(row, on=on, by=self.by(by))):
            self.book.confirm(claim, on)

    @precondition(lambda self: self.book.claims)
    @rule(n=number, by=who, ago=days_ago, paper=st.sampled_from(["李书记签章", ""]))
    def agree(self, n, by, ago, paper):
        (claim, row), on = self.a_claim(n), self.day(ago)
        speaks = self.book.speaks_for_branch(by, claim.member)
        allowed = (
            (speaks or (self.book.keeps(by, claim.post.community) and paper != ""))
            and claim.status == "community-confirmed"
            and self.book.may_serve(claim.post, claim.member)
            and self.book.fits(claim, on)
        )
        if self.attempt(
            allowed, lambda: claims.agree_for_branch(row, on=on, reason=paper, by=self.by(by))
        ):
            self.book.put_in_post(claim, on)

    @precondition(lambda self: self.book.claims)
    @rule(n=number, by=who, ago=days_ago, step=st.sampled_from("refuse withdraw leave end".split()))
    def end(self, n, by, ago, step):
        (claim, row), on = self.a_claim(n), self.day(ago)
        keeps = self.book.keeps(by, claim.post.community)
        speaks = self.book.speaks_for_branch(by, claim.member)
        in_post = claim.status == "in-post"
        service, over, may = {
            "refuse": (
                claims.refuse_claim,
                "refused",
                (keeps and claim.status in model.ASKING)
                or (speaks and claim.status == "community-confirmed"),
            ),
            "withdraw": (
                claims.withdraw_claim,
                "withdrawn",
                self.book.may_bring(by, claim.post, claim.member) and claim.status in model.ASKING,
            ),
            "leave": (claims.leave_post, "left", in_post and (keeps or by == claim.member.name)),
            "end": (
                claims.end_term,
                "ended",
                in_post and keeps and claim.term_ends_on <= self.book.today,
            ),
        }[step]
        allowed = may and self.book.fits(claim, on)
        if self.attempt(allowed, lambda: service(row, on=on, reason="x", by=self.by(by))):
            self.book.end(claim, over, on)

    @precondition(lambda self: self.book.claims)
    @rule(n=number, m=number, by=who, ago=days_ago)
    def go_on_at_another_post(self, n, m, by, ago):
        (claim, row), (post, to), on = self.a_claim(n), self.a_post(m), self.day(ago)
        allowed = (
            self.book.keeps(by, claim.post.community)
            and claim.status == "in-post"
            and self.book.fits(claim, on)
            and post is not claim.post
            and self.book.status_of(post) == "published"
            and self.book.may_serve(post, claim.member)
            and self.book.may_begin(post, claim.member, on)
        )
        done = self.attempt(
            allowed, lambda: claims.move_claim(row, to, on=on, reason="x", by=self.by(by))
        )
        if done:
            self.book.end(claim, "moved", on)
            following = self.book.claim("outsider", post, claim.member, on)
            self.book.confirm(following, on)
            self.claim_pks.append(done.pk)

    @precondition(lambda self: self.book.claims)
    @rule(n=number, by=who)
    def renew(self, n, by):
        claim, row = self.a_claim(n)
        post, until = claim.post, claim.term_ends_on
        allowed = (
            self.book.keeps(by, post.community)
            and claim.status == "in-post"
            and until <= self.book.today + datetime.timedelta(days=60)
            and not (post.ends_on is not None and post.ends_on <= until)
            and self.book.may_serve(post, claim.member)
        )
        if self.attempt(allowed, lambda: claims.renew_term(row, by=self.by(by))):
            claim.term_ends_on = self.book.term(post, until)

    @rule(days=st.sampled_from([1, 5, 30, 150, 330]), runs=st.booleans())
    def days_pass(self, days, runs):
        self.book.today += datetime.timedelta(days=days)
        self.now.move_to(noon(self.book.today))
        self.actors = {}
        if runs:
            self.attempt(True, lambda: claims.end_due_terms(by=CLOCK) or True)
            self.book.clock()

    # --- Members ---

    @rule(n=number, at=community, ago=days_ago)
    def register(self, n, at, ago):
        (member, row), on = self.a_member(n), self.day(ago)
        allowed = self.book.may_register(member, at, on)
        done = self.attempt(
            allowed,
            lambda: registrations.register_member(
                row, fresh(self.world.at(at)), on=on, by=self.world.office
            ),
        )
        if done:
            self.book.register(member, at, on)
            self.row_pks.append(done.pk)

    @rule(n=number, status=st.sampled_from("registered paused exempt revoked".split()),
          ago=days_ago)  # fmt: skip
    def step_of_registration(self, n, status, ago):
        (registration, row), on = self.a_registration(n), self.day(ago)
        allowed = (
            status in model.REGISTERED[registration.status].split()
            and registration.since <= on <= self.book.today
            and (status != "registered" or registration.member.status in model.COUNTING)
        )
        if self.attempt(
            allowed,
            lambda: registrations.move_on(row, status, on=on, reason="x", by=self.world.office),
        ):
            if status == "revoked":
                self.book.end_registration(registration, status, on)
            else:
                registration.status, registration.since = status, on

    @rule(n=number, at=community, ago=days_ago)
    def move_house(self, n, at, ago):
        (registration, row), on = self.a_registration(n), self.day(ago)
        member = registration.member
        allowed = (
            registration.status in model.RUNNING
            and at != registration.community
            and at not in self.book.gone
            and member.status in model.COUNTING
            and registration.since <= on <= self.book.today
        )
        done = self.attempt(
            allowed,
            lambda: registrations.move_to(
                row, fresh(self.world.at(at)), on=on, reason="x", by=self.world.office
            ),
        )
        if done:
            self.book.end_registration(registration, "moved", on)
            self.book.register(member, at, on)
            self.row_pks.append(done.pk)

    @rule(n=number, at=community)
    def live_elsewhere(self, n, at):
        """By the entry alone: who is registered has the registration moved instead."""
        member, row = self.a_member(n)
        registration = self.book.registration_of(member)
        allowed = at not in self.book.gone and (
            registration is None or registration.community == at
        )
        if self.attempt(
            allowed,
            lambda: party_members.edit_member(
                row, {"residence": fresh(self.world.at(at))}, version=None, by=self.world.office
            ),
        ):
            if member.community != at:
                self.book.stop_serving(member, self.book.today, member.community)
            member.community = at

    @rule(n=number, status=st.sampled_from([*model.CALLED, "full", "full", "probationary"]),
          ago=days_ago)  # fmt: skip
    def call(self, n, status, ago):
        (member, row), on = self.a_member(n), self.day(ago)
        allowed = (
            status in model.CALLED[member.status].split() and member.since <= on <= self.book.today
        )
        if self.attempt(
            allowed,
            lambda: party_members.change_status(
                row, status, on=on, reason="x", by=self.world.office
            ),
        ):
            self.book.call(member, status, on)

    # --- The tree ---

    def reorganise(self, allowed, kind, committee, target):
        def act():
            plan = plan_reorganisation(
                kind,
                fresh(self.world.at(committee)),
                {
                    "effective_on": self.book.today,
                    "basis_document": "关于调整的通知",
                    "target": fresh(self.world.at(target)),
                },
                by=self.world.office,
            )
            return apply_reorganisation(plan, by=self.world.office)

        done = self.attempt(allowed, act)
        self.actors = {}
        if done:
            self.plans.append(done)
        return done

    @rule(here=community, there=community)
    def merge(self, here, there):
        allowed = here != there and not {here, there} & self.book.gone
        if self.reorganise(allowed, Reorganisation.Kind.MERGE, here, there):
            self.book.merge(here, there)
            assert (found := faults()) == [], found[:5]

    @rule(here=community, street=st.sampled_from(STREETS))
    def move(self, here, street):
        allowed = here not in self.book.gone and self.book.streets[here] != street
        if self.reorganise(allowed, Reorganisation.Kind.MOVE, here, street):
            self.book.move(here, street)
            assert (found := faults()) == [], found[:5]

    @precondition(lambda self: self.plans)
    @rule()
    def take_back(self):
        done = self.attempt(
            self.book.may_take_back(),
            lambda: revert_reorganisation(self.plans[-1], by=self.world.office, reason="x"),
        )
        self.actors = {}
        if done:
            self.plans.pop()
            self.book.take_back()
            assert (found := faults()) == [], found[:5]

    # --- What the rows say ---

    @initialize()
    def nothing_is_wrong_at_first(self):
        assert len(self.book.posts) == len(POSTS)

    @invariant()
    def the_rows_say_what_the_notebook_says(self):
        ids = {name: self.world.at(name).pk for name in [*COMMUNITIES, *STREETS]}
        book = self.book

        def place(at):
            return ids[at], ids[book.streets[at]]

        rows = Post.objects.order_by("pk").values_list(
            "pk", "status", "taken", "quota", "community", "street", "closed_on"
        )
        assert [row[:6] for row in rows] == [
            (pk, book.status_of(post), len(book.of(post)), post.quota, *place(post.community))
            for pk, post in zip(self.post_pks, book.posts, strict=True)
        ]
        told = Claim.objects.order_by("pk").values_list(
            "pk", "status", "since", "starts_on", "ends_on", "term_ends_on", "community", "street"
        )
        assert list(told) == [
            (pk, c.status, c.since, c.starts_on, c.ends_on, c.term_ends_on,
             *place(c.post.community))
            for pk, c in zip(self.claim_pks, book.claims, strict=True)
        ]  # fmt: skip
        people = PartyMember.objects.order_by("pk").values_list("pk", "status", "community")
        assert list(people) == [
            (row.pk, member.status, ids[member.community])
            for row, member in zip(self.world.members, book.members, strict=True)
        ]
        registered = Registration.objects.order_by("pk").values_list(
            "pk", "status", "committee", "ends_on"
        )
        assert list(registered) == [
            (pk, row.status, ids[row.community], row.ends_on)
            for pk, row in zip(self.row_pks, book.registrations, strict=True)
        ]


@pytest.mark.parametrize("part", range(PARTS))
def test_thousands_of_steps_of_posts_and_claims(town, monkeypatch, part):
    with time_machine.travel(noon(FIRST_DAY), tick=False):
        monkeypatch.setattr(PostsMachine, "world", World(town), raising=False)
    monkeypatch.setattr(PostsMachine, "steps", 0)

    run_state_machine_as_test(
        PostsMachine,
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=STEPS,
            deadline=None,
            print_blob=True,
            phases=[Phase.explicit, Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )

    assert PostsMachine.steps > 0
