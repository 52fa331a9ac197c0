"""What is done to units, people, memberships, seats and liaisons, in the log's words."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register

register(
    {
        "members.unit_entered": _("Unit entered"),
        "members.unit_edited": _("Unit edited"),
        "members.superior_contacted": _("Contact with the superior noted"),
        "members.unit_admitted": _("Unit admitted"),
        "members.membership_edited": _("Membership edited"),
        "members.membership_to_confirm": _("Invitation answered"),
        "members.membership_active": _("Membership confirmed"),
        "members.membership_to_adjust": _("Membership to be adjusted"),
        "members.membership_left": _("Unit left"),
        "members.membership_replaced": _("Unit replaced"),
        "members.membership_declined": _("Invitation declined"),
        "members.person_entered": _("Person entered"),
        "members.person_edited": _("Person edited"),
        "members.account_linked": _("Account linked to the person"),
        "members.seated": _("Seat given"),
        "members.seat_edited": _("Seat edited"),
        "members.seat_agreed": _("Nomination agreed to by the person"),
        "members.seat_nominated": _("Nominated by the street"),
        "members.seat_reviewed": _("Reviewed by the organisation department"),
        "members.seat_appointed": _("Appointed to the seat"),
        "members.seat_ended": _("Seat ended"),
        "members.seat_dropped": _("Nomination dropped"),
        "members.capacity_created": _("Capacity set up"),
        "members.capacity_edited": _("Capacity edited"),
        "members.account_opened": _("Account opened for the person"),
        "members.rotation_planned": _("Rotating chair planned"),
        "members.turn_ended": _("Turn in the chair ended"),
        "members.turn_dropped": _("Turn in the chair dropped"),
        "members.liaison_filed": _("Liaison filed"),
        "members.liaison_ended": _("Liaison ended"),
        "members.handover_opened": _("Hand-over opened"),
        "members.handover_accepted": _("Hand-over accepted"),
        "members.handover_passed_on": _("Open items of the hand-over passed on"),
    },
    words={
        "unit": _("unit"),
        "filed": _("filed on"),
        "items": _("items"),
        "year": _("year"),
        "turns": _("turns"),
    },
)
