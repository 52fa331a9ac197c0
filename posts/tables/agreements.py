"""Agreements, pledges and consents on the page of their claim."""

from django.utils.translation import gettext_lazy as _

from core.tables import Choice, Date, Link, Table, Text
from posts.models import Agreement, DisplayConsent, Pledge, PledgeNote


class AgreementsOfClaim(Table):
    model = Agreement
    detail_url = "posts:agreement-detail"
    columns = [
        Link("number"),
        Text("version_no", _("version")),
        Choice("status"),
        Date("drawn_up_on"),
        Date("signed_on"),
        Text("reason"),
    ]


class PledgesOfClaim(Table):
    model = Pledge
    detail_url = "posts:pledge-detail"
    columns = [
        Link("content"),
        Text("measure"),
        Date("due_on"),
        Choice("status"),
        Date("done_on"),
        Text("reason"),
    ]


class PledgesAgreed(Table):
    """As the agreement's words have them (``posts.services.wording``)."""

    model = Pledge
    columns = [
        Text("content"),
        Text("measure"),
        Text("due", _("to be kept by")),
    ]


class NotesOfPledge(Table):
    model = PledgeNote
    columns = [Date("day"), Text("text"), Text("user__name", _("noted by"))]


class ConsentsOfClaim(Table):
    model = DisplayConsent
    columns = [
        Date("starts_on", _("consented on")),
        Date("ends_on", _("revoked on")),
        Text("paper"),
        Text("notice_version"),
        Text("given_to__name", _("entered by")),
        Text("revoked_by__name", _("revocation entered by")),
    ]
