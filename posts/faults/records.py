"""What must always hold of activities, sign-ups, service records and proofs."""

from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum
from django.db.models.functions import Coalesce

from committees.services.placing import misplaced
from committees.terms import LEVELS, OVER
from core import hooks
from posts.faults.keys import keys
from posts.models import Activity, ServiceProof, ServiceRecord, SignUp
from posts.models.hours import DAY


@hooks.integrity.register
def faults_of_activities() -> Iterator[str]:
    """Each lies where its committee does and counts those with a place; nobody waits beside one."""
    activities = Activity.objects.all()
    for rows, committee in misplaced(activities, "committee"):
        for pk in keys(rows):
            yield f"activity {pk}: its tiers are not those of committee {committee.pk}"
    for pk in keys(
        activities.exclude(committee=Coalesce("grid", "community", "street", "district"))
    ):
        yield f"activity {pk}: it lies at another committee than its own"
    for pk in keys(activities.planned().filter(committee__status__in=OVER)):
        yield f"activity {pk}: it is planned by a committee that is over"
    holding = Count("sign_ups", filter=Q(sign_ups__status__in=SignUp.HOLDING))
    for pk in keys(activities.annotate(holding=holding).exclude(taken=F("holding"))):
        yield f"activity {pk}: it counts other sign-ups than those that hold a place"
    free = activities.planned().filter(Q(capacity__isnull=True) | Q(taken__lt=F("capacity")))
    waits = SignUp.objects.filter(status=SignUp.Status.WAITING).values("activity")
    for pk in keys(free.filter(pk__in=waits)):
        yield f"activity {pk}: somebody waits, though there is a place"
    over = SignUp.objects.exclude(activity__status="planned")
    for pk in keys(over.filter(status__in=[SignUp.Status.WAITING, SignUp.Status.SIGNED_UP])):
        yield f"sign-up {pk}: its activity is over, and nothing is noted of it"


@hooks.integrity.register
def faults_of_records() -> Iterator[str]:
    """Each lies where its post or activity does; who came has a record, and nobody else; no day
    has more than 24 hours; what was corrected has its successor."""
    records = ServiceRecord.objects.all()
    for tier in LEVELS:
        for what in ("claim", "activity"):
            same = Q(**{tier: F(f"{what}__{tier}")}) | Q(
                **{f"{tier}__isnull": True, f"{what}__{tier}__isnull": True}
            )
            for pk in keys(records.filter(**{f"{what}__isnull": False}).exclude(same)):
                yield f"service record {pk}: its {tier} is not that of its {what}"
    for pk in keys(records.filter(claim__isnull=False).exclude(member=F("claim__member"))):
        yield f"service record {pk}: its post is claimed by somebody else"
    for pk in keys(records.filter(activity__isnull=False).exclude(on=F("activity__on"))):
        yield f"service record {pk}: its day is not that of the activity"
    came = SignUp.objects.filter(status=SignUp.Status.ATTENDED)
    standing = records.standing().filter(activity__isnull=False)
    told = set(standing.values_list("activity", "member"))
    noted = set(came.values_list("activity", "member"))
    for activity, member in sorted(told - noted):
        yield f"activity {activity}: member {member} has a record without having come"
    successors = records.filter(replaces__isnull=False).values("replaces")
    corrected = records.filter(status=ServiceRecord.Status.CORRECTED)
    for pk in keys(corrected.exclude(pk__in=successors)):
        yield f"service record {pk}: it was corrected by nothing"
    for pk in keys(records.filter(pk__in=successors).exclude(status="corrected")):
        yield f"service record {pk}: another one has taken its place, and it stands all the same"
    days = records.standing().order_by().values("member", "on").annotate(sum=Sum("minutes"))
    for day in days.filter(sum__gt=DAY):
        yield f"member {day['member']}: more than 24 hours on {day['on']}"


@hooks.integrity.register
def faults_of_proofs() -> Iterator[str]:
    """Each says what its records say."""
    proofs = ServiceProof.objects.annotate(n=Count("records"), sum=Sum("records__minutes"))
    for pk in keys(proofs.exclude(n=F("services"), sum=F("minutes"))):
        yield f"proof of service {pk}: its sum is not that of its records"
    for pk in keys(ServiceProof.objects.exclude(records__member=F("member"))):
        yield f"proof of service {pk}: its records are another member's"
