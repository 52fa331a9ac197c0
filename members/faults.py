"""What must always hold between memberships, seats, liaisons and turns, day by day; and of
organisations, party members and registrations."""

from collections.abc import Iterator

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from committees.services.placing import misplaced
from committees.terms import OVER
from core import clock, hooks
from core.encryption import Unreadable, blind_indexes, decrypt
from core.identifiers import born_on, resident_id_problem, sex_of
from members import rules
from members.models import (
    Invitation,
    Liaison,
    MemberRequest,
    Membership,
    PartyMember,
    PartyOrganization,
    Registration,
    RegistrationStep,
    Seat,
    Turn,
)
from members.models.party_members import RESIDENT_ID

BATCH = 2000
Status = PartyMember.Status
ENDS_WITH = (Status.LEFT, Status.DECEASED)


@hooks.integrity.register
def faults() -> Iterator[str]:
    """One chair a day, one representative of a unit a day, one turn a day; a unit once on a roster,
    and nobody acting for it before."""
    rosters = Membership.objects.ever_on_roster()
    for pk, unit in _overlapping(rosters, "unit", "committee"):
        yield f"membership {pk}: on some day unit {unit} was on that roster by another one as well"
    for rows in (Seat.objects.ever_held(), Liaison.objects.all(), Turn.objects.all()):
        early = rows.filter(starts_on__lt=F("membership__starts_on")).order_by("pk")
        for pk in early.values_list("pk", flat=True):
            yield f"{rows.model._meta.model_name} {pk}: it begins before its unit joined"
    held = Seat.objects.ever_held()
    chairs = held.filter(office=Seat.Office.CHAIR)
    for pk, committee in _overlapping(chairs, "committee"):
        yield f"seat {pk}: on some day committee {committee} had another chair as well"
    for pk, membership in _overlapping(held.representing(), "membership"):
        yield f"seat {pk}: on some day membership {membership} had another representative as well"
    for pk, committee in _overlapping(Turn.objects.all(), "committee"):
        yield f"turn {pk}: on some day committee {committee} had another turn as well"
    copied = Seat.objects.exclude(by_nomination=F("capacity__needs_nomination"))
    for pk in copied.values_list("pk", flat=True):
        yield f"seat {pk}: whether it came by nomination is not what its capacity says"
    gone = Turn.objects.filter(ends_on__gt=clock.today(), membership__ends_on__lt=F("ends_on"))
    for pk in gone.values_list("pk", flat=True):
        yield f"turn {pk}: it goes to a unit that has left"


def _overlapping(rows: QuerySet, owner: str, *others: str) -> Iterator[tuple[int, int]]:
    """(row, owner) of the later ones of two rows of an owner (and of the same ``others``) that hold
    on the same day."""
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on"))).order_by()
    earlier = rows.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("starts_on")),
        Q(starts_on__lt=OuterRef("starts_on"))
        | Q(starts_on=OuterRef("starts_on"), pk__lt=OuterRef("pk")),
        **{name: OuterRef(name) for name in (owner, *others)},
    )
    yield from rows.filter(Exists(earlier)).order_by("pk").values_list("pk", owner)


@hooks.integrity.register
def faults_of_organisations() -> Iterator[str]:
    """Who leads whom is a tree of fitting kinds; only joint ones are in several units at once."""
    standing = {
        pk: (category, superior)
        for pk, category, superior in PartyOrganization.objects.filter(
            ends_on__isnull=True
        ).values_list("pk", "category", "superior")
    }
    for pk, (category, superior) in sorted(standing.items()):
        if superior is None:
            continue
        if superior not in standing:
            yield f"partyorganization {pk}: what leads it has been dissolved"
        elif standing[superior][0] not in PartyOrganization.BELOW[category]:
            yield f"partyorganization {pk}: a {category} under a {standing[superior][0]}"
        passed: set[int] = {pk}
        at: int | None = superior
        while at in standing and at not in passed:
            passed.add(at)
            at = standing[at][1]
        if at == pk:
            yield f"partyorganization {pk}: it leads itself"
    joint = PartyOrganization.Relation.JOINT
    running = Count("unit_links", filter=Q(unit_links__ends_on__isnull=True))
    single = PartyOrganization.objects.exclude(relation=joint).annotate(n=running)
    for pk, n in single.filter(n__gt=1).order_by("pk").values_list("pk", "n"):
        yield f"partyorganization {pk}: in {n} units, though it is no joint one"


@hooks.integrity.register
def faults_of_party_members() -> Iterator[str]:
    """Each lies where its residence (or its keeper) lies, and says what the person's entry says."""
    members = PartyMember.objects.order_by("pk")
    for rows, committee in misplaced(members, "person__home"):
        for pk in _keys(rows):
            yield f"partymember {pk}: its tiers are not those of committee {committee.pk}"
    over = Q(grid__status__in=OVER) | Q(grid=None, community__status__in=OVER)
    for pk in _keys(members.filter(over)):
        yield f"partymember {pk}: it lives in a committee that is over"
    for pk in _keys(members.exclude(sort_key=F("person__sort_key"))):
        yield f"partymember {pk}: its place in lists is not that of the person"
    said = Case(
        *(When(status=s, then=Value(PartyMember(status=s).party_status)) for s in Status.values)
    )
    for pk in _keys(members.exclude(person__party_status=said)):
        yield f"partymember {pk}: the person's entry says another membership"
    standing = members.filter(organisation__ends_on=None, organisation__isnull=False)
    for pk in _keys(standing.exclude(organisation__category__in=rules.BRANCHES)):
        yield f"partymember {pk}: the home organisation is no branch"
    yield from _wrong_resident_ids(members)


@hooks.integrity.register
def faults_of_requests() -> Iterator[str]:
    """Each lies where the tree says; no account was opened by an invitation twice."""
    rows = MemberRequest.objects.order_by("pk")
    for some, committee in misplaced(rows, "member__person__home"):
        for pk in _keys(some):
            yield f"memberrequest {pk}: its tiers are not those of committee {committee.pk}"
    used = Invitation.objects.filter(status=Invitation.Status.USED)
    for pk in _keys(used.filter(member__person__user__isnull=True).order_by("pk")):
        yield f"invitation {pk}: it was used, but the member has no account"


def _keys(rows: QuerySet) -> Iterator[int]:
    return rows.values_list("pk", flat=True).iterator(chunk_size=BATCH)


def _wrong_resident_ids(members: QuerySet) -> Iterator[str]:
    """What stands beside a number follows from it. No fault holds any part of one."""
    stored = members.annotate(stored=Cast("resident_id", TextField()))
    some = stored.exclude(stored="", resident_id_index="")
    columns = some.values_list("pk", "stored", "resident_id_index", "born_on", "sex")
    for pk, sealed, index, born, sex in columns.iterator(chunk_size=BATCH):
        try:
            code = decrypt(sealed, RESIDENT_ID) if sealed else ""
        except Unreadable:
            yield f"partymember {pk}: the resident ID number cannot be read"
            continue
        if index not in blind_indexes(code, RESIDENT_ID):
            yield f"partymember {pk}: the resident ID number is not found by its index"
        if code and resident_id_problem(code):
            yield f"partymember {pk}: the resident ID number is none"
        elif code and (born, sex) != (born_on(code), sex_of(code)):
            yield f"partymember {pk}: birth date or sex is not what the resident ID number says"


@hooks.integrity.register
def faults_of_registrations() -> Iterator[str]:
    """Each stands where its committee is, a member's where the member lives; the last step is the
    status."""
    rows = Registration.objects.order_by("pk")
    in_being = rows.exclude(committee__status__in=OVER)
    for some, committee in misplaced(in_being, "committee"):
        for pk in _keys(some):
            yield f"registration {pk}: its tiers are not those of committee {committee.pk}"
    of_members = in_being.of_members().filter(status__in=Registration.CONFIRMED)
    for pk in _keys(of_members.exclude(committee=F("member__community"))):
        yield f"registration {pk}: the member lives elsewhere"
    last = RegistrationStep.objects.filter(registration=OuterRef("pk")).order_by("-pk")
    told = rows.annotate(last=Subquery(last.values("status")[:1]))
    for pk in _keys(told.exclude(status=F("last"))):
        yield f"registration {pk}: its last step is not its status"
    for pk in _keys(rows.active().of_members().filter(member__status__in=ENDS_WITH)):
        yield f"registration {pk}: the member is dead or has left the party"
