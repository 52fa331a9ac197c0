"""Member units."""

from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Value
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from committees.figures import who_can_see
from committees.models import Appointment
from committees.pages import Here, Suggestions, committee_asked_for
from committees.rules import can_see_access
from core import clock
from core.addresses import address_of
from core.identifiers import mask_phone
from core.pages import ActOnPage, CreatePage, EditPage
from core.panels import Action, Fact, Panel, fact_of
from core.prepared import Prepared
from core.verdicts import Verdict, require
from members import figures, rules
from members.filters.units import UnitFilter
from members.forms.units import ContactForm, NewUnitForm, UnitForm
from members.models import (
    Liaison,
    Membership,
    MemberUnit,
    Seat,
    UnitKey,
    UnitScope,
)
from members.services import memberships, units
from members.tables.belongings import (
    ContactsOfUnit,
    LiaisonsOfUnit,
    MembershipsOfUnit,
    SeatsOfUnit,
)
from members.tables.units import PastUnitTable, UnitTable
from members.views.base import DrivenList, HereDetail
from members.views.unit_rows import CONTACTS, LIAISONS, MEMBERSHIPS, SEATS

UNITS = MemberUnit.objects.select_related("area")


class UnitList(DrivenList):
    """The units that the committee looked at knows; on a past day, those on a roster that day."""

    title = gettext_lazy("Member units")
    queryset = MemberUnit.objects.all()
    scopes = UnitScope
    keys = UnitKey
    table_class = UnitTable
    past_table_class = PastUnitTable
    filterset_class = UnitFilter
    create_url_name = "members:unit-create"
    create_label = gettext_lazy("Enter a unit")
    import_kind = "units"
    empty_text = gettext_lazy(
        "Here stand the units that take part: enter them one by one, or import your roster."
    )

    def get_queryset(self) -> Any:
        if self.on is None:
            return super().get_queryset()
        # The scope rows know today's tree alone.
        then = self.lay_here(Membership.objects.on_roster(self.on))
        opening = MemberUnit.objects.visible_to(self.request.user)
        return self.queryset.filter(pk__in=then.order_by().values("unit")).annotate(
            at_is_member=Value(True),
            at_is_known=Exists(opening.filter(pk=OuterRef("pk"))),
        )

    def can_create(self) -> Verdict:
        return rules.can_add_people(self.actor)

    def links(self) -> list[Action]:
        if not rules.can_add_people(self.actor):
            return []
        return [Action(_("Admit a known unit"), reverse("members:membership-create"))]


class UnitDetail(HereDetail):
    template_name = "members/unit_detail.html"
    facts = [
        "short_name",
        "category",
        "affiliation",
        "system",
        "uscc",
        "address",
        "area",
        "head",
    ]
    party_facts = [
        "party_organisation",
        "party_coverage",
        "party_secretary",
        "party_members",
        "superior",
        "superior_contact",
    ]
    coverage = ["has_union", "has_youth_league", "has_womens_federation"]
    queryset = UNITS.only(
        "name",
        "uscc_override",
        "phone",
        "note",
        "area__name",
        "area__path",
        *facts,
        *party_facts,
        *coverage,
    )

    def actions(self) -> list[Action]:
        unit = self.object
        can_edit = rules.can_edit_unit(self.actor, unit)
        found = [
            Action(
                pgettext_lazy("verb", "Edit"),
                address_of("members:unit-edit", unit.pk),
                can_edit,
                style="primary",
            ),
            Action(
                _("Admit into a committee"),
                f"{reverse('members:membership-create')}?unit={unit.pk}",
                rules.can_add_people(self.actor),
            ),
            Action(
                _("Note a contact with the superior"),
                address_of("members:unit-contact-create", unit.pk),
                rules.can_log_superior_contact(self.actor, unit),
            ),
        ]
        found = [action for action in found if not action.verdict.is_forbidden]
        organisations = f"{reverse('members:organisation-list')}?unit={unit.pk}"
        found.append(Action(_("Party organisations"), organisations))
        if unit.phone:
            show = address_of("members:unit-phone", unit.pk)
            found.append(Action(_("Show the telephone number"), show, post=True))
        found.append(
            Action(
                _("Who can see this"),
                address_of("members:unit-who-can-see", unit.pk),
                can_see_access(self.actor, [row.place for row in (*self.rows, unit)]),
            )
        )
        return found

    def get_facts(self) -> list[Fact]:
        found = super().get_facts()
        if self.object.uscc_override:
            found.append(fact_of(self.object, "uscc_override"))
        return [
            *found,
            Fact(_("Telephone"), mask_phone(self.object.phone)),
            fact_of(self.object, "note"),
        ]

    @cached_property
    def rows(self) -> list[Membership]:
        """The unit's memberships, each of them read once for all that the page says."""
        return MEMBERSHIPS(self.request.user, self.object.pk)

    def belonging(self, all_of: Prepared) -> list[Any]:
        """The seats or liaisons of these memberships: whoever sees a membership sees them."""
        by_pk = {row.pk: row for row in self.rows}
        belonging = [row for row in all_of(self.object.pk) if row.membership_id in by_pk]
        for row in belonging:
            row.membership = by_pk[row.membership_id]
            if isinstance(row, Seat):
                row.committee = row.membership.committee
        return belonging

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [row for row in self.rows if self.on is None or row.is_in_force(self.on)]
        counting = {row.pk for row in rows if row.was_on_roster(self.date)}
        seats = self.belonging(SEATS)
        liaisons = self.belonging(LIAISONS)
        history = [*self.rows, *seats, *liaisons]
        lacking = [row for row in rows if row.pk in counting]
        gaps = figures.gaps_among(lacking, seats, liaisons, self.date)
        if self.on:
            # The seats' and liaisons' committees are those of the memberships.
            self.as_then(rows)
            self.as_then(lacking, Membership.Status.ACTIVE)
            held = [seat for seat in seats if seat.is_held_on(self.on)]
            seats = self.as_then(held, Seat.Status.APPOINTED)
            liaisons = [liaison for liaison in liaisons if liaison.is_in_force(self.on)]
        for row in rows:
            row.gaps = gaps.get(row.pk, [])
        return super().get_context_data(**kwargs) | {
            "state_line": self.state_line(rows, counting, gaps),
            "history_of": history,
            "panels": self.panels_of(rows, seats, liaisons),
        }

    def panels_of(
        self, memberships: list[Membership], seats: list[Seat], liaisons: list[Liaison]
    ) -> list[Panel]:
        unit = self.object
        return [
            Panel.of(
                "memberships",
                _("Memberships"),
                MembershipsOfUnit(),
                memberships,
                empty_text=_("No membership that you may see."),
            ),
            Panel.of(
                "representatives",
                _("Who sits for it"),
                SeatsOfUnit(),
                seats,
                empty_text=_("Nobody sits for this unit yet."),
            ),
            Panel.of(
                "liaisons",
                _("Liaisons"),
                LiaisonsOfUnit(),
                liaisons,
                empty_text=_("No liaison has been filed for this unit yet."),
            ),
            Panel(
                "party",
                _("Its party organisation"),
                facts=[fact_of(unit, name) for name in self.party_facts],
            ),
            Panel(
                "coverage",
                _("Mass organisations there"),
                facts=[self.yes_no(name) for name in self.coverage],
            ),
            Panel.of(
                "contacts",
                _("Contacts with the superior"),
                ContactsOfUnit(),
                CONTACTS(unit.pk),
                empty_text=_("No contact has been noted yet."),
            ),
        ]

    def yes_no(self, name: str) -> Fact:
        fact = fact_of(self.object, name)
        return fact if fact.value is not None else Fact(fact.label, _("not known"))

    def state_line(
        self, rows: list[Membership], counting: set[int], gaps: dict[int, list[str]]
    ) -> str:
        """What the unit is here, in one line."""
        if counting:
            line = ngettext(
                "On the roster of %(n)d committee",
                "On the roster of %(n)d committees",
                len(counting),
            ) % {"n": len(counting)}
        elif rows:
            line = _("No longer, or not yet, on a roster")
        else:
            line = _("In no committee; known by its address")
        if gaps:
            line += " · " + _("something is missing")
        return line


class UnitCreate(Here, CreatePage):
    """A unit that nobody has entered, with its first membership."""

    title = gettext_lazy("Enter a unit")
    model = MemberUnit
    form_class = NewUnitForm

    def verdict(self) -> Verdict:
        return rules.can_add_people(self.actor)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require(self.verdict())
        self.committee = committee_asked_for(request)
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        managed = self.committee and self.request.user.reach.manages(self.committee.path)  # type: ignore[union-attr]
        at = self.committee if managed else None
        return super().get_form_kwargs() | {"actor": self.actor, "at": at}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        intro = figures.size_in_words(self.committee) if self.committee else ""
        return super().get_context_data(**kwargs) | {"intro": intro}

    def back_url(self) -> str:
        return reverse("members:unit-list")

    def save(self, form: NewUnitForm) -> MemberUnit:
        membership = memberships.admit_new_unit(
            form.unit_values,
            form.cleaned_data["committee"],
            form.membership_values,
            by=self.actor,
        )
        return membership.unit


class UnitEdit(Here, EditPage):
    title = pgettext_lazy("verb", "Edit")
    queryset = UNITS
    form_class = UnitForm

    def verdict(self, row: MemberUnit) -> Verdict:
        return rules.can_edit_unit(self.actor, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"actor": self.actor}

    def save(self, form: UnitForm) -> MemberUnit:
        return units.edit_unit(form.instance, form.changes, version=form.on_version, by=self.actor)


class ContactCreate(Here, ActOnPage):
    """One exchange with the unit's superior party organisation."""

    title = gettext_lazy("Contact with the superior")
    queryset = UNITS
    form_class = ContactForm

    def verdict(self, row: MemberUnit) -> Verdict:
        return rules.can_log_superior_contact(self.actor, row)

    def get_initial(self) -> dict[str, Any]:
        return {"date": clock.today()}

    def save(self, form: ContactForm) -> MemberUnit:
        units.log_superior_contact(self.object, form.changes, by=self.actor)
        return self.object  # type: ignore[no-any-return]


class UnitPhone(UnitDetail):
    """The unit's page with its whole number, once; that it was shown is on record."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.object = self.get_object()
        self.number = units.show_phone(self.object, by=self.actor)
        return self.render_to_response(self.get_context_data(object=self.object))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"shown_phone": self.number}


class UnitWhoCanSee(HereDetail):
    """Every account that sees this unit, and why."""

    queryset = UNITS
    template_name = "members/unit_who_can_see.html"

    def get_title(self) -> str:
        return f"{self.object} · {_('Who can see this')}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        liaisons = Appointment.objects.filter(liaison__membership__unit=self.object)
        places = figures.places_of(self.object)
        require(can_see_access(self.actor, places))
        rows = who_can_see(places, liaisons=liaisons)
        return super().get_context_data(**kwargs) | {"rows": rows}


class UnitSuggestions(Suggestions):
    def rows(self, typed: str) -> Any:
        rows = MemberUnit.objects.visible_to(self.request.user).select_related("area")
        return (rows.search(typed) if typed else rows).order_by("sequence", "sort_key", "pk")

    def shown(self, row: MemberUnit) -> dict[str, Any]:
        note = " · ".join(filter(None, [row.area.area_name if row.area else "", row.uscc]))
        return {"id": row.pk, "text": row.name, "note": note}
