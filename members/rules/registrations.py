"""Registrations: who enters and confirms them, which step follows which, when they are renewed."""

import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.models import Committee
from committees.reach import reach_of
from core import clock
from core.verdicts import ALLOWED, Verdict, refuse
from members.models import MemberUnit, PartyMember, Registration
from members.reach import units_of
from members.rules.papers import can_print_lists
from members.rules.party_members import can_be_member_on, can_keep_member

Status = Registration.Status
# It is offered for renewal so long before its last day.
RENEWAL = datetime.timedelta(days=90)


def can_enter_registrations(by: Actor) -> Verdict:
    """Those who keep committees, and liaisons for their own units and the members there."""
    if reach_of(by.user).liaison_at:
        return ALLOWED
    return committee_rules.can_manage_anything(by)


def can_keep_registrations(by: Actor, committee: Committee) -> Verdict:
    """The offices of the committee and those above it confirm, pause, move and revoke."""
    return committee_rules.can_manage(by, committee)


def can_bring_member(by: Actor, member: PartyMember) -> Verdict:
    """Who keeps the member's entry, or acts for the unit where the member works, may announce the
    member at a community, which confirms it then."""
    if member.employer_id is not None and member.employer_id in units_of(by.user):
        return ALLOWED
    return can_keep_member(by, member)


def can_bring_unit(by: Actor, unit: MemberUnit, committee: Committee) -> Verdict:
    """The committee's office enters a unit; the unit's liaison announces it."""
    if unit.pk in units_of(by.user):
        return ALLOWED
    return can_keep_registrations(by, committee)


def can_be_registered(member: PartyMember, committee: Committee) -> Verdict:
    """Whether this member may register there: counted by the party, at one community at a time."""
    if committee.level not in Registration.LEVELS_OF_MEMBERS:
        return refuse(_("Party members register at the community where they live."))
    if not committee.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": committee})
    if not (verdict := _counts(member)):
        return verdict
    standing = member.registrations.active().select_related("committee").first()
    if standing is not None:
        return refuse(
            _("%(name)s is registered at %(committee)s already. Please have it moved there.")
            % {"name": member, "committee": standing.committee}
        )
    return ALLOWED


def _counts(member: PartyMember | None) -> Verdict:
    """Whom the party does not count is neither registered nor renewed or moved. A unit may be."""
    if member is None or member.counts:
        return ALLOWED
    return refuse(
        _("%(name)s is “%(status)s”; full and probationary members register.")
        % {"name": member, "status": member.get_status_display()}
    )


def can_register_from(
    who: PartyMember | MemberUnit, committee: Committee, on: datetime.date
) -> Verdict:
    """Whether a registration may begin on this day: on no day is a member registered twice, or a
    unit at one committee."""
    if not (verdict := can_begin_on_day(on)):
        return verdict
    earlier = who.registrations.all()
    if isinstance(who, MemberUnit):
        earlier = earlier.filter(committee=committee)
    elif not (verdict := can_be_member_on(who, on)):
        return verdict
    until = earlier.aggregate(last=Max("ends_on"))["last"]
    if until is not None and on < until:
        return refuse(
            _("An earlier registration ran until %(day)s; this one cannot begin before.")
            % {"day": until}
        )
    return ALLOWED


def can_unit_be_registered(unit: MemberUnit, committee: Committee) -> Verdict:
    if committee.level not in Registration.LEVELS_OF_UNITS:
        return refuse(_("Units register at a street or a community."))
    if not committee.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": committee})
    if unit.registrations.active().filter(committee=committee).exists():
        return refuse(_("%(unit)s is registered here already.") % {"unit": unit})
    return ALLOWED


def can_move_registration(by: Actor, registration: Registration, status: str) -> Verdict:
    """Whether this step may be taken now, by this person."""
    if not (verdict := can_keep_registrations(by, registration.committee)):
        return verdict
    if status not in Registration.TRANSITIONS[registration.status]:
        return refuse(
            _("“%(before)s” is not followed by “%(after)s”.")
            % {"before": registration.get_status_display(), "after": Status(status).label}
        )
    if status == Status.REGISTERED:
        return _goes_on(registration)
    return ALLOWED


def _goes_on(registration: Registration) -> Verdict:
    """Whether it may run on where it is: at a committee in being, of somebody who counts."""
    if not registration.committee.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": registration.committee})
    return _counts(registration.member)


def can_move_to(registration: Registration, committee: Committee) -> Verdict:
    """Whether a member's registration may go on there: at another community, in being."""
    if registration.member is None:
        return refuse(_("A unit is registered at each committee by itself."))
    if not (verdict := _counts(registration.member)):
        return verdict
    if committee.level not in Registration.LEVELS_OF_MEMBERS:
        return refuse(_("Party members register at the community where they live."))
    if committee.pk == registration.committee_id:
        return refuse(_("The member is registered there already."))
    if not committee.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": committee})
    return ALLOWED


def can_begin_on_day(on: datetime.date) -> Verdict:
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    return ALLOWED


def can_step_on_day(registration: Registration, on: datetime.date) -> Verdict:
    """Steps follow each other and lie in the past or today."""
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    last = registration.steps.order_by("-day").values_list("day", flat=True).first()
    if last is not None and on < last:
        return refuse(_("The step before was on %(day)s.") % {"day": last})
    return ALLOWED


def can_renew(by: Actor, registration: Registration) -> Verdict:
    if not (verdict := can_keep_registrations(by, registration.committee)):
        return verdict
    if registration.status != Status.REGISTERED:
        return refuse(_("Only who is registered is renewed."))
    if not (verdict := _goes_on(registration)):
        return verdict
    until = registration.valid_until
    if until is not None and until - RENEWAL > clock.today():
        return refuse(_("It is valid until %(day)s.") % {"day": until})
    return ALLOWED


def can_live_elsewhere(member: PartyMember, place: Committee) -> Verdict:
    """Whether the entry may say that the member lives here: where the registration is, if any.
    What a unit has announced binds nobody until the community confirms it."""
    confirmed = member.registrations.filter(status__in=Registration.CONFIRMED)
    standing = confirmed.select_related("committee").first()
    if standing is None or place.path.startswith(standing.committee.path):
        return ALLOWED
    return refuse(
        _(
            "%(name)s is registered at %(committee)s. Please have the registration moved; the "
            "residence moves with it."
        )
        % {"name": member, "committee": standing.committee}
    )


def can_print_slip(by: Actor, registration: Registration) -> Verdict:
    """Whoever brings or keeps the registration; the member too."""
    if _is_of_own_unit(by, registration) or _is_oneself(by, registration):
        return ALLOWED
    return can_print_lists(by, registration.committee)


def can_print_receipt(by: Actor, registration: Registration) -> Verdict:
    """The same people, once the committee has confirmed."""
    if registration.status == Status.PENDING:
        return refuse(_("The receipt follows when the committee has confirmed."))
    return can_print_slip(by, registration)


def _is_of_own_unit(by: Actor, registration: Registration) -> bool:
    own = units_of(by.user)
    return registration.employer_id in own or registration.unit_id in own


def _is_oneself(by: Actor, registration: Registration) -> bool:
    member = registration.member
    return member is not None and by.user is not None and member.person.user_id == by.user.pk
