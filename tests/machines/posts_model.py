"""Posts and claims in plain Python, as somebody would keep them in a notebook.

It knows nothing of the product's rules, queries or services: what it forbids and what it does is
written down here once more, in other words, so that the two can be compared.
"""

import datetime
from dataclasses import dataclass, field

LIMIT = 2  # posts that a member may have claimed at a time
DAY = datetime.timedelta(days=1)

HOLDING = {"applied-for", "community-confirmed", "in-post"}
STANDING = HOLDING | {"waiting"}
ASKING = {"waiting", "applied-for", "community-confirmed"}
COUNTING = {"full", "probationary"}
RUNNING = {"registered", "paused", "exempt"}
# What a member may be called after what.
CALLED = {
    "probationary": "full transferred suspended lost left deceased",
    "full": "transferred suspended lost left deceased",
    "transferred": "probationary full deceased",
    "suspended": "probationary full left deceased",
    "lost": "probationary full transferred suspended left deceased",
    "left": "probationary full deceased",
    "deceased": "probationary full transferred left",
}
# What becomes of a registration after what, besides moving.
REGISTERED = {
    "registered": "paused exempt revoked",
    "paused": "registered exempt revoked",
    "exempt": "registered paused revoked",
    "moved": "",
    "revoked": "",
}


def year_later(day):
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return datetime.date(day.year + 1, day.month, last)


@dataclass
class Member:
    name: str
    community: str
    in_service: bool = False
    of_unit: bool = False  # works at the unit that has a liaison
    branch_at: str = ""  # the community whose own branch is the home branch
    status: str = "full"
    since: datetime.date = datetime.date.min


@dataclass
class Post:
    number: int
    community: str
    quota: int
    starts_on: datetime.date
    ends_on: datetime.date | None = None
    leads: bool = False
    state: str = "draft"
    published_on: datetime.date | None = None


@dataclass
class Claim:
    number: int
    post: Post
    member: Member
    starts_on: datetime.date
    status: str
    since: datetime.date
    branch_agreed: bool = False
    term_ends_on: datetime.date | None = None
    ends_on: datetime.date | None = None


@dataclass
class Registration:
    member: Member
    community: str
    since: datetime.date
    status: str = "registered"
    ends_on: datetime.date | None = None


@dataclass
class Merge:
    here: str
    there: str
    members: list[Member]
    posts: list[Post]
    registrations: list[Registration]
    branches: list[Member]
    had_secretary: bool


@dataclass
class Move:
    community: str
    before: str


@dataclass
class Notebook:
    today: datetime.date
    streets: dict[str, str]
    secretary_at: str
    members: list[Member] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    registrations: list[Registration] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    plans: list[Merge | Move] = field(default_factory=list)

    # --- What is read from it ---

    def of(self, post, statuses=HOLDING):
        return [c for c in self.claims if c.post is post and c.status in statuses]

    def status_of(self, post):
        if post.state != "published":
            return post.state
        return "full" if len(self.of(post)) >= post.quota else "published"

    def standing_of(self, member):
        return [c for c in self.claims if c.member is member and c.status in STANDING]

    def registration_of(self, member):
        return next(
            (r for r in self.registrations if r.member is member and r.status in RUNNING), None
        )

    def keeps(self, who, community):
        return who == "office" or (who == "secretary" and self.secretary_at == community)

    def may_bring(self, who, post, member):
        if self.keeps(who, post.community) or self.keeps(who, member.community):
            return True
        return (who == "liaison" and member.of_unit) or who == member.name

    def speaks_for_branch(self, who, member):
        if who == "liaison":
            return member.of_unit
        return bool(member.branch_at) and self.keeps(who, member.branch_at)

    def may_serve(self, post, member):
        if member.status not in COUNTING or (post.leads and member.status == "probationary"):
            return False
        if member.community != post.community:
            return False
        if not member.in_service:
            return True
        there = self.registration_of(member)
        return there is not None and (there.status, there.community) == (
            "registered",
            post.community,
        )

    def may_claim(self, who, post, member, on):
        return (
            self.may_bring(who, post, member)
            and post.state == "published"
            and self.may_serve(post, member)
            and len(self.standing_of(member)) < LIMIT
            and self.may_begin(post, member, on)
        )

    def may_begin(self, post, member, on):
        """Not twice at a time, not before the post, not before an earlier claim was over."""
        mine = [c for c in self.claims if c.post is post and c.member is member]
        return (
            all(c.ends_on is not None and c.ends_on <= on for c in mine)
            and min(post.starts_on, post.published_on) <= on <= self.today
        )

    def fits(self, claim, on):
        return claim.since <= on <= self.today

    # --- Claims ---

    def claim(self, who, post, member, on):
        waits = len(self.of(post)) >= post.quota
        claim = Claim(len(self.claims), post, member, on, "waiting" if waits else "applied-for", on)
        claim.branch_agreed = who == "liaison"
        self.claims.append(claim)
        if not waits and self.keeps(who, post.community) and who != member.name:
            self.confirm(claim, on)
        return claim

    def confirm(self, claim, on):
        claim.status, claim.since = "community-confirmed", on
        if claim.branch_agreed or claim.member.branch_at == claim.post.community:
            self.put_in_post(claim, on)

    def put_in_post(self, claim, on):
        claim.status, claim.since, claim.branch_agreed = "in-post", on, True
        claim.term_ends_on = self.term(claim.post, on)

    def term(self, post, start):
        year = year_later(start)
        if post.ends_on is None or post.ends_on <= start:
            return year
        return min(year, post.ends_on)

    def end(self, claim, status, on):
        had_place = claim.status in HOLDING
        claim.status, claim.since, claim.ends_on = status, on, on
        if had_place:
            self.move_up(claim.post, on)

    def move_up(self, post, on):
        waiting = self.of(post, {"waiting"})
        while post.state == "published" and waiting and len(self.of(post)) < post.quota:
            first = waiting.pop(0)
            first.status, first.since = "applied-for", max(on, first.since)

    def stop_serving(self, member, on, community=None):
        for claim in self.standing_of(member):
            if community is None or claim.post.community == community:
                over = "left" if claim.status == "in-post" else "withdrawn"
                self.end(claim, over, max(on, claim.since))

    def clock(self):
        for claim in self.claims:
            if claim.status == "in-post" and claim.term_ends_on <= self.today:
                self.end(claim, "ended", max(claim.term_ends_on, claim.since))

    def close(self, post):
        post.state = "closed"
        for claim in self.of(post, STANDING):
            over = "left" if claim.status == "in-post" else "refused"
            self.end(claim, over, max(self.today, claim.since))

    # --- Members ---

    def may_register(self, member, community, on):
        mine = [r for r in self.registrations if r.member is member]
        return (
            community not in self.gone
            and member.status in COUNTING
            and all(r.ends_on is not None and r.ends_on <= on for r in mine)
            and on <= self.today
        )

    def register(self, member, community, on):
        if member.community != community:
            self.stop_serving(member, self.today, member.community)
            member.community = community
        self.registrations.append(Registration(member, community, on))

    def end_registration(self, row, status, on):
        row.status, row.since, row.ends_on = status, on, on
        self.stop_serving(row.member, on, row.community)

    def call(self, member, status, on):
        member.status, member.since = status, on
        if status in COUNTING:
            return
        row = self.registration_of(member)
        if status in {"left", "deceased"} and row is not None:
            self.end_registration(row, "revoked", max(on, row.since))
        self.stop_serving(member, on)

    # --- The tree ---

    def merge(self, here, there):
        plan = Merge(
            here,
            there,
            [m for m in self.members if m.community == here],
            [p for p in self.posts if p.community == here],
            [r for r in self.registrations if r.community == here],
            [m for m in self.members if m.branch_at == here],
            self.secretary_at == here,
        )
        self._carry(plan, there)
        self.gone.add(here)
        self.plans.append(plan)

    def _carry(self, plan, to):
        for row in [*plan.members, *plan.posts, *plan.registrations]:
            row.community = to
        for member in plan.branches:
            member.branch_at = to
        if plan.had_secretary:
            self.secretary_at = to

    def move(self, community, street):
        self.plans.append(Move(community, self.streets[community]))
        self.streets[community] = street

    def may_take_back(self):
        """Nobody has moved on meanwhile, and nobody would serve or be registered where somebody
        else lives."""
        plan = self.plans[-1]
        if isinstance(plan, Move):
            return True
        back = {id(row) for row in [*plan.members, *plan.posts, *plan.registrations]}

        def then(row):
            return plan.here if id(row) in back else row.community

        return (
            all(member.community == plan.there for member in plan.members)
            and all(
                then(claim.member) == then(claim.post)
                for claim in self.claims
                if claim.status in STANDING
            )
            and all(
                then(row) == then(row.member) for row in self.registrations if row.status in RUNNING
            )
        )

    def take_back(self):
        plan = self.plans.pop()
        if isinstance(plan, Move):
            self.streets[plan.community] = plan.before
        else:
            self._carry(plan, plan.here)
            self.gone.discard(plan.here)
