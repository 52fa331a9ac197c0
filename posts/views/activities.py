"""Activities of communities and grids, and who signs up for them."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from committees.listing import PlacedList
from committees.pages import Here, HereDetail, Suggestions, number_asked_for
from core.pages import ActOnPage, CreatePage, EditPage, ListPage
from core.panels import Action, Fact, Panel, fact_of
from core.verdicts import ALLOWED, Verdict
from exchange.models import Need
from members.models import PartyMember
from posts import rules
from posts.filters.records import ActivityFilter
from posts.forms.activities import (
    ActivityForm,
    AttendanceForm,
    CancelForm,
    HoldForm,
    NewActivityForm,
    SignUpForm,
    WithdrawForm,
)
from posts.models import Activity, ServiceRecord, SignUp
from posts.services import activities, sign_ups
from posts.tables.activities import ActivityTable, SignUpsOfActivity
from posts.tables.records import RecordTable

ACTIVITIES = Activity.objects.select_related("committee", "community", "need")
SIGN_UPS = SignUp.objects.select_related(
    "activity__committee", "activity__community", "member__person", "employer"
)
AT_MOST = 200


class ActivityList(PlacedList, ListPage):
    """The activities of the committee looked at and below it; for liaisons and members those that
    they may come to."""

    title = pgettext_lazy("of communities", "Activities")
    queryset = Activity.objects.all()
    table_class = ActivityTable
    filterset_class = ActivityFilter
    create_url_name = "posts:activity-create"
    create_label = gettext_lazy("Plan an activity")
    empty_text = gettext_lazy(
        "Here stand the activities of communities and grids: plan one, invite units, and note who "
        "came; that gives everybody's service record at once."
    )

    def get_queryset(self) -> Any:
        return self.rows_here(Activity)

    def can_create(self) -> Verdict:
        return rules.can_offer_activities(self.actor)

    def links(self) -> list[Action]:
        if not self.reads_all_here:
            return []
        return [Action(_("Months without anything"), reverse("posts:gaps"))]


class ActivityDetail(HereDetail):
    queryset = ACTIVITIES

    def actions(self) -> list[Action]:
        row, by = self.object, self.actor
        if row.status != Activity.Status.PLANNED:
            return []
        found = []
        if rules.can_sign_up_anyone(by):
            label = _("Join the waiting list") if row.is_full else _("Sign up")
            found.append(self._act(label, "sign-up", ALLOWED, "primary"))
        offered = [
            (_("Note who came"), "hold", rules.can_hold_activity(by, row), "primary"),
            (pgettext_lazy("verb", "Edit"), "edit", rules.can_edit_activity(by, row), "secondary"),
            (_("Cancel the activity"), "cancel", rules.can_cancel_activity(by, row), "danger"),
        ]
        found += [self._act(*told) for told in offered if not told[2].is_forbidden]
        return found

    def _act(self, label: Any, name: str, verdict: Verdict, style: str) -> Action:
        url = reverse(f"posts:activity-{name}", args=[self.object.pk])
        return Action(label, url, verdict, style=style)

    def get_facts(self) -> list[Fact]:
        row, user = self.object, self.request.user
        times = " – ".join(f"{t:%H:%M}" for t in (row.starts_at, row.ends_at) if t)
        units = row.invited_units.order_by("sort_key", "pk")
        needs = Need.objects.visible_to(user).filter(pk=row.need_id)
        where = row.committee if user.reach.covers(row.place) else str(row.committee)  # type: ignore[union-attr]
        taken = (
            _("%(taken)d have signed up") % {"taken": row.taken}
            if row.capacity is None
            else _("%(taken)d of %(quota)d taken") % {"taken": row.taken, "quota": row.capacity}
        )
        return [
            Fact(fact_of(row, "committee").label, where),
            fact_of(row, "on"),
            *([Fact(_("Time"), times)] if times else []),
            fact_of(row, "where"),
            *([fact_of(row, "text")] if row.text else []),
            Fact(_("Places"), taken),
            *([Fact(_("Invited units"), " · ".join(map(str, units)))] if units else []),
            *([Fact(_("Need behind it"), needs.first() or str(row.need))] if row.need else []),
            *([fact_of(row, "minutes"), fact_of(row, "result")] if row.minutes else []),
            *([fact_of(row, "reason")] if row.reason else []),
        ]

    def panels(self) -> list[Panel]:
        rows = SignUp.objects.visible_to(self.request.user).filter(activity=self.object)
        rows = rows.select_related("member__person", "employer").order_by("pk")
        found = [
            Panel.of(
                "sign-ups",
                _("Who has signed up"),
                SignUpsOfActivity(),
                rows.standing()[:AT_MOST],
                empty_text=_("Nobody has signed up yet."),
            )
        ]
        if self.object.status == Activity.Status.HELD:
            records = ServiceRecord.objects.visible_to(self.request.user)
            records = records.filter(activity=self.object).select_related(
                "member__person", "claim__post", "activity", "employer"
            )
            title = _("Service records of it")
            found.append(Panel.of("records", title, RecordTable(), records[:AT_MOST]))
        over = rows.filter(status__in=SignUp.OVER)[:AT_MOST]
        if over:
            found.append(Panel.of("over", _("Not coming"), SignUpsOfActivity(), over))
        return found


class ActivityCreate(Here, CreatePage):
    title = gettext_lazy("Plan an activity")
    model = Activity
    form_class = NewActivityForm
    success_message = gettext_lazy("Planned. Those invited see it and may sign up.")

    def verdict(self) -> Verdict:
        return rules.can_offer_activities(self.actor)

    def back_url(self) -> str:
        return reverse("posts:activity-list")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"at": self.at}

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | number_asked_for(self.request, "need")

    def save(self, form: NewActivityForm) -> Activity:
        committee = form.cleaned_data["committee"]
        return activities.create_activity(committee, form.changes, form.units, by=self.actor)


class ActivityEdit(Here, EditPage):
    title = pgettext_lazy("verb", "Edit")
    queryset = ACTIVITIES
    form_class = ActivityForm

    def verdict(self, row: Activity) -> Verdict:
        return rules.can_edit_activity(self.actor, row)

    def save(self, form: ActivityForm) -> Activity:
        return activities.edit_activity(
            form.instance, form.changes, form.units, version=form.on_version, by=self.actor
        )


class ActivityCancel(Here, ActOnPage):
    title = gettext_lazy("Cancel the activity")
    queryset = ACTIVITIES
    form_class = CancelForm
    submit_label = gettext_lazy("Cancel the activity")
    submit_style = "danger"
    intro = gettext_lazy("Who has signed up is told so, with this reason.")

    def verdict(self, row: Activity) -> Verdict:
        return rules.can_cancel_activity(self.actor, row)

    def save(self, form: CancelForm) -> Activity:
        return activities.cancel_activity(self.object, by=self.actor, **form.cleaned_data)


class ActivityHold(Here, ActOnPage):
    """Who came, for all at once: the one entry from which every service record follows."""

    title = gettext_lazy("Note who came")
    queryset = ACTIVITIES
    form_class = HoldForm
    submit_label = gettext_lazy("Enter it")
    success_message = gettext_lazy("Entered; everybody who came has a service record now.")
    intro = gettext_lazy(
        "Each who came gets a service record with these hours. Whoever came without having signed "
        "up is signed up first, on the activity's page."
    )

    def verdict(self, row: Activity) -> Verdict:
        return rules.can_hold_activity(self.actor, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"activity": self.object}

    def save(self, form: HoldForm) -> Activity:
        told = form.cleaned_data
        return activities.hold_activity(
            self.object,
            form.attendance,
            minutes=told["minutes"],
            result=told["result"],
            by=self.actor,
        )


class ActivitySignUp(Here, ActOnPage):
    title = gettext_lazy("Sign up")
    queryset = ACTIVITIES
    form_class = SignUpForm
    submit_label = gettext_lazy("Sign up")
    success_message = gettext_lazy("Entered. Where there is no place left, it is the waiting list.")

    def verdict(self, row: Activity) -> Verdict:
        return rules.can_sign_up_anyone(self.actor)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"activity": self.object}

    def get_initial(self) -> dict[str, Any]:
        given = super().get_initial() | number_asked_for(self.request, "member")
        own = PartyMember.objects.filter(person__user=self.request.user.pk).first()
        if own is not None and not self.request.user.reach.posts:  # type: ignore[union-attr]
            given.setdefault("member", own.pk)
        return given

    def save(self, form: SignUpForm) -> Activity:
        sign_ups.sign_up(self.object, form.cleaned_data["member"], by=self.actor)
        activity: Activity = self.object
        return activity


class SignUpDetail(HereDetail):
    """One member's place, and what became of it."""

    queryset = SIGN_UPS

    def actions(self) -> list[Action]:
        row, by = self.object, self.actor
        offered: list[tuple[Any, str, Verdict, str]] = []
        if row.status in SignUp.NOTED:
            verdict = rules.can_put_attendance_right(by, row)
            offered.append((_("Put the attendance right"), "attendance", verdict, "secondary"))
        elif row.status not in SignUp.OVER:
            verdict = rules.can_withdraw_sign_up(by, row)
            offered.append((SignUpWithdraw.title, "withdraw", verdict, "secondary"))
        return [
            Action(label, reverse(f"posts:sign-up-{name}", args=[row.pk]), verdict, style=style)
            for label, name, verdict, style in offered
            if not verdict.is_forbidden
        ]

    def get_facts(self) -> list[Fact]:
        row = self.object
        seen: Any = Activity.objects.visible_to(self.request.user).filter(pk=row.activity_id)
        member: Any = PartyMember.objects.visible_to(self.request.user).filter(pk=row.member_id)
        return [
            Fact(fact_of(row, "activity").label, row.activity if seen else str(row.activity)),
            Fact(_("On the day"), row.activity.on),
            Fact(fact_of(row, "member").label, row.member if member else str(row.member)),
            *([Fact(fact_of(row, "employer").label, str(row.employer))] if row.employer else []),
            fact_of(row, "signed_up_on"),
            *([fact_of(row, "reason")] if row.reason else []),
        ]


class SignUpWithdraw(Here, ActOnPage):
    """Not coming after all."""

    title = pgettext_lazy("a sign-up", "Withdraw")
    queryset = SIGN_UPS
    form_class = WithdrawForm
    submit_label = pgettext_lazy("a sign-up", "Withdraw")
    success_message = gettext_lazy("Withdrawn; the place goes to the next who waits.")

    def verdict(self, row: SignUp) -> Verdict:
        return rules.can_withdraw_sign_up(self.actor, row)

    def save(self, form: WithdrawForm) -> SignUp:
        return sign_ups.withdraw(self.object, by=self.actor, **form.cleaned_data)


class SignUpAttendance(Here, ActOnPage):
    """What was noted by mistake; the service record goes, or comes, with it."""

    title = gettext_lazy("Put the attendance right")
    queryset = SIGN_UPS
    form_class = AttendanceForm
    submit_label = gettext_lazy("Put it right")
    intro = gettext_lazy(
        "The service record follows: who did come has one, that of who did not is made void."
    )

    def verdict(self, row: SignUp) -> Verdict:
        return rules.can_put_attendance_right(self.actor, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"sign_up": self.object}

    def save(self, form: AttendanceForm) -> SignUp:
        told = form.cleaned_data
        return sign_ups.put_attendance_right(
            self.object, told["status"], reason=told["reason"], by=self.actor
        )


class ActivitySuggestions(Suggestions):
    """The activities that one may see, the last ones first."""

    def rows(self, typed: str) -> Any:
        rows = Activity.objects.visible_to(self.request.user).select_related("committee")
        rows = rows.order_by("-on", "-pk")
        return rows.naming(typed) if typed else rows

    def shown(self, row: Activity) -> dict[str, Any]:
        note = f"{row.on} · {row.committee.area_name}"
        return {"id": row.pk, "text": row.title, "note": note}
