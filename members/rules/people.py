"""People: who enters and edits them, sees their numbers, opens their accounts."""

from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.reach import reach_of
from committees.terms import Role
from core.verdicts import ALLOWED, Verdict, forbid, refuse
from members.models import PartyMember, Person
from members.terms import PartyStatus


def can_add_people(by: Actor) -> Verdict:
    return committee_rules.can_manage_anything(by)


def can_edit_person(by: Actor, person: Person) -> Verdict:
    """The office that keeps the entry, that of the place where a party member lives, and those
    above them."""
    reach = reach_of(by.user)
    if reach.manages(person.home.path):
        return ALLOWED
    member = PartyMember.objects.filter(pk=person.pk).first()
    if member is not None and reach.manages(member.place):
        return ALLOWED
    return forbid(
        _("%(name)s's entry is kept by %(committee)s.") % {"name": person, "committee": person.home}
    )


def can_hand_over_person(by: Actor, person: Person) -> Verdict:
    """Whether somebody may open the person's account or give the entry to another office. The
    office of the place where a party member lives may not where the person acts for units
    elsewhere: the account would open these."""
    may, reach = can_edit_person(by, person), reach_of(by.user)
    if not may or reach.manages(person.home.path):
        return may
    acts_at = person.liaisons.running().values_list("membership__committee__path", flat=True)
    if all(reach.manages(path) for path in acts_at):
        return may
    return forbid(
        _("%(name)s's entry is kept by %(committee)s.") % {"name": person, "committee": person.home}
    )


def can_have_party_status(person: Person, status: str) -> Verdict:
    """Who is liaison stays a full party member; otherwise the unit needs another one first."""
    if status == PartyStatus.FULL or not person.liaisons.running().exists():
        return ALLOWED
    return refuse(
        _(
            "%(name)s is liaison of a unit, and a liaison must be a full party member. Please "
            "change the liaison first."
        )
        % {"name": person}
    )


def can_say_party_status(person: Person, status: str) -> Verdict:
    """Of a party member the status is said in that entry, and follows from it here."""
    if PartyMember.objects.filter(pk=person.pk).exists():
        return refuse(
            _("%(name)s has an entry as party member: please change the status there.")
            % {"name": person}
        )
    return can_have_party_status(person, status)


def can_see_phone(by: Actor, person: Person) -> Verdict:
    """Everybody who may see the person may see the number, on record."""
    if Person.objects.visible_to(by.user).filter(pk=person.pk).exists():
        return ALLOWED
    return forbid(_("This person is outside your part of the tree."))


def can_open_account(by: Actor, person: Person) -> Verdict:
    """The office that keeps the person's entry, for a person without an account."""
    may = can_hand_over_person(by, person)
    if may and person.user_id is not None:
        return refuse(_("%(name)s has an account already.") % {"name": person})
    return may


def can_refresh_scopes(by: Actor) -> Verdict:
    if reach_of(by.user).administers == Role.SYSTEM:
        return ALLOWED
    return forbid(_("Only the system administrator computes anew who sees what."))
