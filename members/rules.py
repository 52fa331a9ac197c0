"""Who may do what to units, memberships, seats and liaisons, and when. Nothing here writes.

The person is asked about first, the state of things second: a stranger is not told the state.
"""

import copy
import datetime
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from audit.actors import Actor
from committees import rules as committee_rules
from committees.models import Committee
from committees.reach import reach_of
from committees.terms import READERS, Role
from core import clock
from core.verdicts import ALLOWED, Verdict, forbid, refuse
from members.models import (
    Capacity,
    Handover,
    Liaison,
    Membership,
    MemberUnit,
    Person,
    Seat,
    SeatStep,
)
from members.reach import units_of
from members.terms import PartyStatus


def can_add_people(by: Actor) -> Verdict:
    return committee_rules.can_manage_anything(by)


def can_edit_person(by: Actor, person: Person) -> Verdict:
    """The office that keeps the entry, and those above it."""
    if reach_of(by.user).manages(person.home.path):
        return ALLOWED
    return forbid(
        _("%(name)s's entry is kept by %(committee)s.") % {"name": person, "committee": person.home}
    )


def can_edit_unit(by: Actor, unit: MemberUnit) -> Verdict:
    """Offices of the committees it belongs to now and of its address, and those above them.

    Who has only invited it may read what it works on; else an invitation, which nobody has to
    accept, would open every unit of the city to every street. A unit that is on no roster and lies
    nowhere is kept by those who have entered it: whoever else could put its name right?
    """
    reach = reach_of(by.user)
    if unit.area and reach.manages(unit.area.path):
        return ALLOWED
    rows = Membership.objects.filter(unit=unit)
    places = list(rows.active().values_list("committee__path", flat=True))
    if not places and unit.area is None:
        places = list(rows.current().values_list("committee__path", flat=True))
    if any(reach.manages(path) for path in places):
        return ALLOWED
    return forbid(_("Only offices of its present committees and of its address may change it."))


def can_log_superior_contact(by: Actor, unit: MemberUnit) -> Verdict:
    if by.user is not None and unit.pk in units_of(by.user):
        return ALLOWED
    return can_edit_unit(by, unit)


def can_admit(by: Actor, committee: Committee) -> Verdict:
    """Whether the actor may invite units into this committee or admit them."""
    may = committee_rules.can_manage(by, committee)
    if may and not committee.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": committee})
    return may


def can_move_membership(by: Actor, membership: Membership, status: str) -> Verdict:
    """By the table of transitions, by the committee's office."""
    may = committee_rules.can_manage(by, membership.committee)
    if may and status not in Membership.TRANSITIONS[membership.status]:
        return refuse(
            _("A membership that is “%(status)s” cannot take this step.")
            % {"status": membership.get_status_display()}
        )
    return may


def can_seat(by: Actor, committee: Committee) -> Verdict:
    may = committee_rules.can_manage(by, committee)
    if may and not committee.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": committee})
    return may


def fits(capacity: Capacity, committee: Committee, membership: Membership | None) -> Verdict:
    """Whether one can sit in this capacity here, with or without a unit behind one."""
    if capacity.level != committee.level:
        return refuse(_("“%(capacity)s” is a capacity of another level.") % {"capacity": capacity})
    if capacity.represents_unit:
        if membership is None:
            return refuse(_("Please say for which unit this person sits."))
        if membership.committee_id != committee.pk:
            return refuse(_("That unit is not a member of this committee."))
        if membership.status not in Membership.COUNTING:
            return refuse(_("That unit is not on the roster (any more)."))
    elif membership is not None:
        return refuse(_("In this capacity one does not sit for a unit."))
    return ALLOWED


def can_move_seat(by: Actor, seat: Seat, status: str) -> Verdict:
    may = committee_rules.can_manage(by, seat.committee)
    if may and status not in Seat.TRANSITIONS[seat.status]:
        return refuse(
            _("A seat that is “%(status)s” cannot take this step.")
            % {"status": seat.get_status_display()}
        )
    return may


def can_be_held(seat: Seat, **changes: Any) -> Verdict:
    """Whether the seat, with these changes, could have been held on each of its days.

    A nomination on its way holds no day yet. The committee is locked where this must last.
    """
    seat = copy.copy(seat)
    for name, value in changes.items():
        setattr(seat, name, value)
    if seat.status not in Seat.HELD:
        return ALLOWED
    if seat.status == Seat.Status.APPOINTED and seat.starts_on > clock.today():
        return refuse(_("A seat that is held now cannot begin in the future."))
    if seat.membership is not None and seat.starts_on < seat.membership.starts_on:
        return refuse(
            _("%(unit)s joined on %(date)s only; nobody sat for it before.")
            % {"unit": seat.membership.unit, "date": seat.membership.starts_on}
        )
    if seat.office == Seat.Office.CHAIR:
        chairs = Seat.objects.filter(committee=seat.committee, office=Seat.Office.CHAIR)
        if other := overlapping(chairs, seat):
            if other.ends_on is None and seat.ends_on is None:
                return refuse(_("This committee has a chair already."))
            return refuse(
                _("%(name)s was in the chair on some of these days (%(days)s).")
                % {"name": other.person, "days": _days_of(other)}
            )
    if seat.is_representative:
        sitting = Seat.objects.representing().filter(membership=seat.membership)
        if other := overlapping(sitting, seat):
            if other.ends_on is None and seat.ends_on is None:
                return refuse(_("This unit has a representative already."))
            return refuse(
                _("%(name)s sat for this unit on some of these days (%(days)s).")
                % {"name": other.person, "days": _days_of(other)}
            )
    return ALLOWED


def can_be_corrected(seat: Seat, changes: dict[str, Any]) -> Verdict:
    """Days and office are asked about when they change; an old seat's basis can be put right."""
    differing = {n: v for n, v in changes.items() if getattr(seat, n) != v}
    if differing.keys() & {"starts_on", "office"}:
        return can_be_held(seat, **differing)
    return ALLOWED


def overlapping(seats: Any, seat: Seat) -> Seat | None:
    """The first of these seats that somebody held on a day of this one."""
    if seat.ends_on is not None and seat.ends_on <= seat.starts_on:
        return None  # it ended on its first day: no day of it was held
    others = seats.ever_held().exclude(pk=seat.pk)
    others = others.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=seat.starts_on) & Q(ends_on__gt=F("starts_on"))
    )
    if seat.ends_on is not None:
        others = others.filter(starts_on__lt=seat.ends_on)
    found: Seat | None = others.select_related("person").order_by("starts_on", "pk").first()
    return found


def _days_of(seat: Seat) -> str:
    """From the first to the last day on which it was held."""
    if seat.ends_on is None:
        return _("from %(date)s") % {"date": seat.starts_on}
    last = seat.ends_on - datetime.timedelta(days=1)
    return _("%(first)s to %(last)s") % {"first": seat.starts_on, "last": last}


def can_step_on(seat: Seat, status: str, on: datetime.date) -> Verdict:
    """Whether the seat can have taken this step on that day."""
    if on > clock.today():
        return refuse(_("This day has not come yet."))
    last = SeatStep.objects.filter(seat=seat).order_by("-day").first()
    if last is not None and on < last.day:
        return refuse(
            _("The step before it was taken on %(date)s; this one cannot be earlier.")
            % {"date": last.day}
        )
    if status == Seat.Status.ENDED and on < seat.starts_on:
        return refuse(_("It cannot end before it started."))
    if status == Seat.Status.APPOINTED:
        fitting = fits(seat.capacity, seat.committee, seat.membership)
        return fitting and can_be_held(seat, status=status, starts_on=on)
    return ALLOWED


def can_file_liaison(by: Actor, membership: Membership) -> Verdict:
    """The committee's office, for a unit on the roster."""
    may = committee_rules.can_manage(by, membership.committee)
    if may and membership.status not in Membership.COUNTING:
        return refuse(_("Only a unit on the roster sends liaisons."))
    return may


def can_be_liaison(person: Person) -> Verdict:
    """A liaison must be a full party member (a street rule, domain source F25).

    Nor may the account be an administrator's, since the access comes with the filing.
    """
    if person.user is not None and person.user.administers:
        return committee_rules.keeps_apart(person.user, Role.LIAISON)
    if person.party_status == PartyStatus.FULL:
        return ALLOWED
    return refuse(
        _("A liaison must be a full party member; %(name)s is entered as: %(status)s.")
        % {"name": person, "status": person.get_party_status_display()}
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


def can_end_liaison(by: Actor, liaison: Liaison) -> Verdict:
    may = committee_rules.can_manage(by, liaison.membership.committee)
    if may and liaison.ends_on is not None and liaison.ends_on <= clock.today():
        return refuse(_("This liaison has already ended."))
    return may


def can_end_liaison_on(liaison: Liaison, on: datetime.date) -> Verdict:
    """Neither the end nor the successor's first day lies before the liaison's own first day."""
    if on >= liaison.starts_on:
        return ALLOWED
    return refuse(
        _("%(name)s has been liaison since %(date)s. Please choose that day or a later one.")
        % {"name": liaison.person, "date": liaison.starts_on}
    )


def can_accept_handover(by: Actor, handover: Handover) -> Verdict:
    """The successor in person, or the office when the successor has no account."""
    successor = handover.successor.person
    if successor.user_id is None:
        may = committee_rules.can_manage(by, handover.successor.membership.committee)
    elif by.user is not None and by.user.pk == successor.user_id:
        may = ALLOWED
    else:
        may = forbid(_("Only the successor accepts the hand-over."))
    if may and handover.accepted_at:
        return refuse(_("This hand-over has been accepted already."))
    if may and handover.successor.ends_on is not None:
        return refuse(
            _(
                "This list is closed: %(name)s is no longer the liaison. What was open has gone "
                "on to the next one's list, where there is a next one."
            )
            % {"name": successor}
        )
    return may


def can_see_phone(by: Actor, person: Person) -> Verdict:
    """Everybody who may see the person may see the number, on record."""
    if Person.objects.visible_to(by.user).filter(pk=person.pk).exists():
        return ALLOWED
    return forbid(_("This person is outside your part of the tree."))


def can_see_unit(by: Actor, unit: MemberUnit) -> Verdict:
    if MemberUnit.objects.visible_to(by.user).filter(pk=unit.pk).exists():
        return ALLOWED
    return forbid(_("This unit is outside your part of the tree."))


def can_open_account(by: Actor, person: Person) -> Verdict:
    """The office that keeps the person's entry, for a person without an account."""
    may = can_edit_person(by, person)
    if may and person.user_id is not None:
        return refuse(_("%(name)s has an account already.") % {"name": person})
    return may


def can_edit_capacities(by: Actor) -> Verdict:
    """Capacities are words and demands for everybody below, like the tiers."""
    return committee_rules.can_edit_tiers(by)


def can_plan_rotation(by: Actor, committee: Committee) -> Verdict:
    may = committee_rules.can_manage(by, committee)
    if may and not committee.rotation:
        return refuse(_("This committee has no rotating chair; set one first."))
    if may and not committee.is_in_being:
        return refuse(_("%(name)s no longer exists.") % {"name": committee})
    return may


def can_plan_year(year: int) -> Verdict:
    if year < clock.today().year:
        return refuse(_("Turns of past years stay as they were."))
    return ALLOWED


def working_days_between(start: datetime.date, end: datetime.date) -> int:
    """Monday to Friday from the day after ``start`` up to and with ``end``; 0 if not later.

    Public holidays and make-up days come with the meetings' calendar.
    """
    days = (end - start).days
    return sum(1 for n in range(1, days + 1) if (start + datetime.timedelta(days=n)).weekday() < 5)


def can_override_uscc(by: Actor) -> Verdict:
    """A legacy code against its check digit is kept by the city's or the district's office."""
    roles = {post.role for post in reach_of(by.user).posts}
    if roles & {Role.CITY_OFFICE, Role.DISTRICT_OFFICE}:
        return ALLOWED
    return forbid(_("Only the district office keeps a credit code against its check digit."))


def can_print_lists(by: Actor, committee: Committee) -> Verdict:
    """Those who read the committee; a grid leader and a liaison print no rosters."""
    posts = [post for post in reach_of(by.user).posts if committee.path.startswith(post.path)]
    if any(post.role in READERS and post.role != Role.GRID_LEADER for post in posts):
        return ALLOWED
    return forbid(_("Only those who read the whole committee may print its lists."))


def can_print_phones(by: Actor, committee: Committee) -> Verdict:
    """Whole numbers on paper are for the offices that keep the committee."""
    return committee_rules.can_manage(by, committee)


def can_print_letter(by: Actor, membership: Membership) -> Verdict:
    """Only a unit that is, or was, on the roster has a letter; its own liaison may have it too."""
    if membership.status not in (
        *Membership.COUNTING,
        Membership.Status.LEFT,
        Membership.Status.REPLACED,
    ):
        return refuse(_("A unit has its letter once it is on the roster."))
    if by.user is not None and membership.unit_id in units_of(by.user):
        return ALLOWED
    return can_print_lists(by, membership.committee)
