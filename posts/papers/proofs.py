"""志愿服务记录证明 (志愿服务条例 art. 20, 民政部令第67号): who served, what, when and how long.

By the word of who organised it, free of charge, with a code by which anybody can check it.
"""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from core.papers import Column, Document, Layout, Paper, long_date
from members.papers.heads import iso, name_on
from posts import rules
from posts.models import ServiceProof
from posts.models.hours import hours_in_words, hours_of
from posts.services.proofs import code_of


def proof_of_service(proof: ServiceProof) -> Document:
    """The proof as it was issued: its records are never changed, those that came later are not on
    it."""
    maker = name_on(proof.committee, proof.issued_on)
    records = proof.records.select_related("claim__post", "activity").order_by("on", "pk")
    period = _("%(since)s to %(until)s") % {
        "since": long_date(proof.since),
        "until": long_date(proof.until),
    }
    code, address = code_of(proof), settings.SITE_URL + reverse("posts:verify")
    return Document(
        title=_("Proof of Voluntary Service"),
        maker=maker,
        number=str(proof.number),
        facts={
            "name": str(proof.member),
            "unit": str(proof.member.employer or proof.member.person.workplace),
            "period": period,
            "hours": hours_in_words(proof.minutes),
            "services": str(proof.services),
            "code": code,
        },
        rows=[
            {
                "no": str(at),
                "on": iso(record.on),
                "what": record.what,
                "hours": str(hours_of(record.minutes)),
                "result": record.result,
            }
            for at, record in enumerate(records, 1)
        ],
        summary=_("Services: %(n)d; %(hours)s in all.")
        % {"n": proof.services, "hours": hours_in_words(proof.minutes)},
        paragraphs=[
            _("The services above were organised and recorded by %(committee)s.")
            % {"committee": maker},
            _("Whether this paper is real is told by its code at %(address)s.")
            % {"address": address},
        ],
        # Behind the # nothing is sent: the code stands in no log, the page puts it into its form.
        qr=f"{address}#{code}" if settings.SITE_URL else "",
        qr_words=_("Check this paper"),
        signatures=[
            pgettext("proof", "Issued by (stamp):"),
            _("Signed by:"),
            pgettext("proof", "Date:") + " " + long_date(proof.issued_on),
        ],
    )


PROOF = Paper(
    kind="proof-of-service",
    label=gettext_lazy("Proof of service"),
    model="posts.serviceproof",
    make=proof_of_service,
    layout=Layout.SHEET,
    facts={
        "name": gettext_lazy("Name"),
        "unit": gettext_lazy("Employing unit"),
        "period": gettext_lazy("Period"),
        "hours": gettext_lazy("Hours in all"),
        "services": gettext_lazy("Number of services"),
        "code": gettext_lazy("Code of this paper"),
    },
    columns=(
        Column("no", pgettext_lazy("on paper", "No."), 0.6, centred=True),
        Column("on", gettext_lazy("Served on"), 1.3, centred=True),
        Column("what", gettext_lazy("Post or activity"), 2.6),
        Column("hours", gettext_lazy("Hours"), 0.8, centred=True),
        Column("result", gettext_lazy("What was done"), 4),
    ),
    verdict=rules.can_print_proof,
    committee_of=lambda proof: proof.committee,
)
