"""Party members."""

from functools import cached_property
from typing import Any

import segno
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import FormView

from committees.listing import PlacedList
from committees.pages import Here, Suggestions, number_asked_for
from committees.prepared import Seen
from core import clock
from core.addresses import address_of
from core.forms import NothingForm
from core.identifiers import mask_phone, mask_resident_id
from core.pages import ActionView, ActOnPage, CreatePage, EditPage, FormPage, ListPage
from core.panels import Action, Fact, Panel, fact_of, may_have
from core.shown_once import Secret, ShowsOnce
from core.verdicts import ALLOWED, Stale, Verdict, require
from members import rules
from members.filters.party_members import MemberFilter
from members.forms.party_members import LookUpForm, MemberForm, NewMemberForm, StatusForm
from members.models import Invitation, PartyMember, Person, Registration
from members.services import invitations, party_members, people
from members.tables.party_members import MemberTable
from members.tables.registrations import RegistrationsOfOne
from members.tables.requests import InvitationsOfMember
from members.views.base import HereDetail
from members.views.people import ShowNumber, liaisons_panel, seats_panel

MEMBERS = PartyMember.objects.select_related(
    "person__home", "organisation__home", "employer", "community", "grid"
)


class MemberList(PlacedList, ListPage):
    """The party members who live at the committee looked at or below it, by pinyin; a liaison's
    own unit's, wherever they live."""

    title = gettext_lazy("Party members")
    queryset = PartyMember.objects.all()
    table_class = MemberTable
    filterset_class = MemberFilter
    import_kind = "party-members"
    create_url_name = "members:member-create"
    create_label = gettext_lazy("Enter a party member")
    empty_text = gettext_lazy(
        "Here stand the party members who live here: enter them one by one, or import your roster."
    )

    def get_queryset(self) -> Any:
        return self.rows_here(PartyMember)

    def can_create(self) -> Verdict:
        return rules.can_enter_members(self.actor)

    def links(self) -> list[Action]:
        if not rules.can_look_up_resident_id(self.actor):
            return []
        return [Action(_("Find by resident ID number"), reverse("members:member-look-up"))]


def _registrations(user: Any, member: int) -> Any:
    rows = Registration.objects.visible_to(user).filter(member=member).select_related("committee")
    shown = ("status", "starts_on", "valid_until", "ends_on", "reason", "committee__name")
    return rows.only(*shown).order_by(F("ends_on").desc(nulls_first=True), "-pk")


REGISTRATIONS = Seen(_registrations)


class MemberDetail(HereDetail):
    queryset = MEMBERS

    def actions(self) -> list[Action]:
        member, by = self.object, self.actor
        keeps = rules.can_keep_member(by, member)
        found = []
        if member.person.phone:
            found.append(self._act(_("Show the phone number"), "phone"))
        if keeps.is_forbidden:
            return found
        if member.resident_id_index:
            found.append(self._act(_("Show the resident ID number"), "resident-id"))
        may_invite = rules.can_invite(by, member)
        if member.person.user_id is None and not may_invite.is_forbidden:
            found.append(self._act(_("Invite to an own account"), "invite", may_invite))
        if (standing := self.open_invitation) is not None:
            url = reverse("members:invitation-revoke", args=[standing.pk])
            may = rules.can_revoke(by, standing)
            found.append(Action(_("Revoke the invitation"), url, may, post=True))
        if not self.registrations[:1] or self.registrations[0].ends_on:
            url = f"{reverse('members:registration-member')}?member={member.pk}"
            found.insert(0, Action(_("Register at the community"), url))
        return [
            self._act(pgettext_lazy("verb", "Edit"), "edit", keeps, "primary"),
            self._act(_("Change the status"), "status", keeps),
            *found,
        ]

    @cached_property
    def registrations(self) -> list[Registration]:
        """The member's registrations that the user sees, the running one first."""
        return REGISTRATIONS(self.request.user, self.object.pk)

    @cached_property
    def invitations(self) -> list[Invitation]:
        """The last few, for those who keep the entry."""
        if not may_have(self.object, "invitations"):
            return []
        rows = self.object.invitations.visible_to(self.request.user).select_related("made_by")
        return list(rows.order_by("-pk")[:5])

    @property
    def open_invitation(self) -> Invitation | None:
        return next((one for one in self.invitations if one.status == one.Status.OPEN), None)

    def _act(
        self, label: Any, name: str, verdict: Verdict = ALLOWED, style: str = "secondary"
    ) -> Action:
        url = address_of(f"members:member-{name}", self.object.pk)
        return Action(label, url, verdict, style=style)

    def get_facts(self) -> list[Fact]:
        member, person = self.object, self.object.person
        years = member.party_years(clock.today())
        branch = member.organisation and self.seen(
            member.organisation, member.organisation.home.path
        )
        return [
            fact_of(member, "status"),
            *([fact_of(member, "status_since")] if member.status_since else []),
            *([fact_of(member, "status_reason")] if member.status_reason else []),
            Fact(_("Phone"), mask_phone(person.phone)),
            Fact(_("Lives in"), self._place()),
            fact_of(member, "employment"),
            Fact(_("Employing unit"), member.employer or person.workplace),
            fact_of(person, "position"),
            Fact(_("Home party organisation"), branch or member.organisation_name),
            fact_of(member, "joined_on"),
            fact_of(member, "full_on"),
            *([Fact(_("Years in the party"), years)] if years is not None else []),
            fact_of(member, "sex"),
            fact_of(member, "born_on"),
            fact_of(member, "specialties"),
            fact_of(member, "service_intent"),
            fact_of(member, "free_slots"),
            Fact(_("Resident ID number"), mask_resident_id(member.resident_id)),
            Fact(_("Kept by"), str(person.home)),
        ]

    def _place(self) -> Any:
        found = self.object.residence
        return _("not known") if found is None else self.seen(found, found.path)

    def panels(self) -> list[Panel]:
        person = self.object.person
        registered = Panel.of(
            "registrations",
            _("Registrations"),
            RegistrationsOfOne(),
            self.registrations,
            empty_text=_("Not registered at any community."),
        )
        found = [registered]
        for name, panel in (("seats", seats_panel), ("liaisons", liaisons_panel)):
            found.append(panel(self, person, some=may_have(self.object, name)))
        if self.invitations:
            title = _("Invitations to an account")
            found.append(Panel.of("invitations", title, InvitationsOfMember(), self.invitations))
        return found


class MemberCreate(Here, CreatePage):
    """A new entry, for somebody new or (``?person=``) for a person who is known already."""

    title = gettext_lazy("Enter a party member")
    model = PartyMember
    form_class = NewMemberForm

    def verdict(self) -> Verdict:
        return rules.can_enter_members(self.actor)

    def known_person(self) -> Person | None:
        asked = number_asked_for(self.request, "person").get("person")
        if asked is None:
            return None
        person = Person.objects.visible_to(self.request.user).filter(pk=asked).first()
        if person is not None:
            require(rules.can_become_member(self.actor, person))
        return person

    def get_form_kwargs(self) -> dict[str, Any]:
        managed = self.at and self.request.user.reach.manages(self.at.path)  # type: ignore[union-attr]
        return super().get_form_kwargs() | {
            "at": self.at if managed else None,
            "person": self.known_person(),
        }

    def get_title(self) -> str:
        person = self.known_person()
        return f"{person} · {super().get_title()}" if person else super().get_title()

    def back_url(self) -> str:
        return reverse("members:member-list")

    def save(self, form: NewMemberForm) -> PartyMember:
        return party_members.enter_member(
            form.new_person(),
            form.changes,
            residence=form.cleaned_data["residence"],
            by=self.actor,
        )


class MemberEdit(Here, EditPage):
    title = pgettext_lazy("verb", "Edit")
    queryset = MEMBERS
    form_class = MemberForm

    def verdict(self, row: PartyMember) -> Verdict:
        return rules.can_keep_member(self.actor, row)

    def save(self, form: MemberForm) -> PartyMember:
        return party_members.edit_member(
            form.instance,
            form.changes,
            version=form.on_version,
            person_version=form.cleaned_data["person_version"],
            by=self.actor,
        )

    def form_stale(self, form: MemberForm, stale: Stale) -> HttpResponse:
        """Of the two rows the one that somebody has changed; no number is shown whole here."""
        row, on_version = stale.current, form.data.get("version")
        if isinstance(row, PartyMember):
            row.resident_id = mask_resident_id(row.resident_id)
        response = super().form_stale(form, stale)
        if isinstance(row, Person):
            form.data["version"], form.data["person_version"] = on_version, row.version
        return response


class MemberStatus(Here, ActOnPage):
    """Transferred, lost, left, …: since when, and why."""

    title = gettext_lazy("Change the status")
    queryset = MEMBERS
    form_class = StatusForm

    def verdict(self, row: PartyMember) -> Verdict:
        return rules.can_change_status(self.actor, row)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"member": self.object}

    def save(self, form: StatusForm) -> PartyMember:
        return party_members.change_status(self.object, by=self.actor, **form.cleaned_data)


class MemberInvite(ShowsOnce, Here, ActOnPage):
    """Make the code by which the member opens an account; it is shown once, as a slip."""

    title = gettext_lazy("Invite to an own account")
    queryset = MEMBERS
    form_class = NothingForm
    submit_label = gettext_lazy("Make the slip")
    success_message = gettext_lazy("Invited.")
    intro = gettext_lazy(
        "The member opens the account alone, with the code on the slip and the last digits of the "
        "phone number (or the birth date). The code is shown once, on the next page; a former one "
        "is good no longer. The account shows the member nothing but what is kept about them."
    )

    def verdict(self, row: PartyMember) -> Verdict:
        return rules.can_invite(self.actor, row)

    def save(self, form: NothingForm) -> PartyMember:
        invitation, code = invitations.invite_member(self.object, by=self.actor)
        address = self.request.build_absolute_uri(reverse("join"))
        self.secret = Secret(
            title=_("Open your own account"),
            name=self.object,
            lines=[str(self.object), code, address],
            advice=_(
                "With a phone, open this address or scan the picture. Type the code and the last "
                "four digits of your phone number (or your birth date, if the community knows no "
                "number), then choose a name and a password. The code is good once, until "
                "%(day)s. Keep this slip to yourself."
            )
            % {"day": invitation.valid_until},
            next_url=self.object.get_absolute_url(),
            next_label=_("Back to the member"),
            picture=segno.make(address, error="m").svg_data_uri(scale=5, border=4, light="#fff"),
            picture_of=_("QR code with the address"),
        )
        return self.object


class InvitationRevoke(Here, ActionView):
    queryset = Invitation.objects.select_related("member__person")
    success_message = gettext_lazy("Revoked: this code opens no account any more.")

    def act(self, row: Invitation) -> Any:
        invitations.revoke_invitation(row, by=self.actor)


class MemberPhone(ShowNumber):
    queryset = MEMBERS
    title = gettext_lazy("Show the phone number")
    what = gettext_lazy("Phone")

    def verdict(self, row: PartyMember) -> Verdict:
        return rules.can_see_phone(self.actor, row.person)

    def read(self, reason: str) -> str:
        return people.show_phone(self.object.person, by=self.actor, reason=reason)


class MemberResidentId(ShowNumber):
    queryset = MEMBERS
    title = gettext_lazy("Show the resident ID number")
    what = gettext_lazy("Resident ID number")

    def verdict(self, row: PartyMember) -> Verdict:
        return rules.can_see_resident_id(self.actor, row)

    def read(self, reason: str) -> str:
        return party_members.show_resident_id(self.object, by=self.actor, reason=reason)


class MemberLookUp(Here, FormPage, FormView):
    """Find somebody by a whole resident ID number, on record."""

    title = gettext_lazy("Find by resident ID number")
    form_class = LookUpForm
    submit_label = gettext_lazy("Find")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        require(rules.can_look_up_resident_id(self.actor))
        return super().dispatch(request, *args, **kwargs)

    def back_url(self) -> str:
        return reverse("members:member-list")

    def form_valid(self, form: LookUpForm) -> HttpResponse:
        found = party_members.look_up_resident_id(form.cleaned_data["code"], by=self.actor)
        if found is None:
            form.add_error(
                "code", _("Nobody in your part of the tree has this number in the entry.")
            )
            return self.form_invalid(form)
        return HttpResponseRedirect(found.get_absolute_url())


class MemberSuggestions(Suggestions):
    def rows(self, typed: str) -> Any:
        rows = PartyMember.objects.within_reach(self.request.user).current()
        rows = rows.select_related("person", "employer", "community")
        return (rows.search(typed) if typed else rows).order_by("sort_key", "pk")

    def shown(self, row: PartyMember) -> dict[str, Any]:
        person = row.person
        area = row.community.area_name if row.community else ""
        where = str(row.employer or "") or person.workplace
        note = " · ".join(filter(None, [area, where, mask_phone(person.phone)]))
        return {"id": row.pk, "text": person.name, "note": note}
