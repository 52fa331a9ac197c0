"""Activities and sign-ups, in their list and on the pages of needs and members."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.tables import Choice, Computed, Date, Link, Number, Prose, Table, Text
from posts.models import Activity, SignUp
from posts.tables.records import Hours


def places(taken: int, capacity: int | None) -> str:
    """Taken of all, such as 2/30; without a limit only how many."""
    return str(taken) if capacity is None else f"{taken}/{capacity}"


PLACES = Computed("places", _("places taken"), ("taken", "capacity"), places)


class ActivityTable(Table):
    model = Activity
    detail_url = "posts:activity-detail"
    order = ("on", "pk")
    descending = True
    columns = [
        Link("title"),
        Date("on", sort=order),
        Text("committee__area_name", _("community or grid")),
        Text("where"),
        PLACES,
        Choice("status"),
        Text("need__title", _("need behind it"), shown=False),
        Hours("minutes", shown=False),
        Prose("result", shown=False),
        Text("reason", shown=False),
        Number("pk", _("System number"), shown=False),
    ]


class ActivitiesOfNeed(Table):
    """On the page that names the need already."""

    model = Activity
    detail_url = "posts:activity-detail"
    columns = [
        Link("title"),
        Date("on"),
        Text("committee__area_name", _("community or grid")),
        PLACES,
        Choice("status"),
    ]


class SignUpsOfActivity(Table):
    """On the page that names the activity already."""

    model = SignUp
    detail_url = "posts:sign-up-detail"
    columns = [
        Link("member__person__name", _("party member")),
        Text("employer__name", _("employing unit")),
        Choice("status"),
        Date("signed_up_on"),
        Text("reason"),
    ]


class SignUpsOfMember(Table):
    model = SignUp
    detail_url = "posts:sign-up-detail"
    columns = [
        Link("activity__title", pgettext_lazy("of a community", "activity")),
        Date("activity__on", _("on the day")),
        Text("activity__where", _("place of the activity")),
        Choice("status"),
    ]
