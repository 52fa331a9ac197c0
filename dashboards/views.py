"""The first page, the search over everything one may see, and the state of the machine."""

import shutil
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from audit.models import Entry, Seal
from committees.models import Committee
from committees.reach import Reach, reach_of
from committees.terms import MANAGERS, Level, Role
from core import clock
from core.identifiers import mask_phone, normalise
from core.models import Job, Lease
from core.pages import Titled
from core.paging import first_rows
from core.panels import Action, Fact
from core.verdicts import forbid, require
from dashboards import figures
from members.models import MemberUnit, PartyMember, Person
from members.models.names import spelled
from members.own import member_of, panels_of

HITS = 20

Offer = list[tuple[Any, str]]
FOUNDERS_OFTEN: Offer = [
    (gettext_lazy("New committee"), "committees:create"),
    (gettext_lazy("Tree of committees"), "committees:tree"),
    (gettext_lazy("Import a table"), "paperwork:import-create"),
    (gettext_lazy("Papers"), "paperwork:paper-list"),
]
KEEPERS_OFTEN: Offer = [
    (gettext_lazy("Enter a unit"), "members:unit-create"),
    (gettext_lazy("Import a table"), "paperwork:import-create"),
    (gettext_lazy("Liaisons"), "members:liaison-list"),
    (gettext_lazy("Papers"), "paperwork:paper-list"),
]
COMMUNITY_OFTEN: Offer = [
    (gettext_lazy("Record a service"), "posts:record-create"),
    (gettext_lazy("Register a party member"), "members:registration-member"),
    (gettext_lazy("Enter a party member"), "members:member-create"),
    (gettext_lazy("Import a table"), "paperwork:import-create"),
    (gettext_lazy("Papers"), "paperwork:paper-list"),
]
READERS_OFTEN: Offer = [
    (gettext_lazy("Papers"), "paperwork:paper-list"),
    (gettext_lazy("Member units"), "members:unit-list"),
    (gettext_lazy("Tree of committees"), "committees:tree"),
]
OFTEN_AT: dict[str, Offer] = {Level.CITY: FOUNDERS_OFTEN, Level.COMMUNITY: COMMUNITY_OFTEN}
ADMINISTRATORS_OFTEN: dict[str, Offer] = {
    Role.SYSTEM: [
        (gettext_lazy("New account"), "accounts:user-create"),
        (gettext_lazy("Accounts"), "accounts:user-list"),
        (gettext_lazy("System health"), "dashboards:health"),
    ],
    Role.SECURITY: [
        (gettext_lazy("New appointment"), "committees:appointment-create"),
        (gettext_lazy("Accounts"), "accounts:user-list"),
        (gettext_lazy("View as"), "committees:view-as"),
    ],
    Role.AUDIT: [
        (gettext_lazy("Audit log"), "audit:list"),
        (gettext_lazy("Readings of personal data"), "audit:read-list"),
        (gettext_lazy("Seals"), "audit:seal-list"),
    ],
}
# What the clock does by itself, in words.
CHORES: dict[str, Any] = {
    "accounts.clear_away": gettext_lazy("Clear away expired sessions and sign-in counts"),
    "accounts.expire_requests": gettext_lazy("Close requests that no second person has decided"),
    "audit.seal": gettext_lazy("Seal the logs"),
    "dashboards.mail_digests": gettext_lazy("Mail this week's matters to who has asked for it"),
    "committees.reorganisations": gettext_lazy("Apply reorganisations whose day has come"),
    "paperwork.forget_old_imports": gettext_lazy("Delete the files of old imports"),
    "paperwork.free_interrupted_imports": gettext_lazy("Free interrupted imports"),
    "posts.end_terms": gettext_lazy("End the terms in posts whose last day is over"),
    "posts.plan_checks": gettext_lazy("Plan the checks of the quarter"),
}


class MyDay(Titled, TemplateView):
    """The person's own day: what waits, in whose hands, for how long; what changed."""

    template_name = "dashboards/my_day.html"
    title = gettext_lazy("My day")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, today = self.request.user, clock.today()
        at, reach = self.request.at or None, user.reach  # type: ignore[attr-defined, union-attr]
        reads_all = at is not None and reach.covers(at.path)
        keeps = at is not None and reach.manages(at.path)
        items = figures.waiting(self.request)
        return super().get_context_data(**kwargs) | {
            "items": items,
            "often": often(reach, at),
            "glance": figures.glance(at, today) if at and reads_all else [],
            # For those who keep the committee the same lines stand among what waits for them.
            "lacks": figures.lacks(at) if at and reads_all and not keeps else [],
            "own_units": figures.places_of_own_units(user, today) if reach.liaison_at else [],
            "own": own_page(self.request) if not reach.posts else None,
            "own_entry": Person.objects.filter(user=user).first(),
            "changes": self.changes(),
            "today": today,
            "has_no_role": not reach.posts,
        }

    def changes(self) -> list[Entry]:
        """The last acts of others at the committees that one keeps; where one is only a liaison,
        they are about people whom one may not see."""
        posts = self.request.user.reach.posts
        ids = [post.committee_id for post in posts if post.role in MANAGERS]
        if not ids:
            return []
        return list(
            Entry.objects.filter(role_committee_id__in=ids).exclude(user=self.request.user)[:10]
        )


class DigestPage(Titled, TemplateView):
    """This week's matters on one page, to be printed or read by mail."""

    template_name = "dashboards/digest.html"
    title = gettext_lazy("This week")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        week = figures.digest(self.request)
        return super().get_context_data(**kwargs) | {"week": week, "mails": settings.SENDS_MAIL}


def own_page(request: Any) -> dict[str, Any] | None:
    """For party members without an office: the essentials of their own pages."""
    member = member_of(request.user)
    if member is None:
        return None
    panels, actions = panels_of(member, request)
    more = Action(_("My own pages"), reverse("members:me"))
    return {"panels": panels, "actions": [*actions, more], "facts": []}


def often(reach: Reach, at: Committee | None) -> list[Action]:
    """What this person does most, the first as the page's one big button."""
    if reach.administers:
        offered = ADMINISTRATORS_OFTEN[reach.administers]
    elif at is None:
        return []
    elif reach.manages(at.path):
        offered = OFTEN_AT.get(at.level, KEEPERS_OFTEN)
    elif not reach.covers(at.path):
        offered = [(gettext_lazy("Papers"), "paperwork:paper-list")]
    else:
        offered = READERS_OFTEN
    found = [Action(label, reverse(name)) for label, name in offered]
    if at is not None and at.level == Level.GRID:
        found.insert(0, Action(_("My grid"), reverse("members:grid", args=[at.pk])))
    return [replace(found[0], style="primary"), *found[1:]]


class Search(Titled, TemplateView):
    """Committees, units, party members and other people by name, pinyin, initials, code or the
    end of the phone number; only what one may see."""

    template_name = "dashboards/search.html"
    title = gettext_lazy("Search")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = normalise(self.request.GET.get("q", ""))[:50]
        return super().get_context_data(**kwargs) | {
            "q": asked,
            "groups": self.groups(asked) if asked else [],
        }

    def groups(self, asked: str) -> list[tuple[str, list[tuple[Any, str]], bool]]:
        """Each kind with what was found of it and what tells namesakes apart, and whether there is
        more."""
        user = self.request.user
        committees = Committee.objects.visible_to(user).search(asked)
        units = MemberUnit.objects.visible_to(user).search(asked)
        read: list[tuple[str, list[Any]]] = [
            (_("Committees"), list(committees[: HITS + 1])),
            (_("Member units"), list(units[: HITS + 1])),
            (_("Party members"), self.party_members(asked)),
            (_("People"), self.other_people(asked)),
        ]
        return [
            (label, [(row, note_of(row)) for row in rows[:HITS]], len(rows) > HITS)
            for label, rows in read
        ]

    def party_members(self, asked: str) -> list[PartyMember]:
        """Those here, and after them former ones: in each of these two the index has the order."""
        found: list[PartyMember] = []
        reached = PartyMember.objects.within_reach(self.request.user)
        for here in (True, False):
            rows = reached.filter(is_current=here).select_related("person", "community")
            if len(found) <= HITS:
                listed = rows.search(asked).order_by("sort_key", "pk")
                found += first_rows(listed, HITS + 1 - len(found))
        return found

    def other_people(self, asked: str) -> list[Person]:
        """Those whom one sees and who are no party members there; who is known by a seat alone is
        among them. An office's are found along the list of its own committee."""
        if not spelled(asked):
            return []
        user = self.request.user
        reached = PartyMember.objects.within_reach(user).filter(pk=OuterRef("pk"))
        others = Person.objects.exclude(Exists(reached.order_by()))
        reach = reach_of(user)
        if reach.liaison_at or len(reach.root_ids) != 1:
            seen = others.visible_to(user).search(asked).order_by("sort_key", "pk")
            return first_rows(seen, HITS + 1)
        root = next(post.committee for post in reach.posts if post.committee_id in reach.root_ids)
        there = others.at(root).search(asked).order_by("at_sort_key", "at_person")
        found = first_rows(there, HITS + 1)
        oneself = others.filter(user=user.pk).exclude(pk__in=[one.pk for one in found])
        return [*found, *oneself.search(asked)][: HITS + 1]


def note_of(row: Any) -> str:
    """What tells a person from another one of the same name."""
    person = getattr(row, "person", row)
    if not isinstance(person, Person):
        return ""
    area = row.community.area_name if person is not row and row.community else ""
    return " · ".join(filter(None, [area, person.workplace, mask_phone(person.phone)]))


class Health(Titled, TemplateView):
    """The system administrator's page: database, disk, migrations, jobs, chores, seals."""

    template_name = "dashboards/health.html"
    title = gettext_lazy("System health")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.user.reach.administers != Role.SYSTEM:
            require(forbid(_("Only the system administrator reads this page.")))
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        disk = shutil.disk_usage(settings.DATA_DIR)
        seal = Seal.objects.order_by("-id").first()
        facts = [
            Fact(_("Database"), connection.vendor),
            Fact(_("Migrations not applied"), len(waiting)),
            Fact(
                _("Disk free"),
                f"{disk.free // 2**30} GB / {disk.total // 2**30} GB",
                "text-danger" if disk.free < disk.total * 0.2 else "",
            ),
            Fact(_("Jobs waiting"), Job.objects.filter(status=Job.Status.QUEUED).count()),
            Fact(_("Jobs failed"), Job.objects.filter(status=Job.Status.FAILED).count()),
            Fact(_("Last seal"), date_format(localtime(seal.at), "Y-m-d H:i") if seal else "—"),
        ]
        return super().get_context_data(**kwargs) | {
            "facts": facts,
            "chores": [
                (CHORES.get(lease.name, lease.name), lease)
                for lease in Lease.objects.order_by("name")
            ],
        }


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """Up or down, without a word more; for the load balancer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("down", status=503, content_type="text/plain")
    return HttpResponse("up", content_type="text/plain")
