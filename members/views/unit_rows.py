"""What belongs to a unit, as its page reads it."""

from committees.prepared import Seen
from core.prepared import Prepared
from members.models import Liaison, Membership, Seat, SuperiorContact

# Only what the page shows is read: most of a query's time goes into its columns.
MEMBERSHIPS = Seen(
    lambda user, unit: (
        Membership.objects.visible_to(user)
        .filter(unit=unit)
        .select_related("committee")
        .only(
            "unit_id",
            "status",
            "change_type",
            "starts_on",
            "ends_on",
            "committee__name",
            "committee__path",
        )
        .order_by("ends_on", "-starts_on", "pk")
    )
)
SEATS = Prepared(
    lambda unit: (
        Seat.objects.filter(membership__unit=unit)
        .select_related("person", "capacity")
        .only(
            "membership_id",
            "status",
            "office",
            "starts_on",
            "ends_on",
            "term_ends_on",
            "person__name",
            "capacity__name",
            "by_nomination",
        )
        .order_by("ends_on", "pk")
    )
)
LIAISONS = Prepared(
    lambda unit: (
        Liaison.objects.filter(membership__unit=unit)
        .select_related("person")
        .only(
            "membership_id", "starts_on", "ends_on", "days_to_file", "person__name", "person__phone"
        )
        .order_by("ends_on", "pk")
    )
)
CONTACTS = Prepared(lambda unit: SuperiorContact.objects.filter(unit=unit)[:20])
