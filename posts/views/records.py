"""Service records: entered in seconds, confirmed by the other side, corrected with their trail."""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy
from django.views.generic import FormView

from committees.listing import PlacedList
from committees.pages import Here, HereDetail, number_asked_for
from core import clock
from core.pages import ActionView, ActOnPage, FormPage, ListPage
from core.panels import Action, Bulk, Fact, fact_of
from core.verdicts import Verdict, require
from members.models import PartyMember
from posts import rules
from posts.filters.records import RecordFilter
from posts.forms.records import CorrectForm, ReasonForm, RecordForm
from posts.models import Activity, Post, ServiceRecord
from posts.models.hours import hours_in_words, hours_of
from posts.services import records
from posts.tables.records import RecordTable, lateness
from posts.views.printing import PrintedList

Status = ServiceRecord.Status
RECORDS = ServiceRecord.objects.select_related(
    "member__person",
    "member__organisation__home",
    "employer",
    "claim__post__committee",
    "claim__member",
    "activity__committee",
    "community",
    "grid",
    "entered_by",
    "confirmed_by",
    "replaces__member__person",
    "replaces__claim__post",
    "replaces__activity",
)
# Of so many last entries the different ones are offered to be made again.
LOOKED_AT, OFFERED = 60, 5


class RecordList(PrintedList, PlacedList, ListPage):
    """服务台账: at the committee looked at and below it; of one's own unit's members; one's own."""

    title = gettext_lazy("Service records")
    queryset = ServiceRecord.objects.all()
    table_class = RecordTable
    filterset_class = RecordFilter
    create_url_name = "posts:record-create"
    create_label = gettext_lazy("Record a service")
    empty_text = gettext_lazy(
        "Here stands what party members have done in their posts and at activities: record a "
        "service, and the member or the home unit confirms it."
    )
    paper_kind = "service-ledger"
    paper_title = gettext_lazy("Service ledger")
    paper_number = gettext_lazy("QYDJ-09")
    paper_sheet = "a4"
    paper_size = 9
    paper_widths = {"what": 1.6, "minutes": 0.7, "result": 2.4, "employer__name": 1.6, "pk": 0.8}
    bulk = {
        "confirm": Bulk(
            gettext_lazy("Confirm"),
            lambda row, request: records.confirm_record(row, by=request.actor),
        ),
    }

    def get_queryset(self) -> Any:
        return self.rows_here(ServiceRecord)

    def can_create(self) -> Verdict:
        return rules.can_enter_records(self.actor)

    def links(self) -> list[Action]:
        if not self.reads_all_here:
            return []
        return [
            Action(_("Who takes part"), reverse("posts:participation")),
            Action(_("Months without anything"), reverse("posts:gaps")),
        ]


class RecordDetail(HereDetail):
    queryset = RECORDS

    def actions(self) -> list[Action]:
        row, by = self.object, self.actor
        offered = [
            (Status.CONFIRMED, _("Confirm"), "confirm", rules.can_confirm_record, "primary"),
            (Status.DISPUTED, RecordDispute.title, "dispute", rules.can_dispute, "secondary"),
            (
                Status.CORRECTED,
                RecordCorrect.title,
                "correct",
                rules.can_correct_record,
                "secondary",
            ),
            (Status.VOID, RecordVoid.title, "void", rules.can_void, "danger"),
        ]
        if row.status == Status.DISPUTED:
            uphold = (Status.ENTERED, RecordUphold.title, "uphold", rules.can_uphold, "secondary")
            offered.insert(0, uphold)
        found = [
            Action(
                label,
                reverse(f"posts:record-{name}", args=[row.pk]),
                rule(by, row),
                post=name == "confirm",
                style=style,
            )
            for status, label, name, rule, style in offered
            if status in ServiceRecord.TRANSITIONS[row.status]
        ]
        return [action for action in found if not action.verdict.is_forbidden]

    def get_facts(self) -> list[Fact]:
        row, user = self.object, self.request.user
        visible: Any = PartyMember.objects.visible_to(user).filter(pk=row.member_id)
        following = ServiceRecord.objects.filter(replaces=row).first()
        return [
            Fact(fact_of(row, "member").label, row.member if visible else str(row.member)),
            Fact(_("Post or activity"), self._what()),
            *([Fact(fact_of(row, "employer").label, str(row.employer))] if row.employer else []),
            Fact(_("Community or grid"), str(row.grid or row.community or "")),
            fact_of(row, "on"),
            fact_of(row, "minutes"),
            *([fact_of(row, "result")] if row.result else []),
            Fact(_("Entered"), self.entered()),
            *([Fact(_("In whose hands"), self.in_hands())] if self.waits() else []),
            *([fact_of(row, "confirmed_by")] if row.confirmed_by else []),
            *([fact_of(row, "reason")] if row.reason else []),
            *([Fact(fact_of(row, "replaces").label, row.replaces)] if row.replaces else []),
            *([Fact(_("Corrected by"), following)] if following else []),
        ]

    def _what(self) -> Any:
        row, user = self.object, self.request.user
        what = row.claim.post if row.claim else row.activity
        visible = type(what).objects.visible_to(user).filter(pk=what.pk)
        return what if visible.exists() else str(what)

    def entered(self) -> str:
        row = self.object
        parts = [str(row.entered_on), str(row.entered_by or ""), lateness(row.days_late)]
        return " · ".join(filter(None, parts))

    def waits(self) -> bool:
        return self.object.status in (Status.ENTERED, Status.DISPUTED)

    def in_hands(self) -> str:
        """Who has to answer, and for how many days nobody has; silence is never a yes."""
        row = self.object
        days = (clock.today() - row.since).days
        if row.status == Status.DISPUTED:
            who = str((row.claim.post if row.claim else row.activity).committee)
        else:
            who = str(row.employer) if row.employer else str(row.member)
        told = ngettext("%(who)s, for %(n)d day", "%(who)s, for %(n)d days", days)
        return told % {"who": who, "n": days}


class RecordCreate(Here, FormPage, FormView):
    """A service of several members entered in seconds: the post, who, how long; Enter saves.

    Without a post in the address it asks for one; after saving it stays, ready for the next.
    """

    title = gettext_lazy("Record a service")
    form_class = RecordForm
    template_name = "posts/record_form.html"
    submit_label = gettext_lazy("Save")
    post_asked_for: Post | None = None

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_enter_records(self.actor))
        self.post_asked_for = self._post()
        return super().dispatch(request, *args, **kwargs)

    def _post(self) -> Post | None:
        asked = number_asked_for(self.request, "post").get("post")
        typed = self.request.GET.get("post__text", "").strip()[:40]
        if asked is None and not typed:
            return None
        rows = Post.objects.visible_to(self.request.user).select_related("committee", "community")
        rows = rows.filter(pk=asked) if asked is not None else rows.current().filter(name=typed)
        if self.at is not None and asked is None:
            rows = rows.at(self.at)
        post = rows.order_by("pk").first()
        if post is None:
            if asked is None:
                return None
            raise Http404
        require(rules.can_record_at(self.actor, post))
        return post

    def get_form(self, form_class: Any = None) -> Any:
        return super().get_form(form_class) if self.post_asked_for else None

    def post(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if self.post_asked_for is None:
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"post": self.post_asked_for}

    def get_initial(self) -> dict[str, Any]:
        """As the last time, if the address names a record of this post to begin from."""
        given = super().get_initial()
        asked = number_asked_for(self.request, "like").get("like")
        if asked is None or self.post_asked_for is None:
            return given
        rows = ServiceRecord.objects.visible_to(self.request.user)
        like = rows.filter(pk=asked, claim__post=self.post_asked_for).first()
        if like is None:
            return given
        same = rows.filter(
            claim__post=self.post_asked_for,
            on=like.on,
            minutes=like.minutes,
            result=like.result,
            entered_on=like.entered_on,
        )
        return given | {
            "claims": list(same.values_list("claim", flat=True)[:200]),
            "minutes": hours_of(like.minutes),
            "result": like.result,
        }

    def get_title(self) -> str:
        return f"{self.title} · {self.post_asked_for}" if self.post_asked_for else str(self.title)

    def back_url(self) -> str:
        return reverse("posts:record-list")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.get_form())
        return super().get_context_data(**kwargs) | {
            "chosen": self.post_asked_for,
            "again": self.again(),
            "offered": self.offered(),
            "to_note": self.to_note(),
            "typed": self.request.GET.get("post__text", "").strip()[:40],
        }

    def again(self) -> list[dict[str, Any]]:
        """The last different entries of this person: one tap begins the same one anew."""
        rows = ServiceRecord.objects.filter(entered_by=self.request.user.pk, claim__isnull=False)
        rows = rows.standing().select_related("claim__post__committee").order_by("-pk")
        found: dict[tuple[Any, ...], dict[str, Any]] = {}
        for row in rows[:LOOKED_AT]:
            post = row.claim.post  # type: ignore[union-attr]
            if post.status == Post.Status.CLOSED or not rules.can_record_at(self.actor, post):
                continue
            one = found.setdefault(
                (post.pk, row.minutes, row.result),
                {
                    "url": f"{reverse('posts:record-create')}?post={post.pk}&like={row.pk}",
                    "name": post.name,
                    "hours": hours_in_words(row.minutes),
                    "result": row.result,
                    "when": row.on,
                },
            )
            if len(found) > OFFERED:
                found.popitem()
                break
            one["last"] = row.on
        return list(found.values())

    def offered(self) -> list[dict[str, Any]]:
        """The posts here in which somebody serves, each with how many."""
        if self.at is None:
            return []
        rows = Post.objects.at(self.at).current().filter(claims__status="in-post")
        rows = rows.select_related("committee").distinct().order_by("name", "pk")
        url = reverse("posts:record-create")
        return [
            {"url": f"{url}?post={post.pk}", "name": post.name, "where": post.committee.area_name}
            for post in rows[:LOOKED_AT]
        ]

    def to_note(self) -> list[Activity]:
        """Activities here of which nobody has said who came."""
        if self.at is None:
            return []
        rows = Activity.objects.at(self.at).planned().filter(on__lte=clock.today())
        return list(rows.order_by("-on", "-pk")[:OFFERED])

    def save(self, form: RecordForm) -> str:
        told, post = form.cleaned_data, self.post_asked_for
        assert post is not None  # noqa: S101 there is no form without one
        made = records.enter_records(
            post,
            list(told["claims"]),
            on=told["on"],
            minutes=told["minutes"],
            result=told["result"],
            by=self.actor,
        )
        self.success_message = _("Recorded: %(names)s, %(day)s, %(hours)s each.") % {
            "names": " · ".join(str(row.member) for row in made),
            "day": told["on"],
            "hours": hours_in_words(told["minutes"]),
        }
        return f"{reverse('posts:record-create')}?post={post.pk}"


class RecordConfirm(Here, ActionView):
    queryset = RECORDS
    success_message = gettext_lazy("Confirmed.")

    def act(self, row: ServiceRecord) -> Any:
        records.confirm_record(row, by=self.actor)


class StepPage(Here, ActOnPage):
    """A step with its reason: ``rule`` guards it, ``service`` takes it."""

    queryset = RECORDS
    form_class: Any = ReasonForm
    rule: Any = None
    service: Any = None

    def verdict(self, row: ServiceRecord) -> Verdict:
        verdict: Verdict = type(self).rule(self.actor, row)
        return verdict

    def save(self, form: Any) -> ServiceRecord:
        row: ServiceRecord = type(self).service(self.object, by=self.actor, **form.cleaned_data)
        return row


class RecordDispute(StepPage):
    title = pgettext_lazy("a service record", "Dispute")
    intro = gettext_lazy(
        "Say what was otherwise. The community looks at it again; until then the record does not "
        "count."
    )
    rule = rules.can_dispute
    service = records.dispute_record


class RecordUphold(StepPage):
    title = pgettext_lazy("a service record", "Uphold")
    intro = gettext_lazy("Say why it is right as it stands; the other side is asked again.")
    rule = rules.can_uphold
    service = records.uphold_record


class RecordVoid(StepPage):
    title = pgettext_lazy("a service record", "Make void")
    submit_style = "danger"
    intro = gettext_lazy("It never was. The record stays, with this reason, and counts nowhere.")
    rule = rules.can_void
    service = records.void_record


class RecordCorrect(StepPage):
    title = pgettext_lazy("a service record", "Correct")
    form_class = CorrectForm
    intro = gettext_lazy(
        "A new record takes the place of this one, which stays with the reason. The other side is "
        "asked again."
    )
    rule = rules.can_correct_record
    service = records.correct_record

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"record": self.object}
