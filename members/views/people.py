"""People and their accounts."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from committees.models import Committee
from committees.pages import Here, Suggestions
from committees.prepared import Seen
from core.identifiers import mask_phone
from core.once import Spent, spend
from core.pages import ActOnPage, CreatePage, EditPage
from core.panels import Action, Fact, Panel, fact_of
from core.verdicts import Refused, Verdict
from members import rules
from members.filters.people import PersonFilter
from members.forms.people import AccountForm, PersonForm, ShowForm
from members.models import Liaison, PartyMember, Person, PersonKey, PersonScope, Seat
from members.services import people
from members.tables.belongings import LiaisonsOfPerson, SeatsOfPerson
from members.tables.people import PersonTable
from members.views.base import DrivenList, HereDetail

PEOPLE = Person.objects.select_related("home", "user")


class PersonList(DrivenList):
    """The people whom the committee looked at knows, by pinyin."""

    title = gettext_lazy("People")
    queryset = Person.objects.all()
    scopes = PersonScope
    keys = PersonKey
    table_class = PersonTable
    filterset_class = PersonFilter
    import_kind = "people"
    create_url_name = "members:person-create"
    create_label = gettext_lazy("Enter a person")
    empty_text = gettext_lazy(
        "Here stand the people who sit in committees and act for units; each is entered once."
    )

    def can_create(self) -> Verdict:
        return rules.can_add_people(self.actor)


class PersonDetail(HereDetail):
    queryset = PEOPLE
    facts = ["workplace", "position", "party_status"]

    def actions(self) -> list[Action]:
        person = self.object
        found = [
            Action(
                pgettext_lazy("verb", "Edit"),
                reverse("members:person-edit", args=[person.pk]),
                rules.can_edit_person(self.actor, person),
                style="primary",
            ),
            Action(
                _("Open an account"),
                reverse("members:person-open-account", args=[person.pk]),
                rules.can_open_account(self.actor, person),
            ),
        ]
        enter = f"{reverse('members:member-create')}?person={person.pk}"
        found.append(
            Action(_("Enter as party member"), enter, rules.can_become_member(self.actor, person))
        )
        found = [action for action in found if not action.verdict.is_forbidden]
        if person.phone:
            show = reverse("members:person-phone", args=[person.pk])
            found.append(Action(_("Show the phone number"), show))
        return found

    def get_facts(self) -> list[Fact]:
        account, home = self.object.user, fact_of(self.object, "home")
        # People may read their own entry without seeing the committee that keeps it.
        if not Committee.objects.visible_to(self.request.user).filter(pk=self.object.home_id):
            home = Fact(home.label, str(home.value))
        visible = PartyMember.objects.visible_to(self.request.user)
        member = visible.select_related("person").filter(pk=self.object.pk).first()
        return [
            Fact(_("Phone"), mask_phone(self.object.phone)),
            *super().get_facts(),
            *([Fact(_("Entry as party member"), member)] if member else []),
            home,
            Fact(_("Account"), account.login if account else _("none")),
        ]

    def panels(self) -> list[Panel]:
        return [seats_panel(self, self.object), liaisons_panel(self, self.object)]


def _seats(user: Any, person: int, on: date | None) -> Any:
    rows = Seat.objects.visible_to(user).filter(person=person)
    rows = rows.select_related("person", "committee", "capacity", "membership__unit")
    return rows.held_on(on) if on else rows.order_by("ends_on", "pk")


def _liaisons(user: Any, person: int, on: date | None) -> Any:
    rows = Liaison.objects.visible_to(user).filter(person=person)
    rows = rows.select_related("person", "membership__committee", "membership__unit")
    return rows.on(on) if on else rows.order_by("ends_on", "pk")


SEATS = Seen(_seats)
LIAISONS = Seen(_liaisons)


def seats_panel(page: HereDetail, person: Person, *, some: bool = True) -> Panel:
    """Where the person sits, as far as whoever looks may see it; nothing is asked unless ``some``
    may be found."""
    seats = SEATS(page.request.user, person.pk, page.on) if some else []
    return Panel.of(
        "seats",
        _("Seats"),
        SeatsOfPerson(),
        page.as_then(seats, Seat.Status.APPOINTED),
        empty_text=_("Sits in no committee that you may see."),
    )


def liaisons_panel(page: HereDetail, person: Person, *, some: bool = True) -> Panel:
    """For which units the person is liaison, as far as whoever looks may see it; nothing is asked
    unless ``some`` may be found."""
    return Panel.of(
        "liaisons",
        _("Liaison for"),
        LiaisonsOfPerson(),
        page.as_then(LIAISONS(page.request.user, person.pk, page.on) if some else []),
        empty_text=_("Acts for no unit that you may see."),
    )


class PersonCreate(Here, CreatePage):
    title = gettext_lazy("Enter a person")
    model = Person
    form_class = PersonForm

    def verdict(self) -> Verdict:
        return rules.can_add_people(self.actor)

    def get_form_kwargs(self) -> dict[str, Any]:
        managed = self.at and self.request.user.reach.manages(self.at.path)  # type: ignore[union-attr]
        return super().get_form_kwargs() | {"at": self.at if managed else None}

    def back_url(self) -> str:
        return reverse("members:person-list")

    def save(self, form: PersonForm) -> Person:
        return people.create_person(form.changes, by=self.actor)


class PersonEdit(Here, EditPage):
    title = pgettext_lazy("verb", "Edit")
    queryset = PEOPLE
    form_class = PersonForm

    def verdict(self, row: Person) -> Verdict:
        return rules.can_edit_person(self.actor, row)

    def save(self, form: PersonForm) -> Person:
        return people.edit_person(
            form.instance, form.changes, version=form.on_version, by=self.actor
        )


class ShowNumber(Here, ActOnPage):
    """A number in full, to whoever says what for; that it was shown, and why, is on record."""

    form_class = ShowForm
    submit_label = gettext_lazy("Show")
    intro = gettext_lazy("Numbers are masked. Who looks at a whole one, when and why is on record.")
    what: Any = ""

    def read(self, reason: str) -> str:
        """Call the service that gives the number."""
        raise NotImplementedError(f"{type(self).__name__} must name the service that shows it.")

    def form_valid(self, form: ShowForm) -> HttpResponse:
        # The number must not lie in a session or an address, so the answer to this POST shows it.
        context = {
            "number": self.read(form.reason),
            "what": self.what,
            "page_title": self.get_title(),
            "object": self.object,
        }
        return self.response_class(
            request=self.request, template="members/number_shown.html", context=context
        )


class PersonPhone(ShowNumber):
    title = gettext_lazy("Show the phone number")
    queryset = PEOPLE
    what = gettext_lazy("Phone")

    def verdict(self, row: Person) -> Verdict:
        return rules.can_see_phone(self.actor, row)

    def read(self, reason: str) -> str:
        return people.show_phone(self.object, by=self.actor, reason=reason)


class PersonOpenAccount(Here, ActOnPage):
    """Give a person an account; its login name and first password are shown once."""

    title = gettext_lazy("Open an account")
    queryset = PEOPLE
    form_class = AccountForm
    submit_label = gettext_lazy("Open the account")
    intro = gettext_lazy(
        "The first password is shown once, on the next page. Hand it over in person; it must be "
        "changed at the first sign-in."
    )

    def verdict(self, row: Person) -> Verdict:
        return rules.can_open_account(self.actor, row)

    def form_valid(self, form: AccountForm) -> HttpResponse:
        # The password must not lie in a session or in the address of a next page, so the answer
        # to this POST shows it; the second sending of the form leads to the person.
        try:
            with transaction.atomic():
                spent = spend(self.request)
                user, password = people.open_account_for(
                    self.object, form.cleaned_data["login"], by=self.actor
                )
                if spent is not None:
                    spent.keep_result(self.object.get_absolute_url())
        except Spent as sent:
            return HttpResponseRedirect(sent.earlier.result_url)
        except ValidationError as error:
            form.add_error("login", error.messages)
            return self.form_invalid(form)
        except Refused as refusal:
            if refusal.kind.value == "forbidden":
                raise
            form.add_error(None, refusal.reason)
            return self.form_invalid(form)
        context = {"account": user, "password": password, "page_title": self.get_title()}
        return self.response_class(
            request=self.request,
            template="members/person_account_opened.html",
            context={"object": self.object, "view": self} | context,
        )


class PersonSuggestions(Suggestions):
    def rows(self, typed: str) -> Any:
        rows = Person.objects.visible_to(self.request.user)
        return (rows.search(typed) if typed else rows).order_by("sort_key", "pk")

    def shown(self, row: Person) -> dict[str, Any]:
        note = " · ".join(filter(None, [row.workplace, row.position, mask_phone(row.phone)]))
        return {"id": row.pk, "text": row.name, "note": note}
