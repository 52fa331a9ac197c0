"""成员单位及联络员名册: the units on the roster, who represents them and who liaises."""

import datetime

from django.db.models import Model, Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from committees.models import Committee
from core import clock
from core.identifiers import mask_phone
from core.papers import Column, Document, Layout, Paper
from members import rules
from members.models import Liaison, Membership, Person, Seat
from members.papers.heads import as_of, head, iso, name_on


def roster(committee: Committee, on: datetime.date | None = None, phones: bool = False) -> Document:
    """The units on the roster of a day with representative and liaisons.

    With ``phones`` the numbers stand in full and ``readings`` names every person whose number
    does; whoever hands the paper out puts each on record.
    """
    day = on or clock.today()
    name = name_on(committee, day)
    memberships = (
        committee.memberships.on_roster(day)
        .select_related("unit")
        .order_by("unit__sequence", "unit__sort_key", "unit_id")
        .prefetch_related(
            Prefetch(
                "seats",
                Seat.objects.held_on(day)
                .representing()
                .select_related("person")
                .order_by("sequence", "id"),
                to_attr="sitting",
            ),
            Prefetch(
                "liaisons",
                Liaison.objects.on(day).select_related("person").order_by("starts_on", "id"),
                to_attr="liaising",
            ),
        )
    )
    shown: dict[int, Person] = {}
    rows = [_row(at, found, phones, shown) for at, found in enumerate(memberships, 1)]
    readings: list[tuple[Model, str]] = [(person, "phone") for person in shown.values()]
    return Document(
        title=_("Member units and liaisons of %(committee)s") % {"committee": name},
        number=str(ROSTER.number),
        subtitle=as_of(day),
        rows=rows,
        summary=_("Units: %(units)d; representatives: %(seats)d; liaisons: %(liaisons)d.")
        % {
            "units": len(memberships),
            "seats": sum(len(m.sitting) for m in memberships),
            "liaisons": sum(len(m.liaising) for m in memberships),
        },
        empty=_("No unit was on the roster on that day."),
        readings=readings,
        **head(committee, name),
    )


def _row(at: int, membership: Membership, phones: bool, shown: dict[int, Person]) -> dict[str, str]:
    unit = membership.unit
    sitting = [seat.person for seat in membership.sitting]  # type: ignore[attr-defined]
    liaising = [liaison.person for liaison in membership.liaising]  # type: ignore[attr-defined]
    if phones:
        shown |= {person.pk: person for person in [*sitting, *liaising] if person.phone}
    return {
        "no": str(at),
        "unit": unit.name,
        "category": unit.get_category_display(),
        "affiliation": unit.get_affiliation_display(),
        "organisation": unit.party_organisation,
        "representative": "\n".join(person.name for person in sitting),
        "representative_post": "\n".join(person.position for person in sitting),
        "representative_phone": "\n".join(_phone(person, phones) for person in sitting),
        "liaison": "\n".join(person.name for person in liaising),
        "liaison_post": "\n".join(person.position for person in liaising),
        "liaison_phone": "\n".join(_phone(person, phones) for person in liaising),
        "since": iso(membership.starts_on),
    }


def _phone(person: Person, whole: bool) -> str:
    return person.phone if whole else mask_phone(person.phone)


ROSTER = Paper(
    kind="roster",
    label=gettext_lazy("Member units and liaisons"),
    model="committees.committee",
    make=roster,
    layout=Layout.TABLE,
    number=gettext_lazy("QYDJ-02"),
    columns=(
        Column("no", pgettext_lazy("on paper", "No."), 0.65, centred=True),
        Column("unit", gettext_lazy("Member unit"), 2.6),
        Column("category", gettext_lazy("Category"), 1.1, centred=True),
        Column("affiliation", gettext_lazy("Affiliation"), 0.85, centred=True),
        Column("organisation", gettext_lazy("Party organisation"), 1.8),
        Column("representative", gettext_lazy("Representative"), 1.15, centred=True),
        Column("representative_post", gettext_lazy("Position of the representative"), 1.3),
        Column("representative_phone", gettext_lazy("Phone of the representative"), 1.35),
        Column("liaison", gettext_lazy("Liaison"), 1.15, centred=True),
        Column("liaison_post", gettext_lazy("Position of the liaison"), 1.3),
        Column("liaison_phone", gettext_lazy("Phone of the liaison"), 1.35),
        Column("since", pgettext_lazy("on paper", "Joined on"), 1.15, centred=True),
    ),
    landscape=True,
    asks=("on", "phones"),
    verdict=rules.can_print_lists,
    phones_verdict=rules.can_print_phones,
)
