"""What must always hold of evaluations, schemes and votes."""

from collections.abc import Iterator

from django.db.models import Count, F, Q, Sum

from core import hooks, scoring
from posts import figures
from posts.faults.checks import elsewhere
from posts.faults.keys import keys
from posts.models import Evaluation, EvaluationScheme, Grade, Vote, VoteBatch
from posts.services.evaluations import digest_of


@hooks.integrity.register
def faults_of_evaluations() -> Iterator[str]:
    """Each lies where its claim does, has the points that its parts make, and is as signed."""
    for pk, tier in elsewhere(Evaluation.objects.all(), "claim"):
        yield f"evaluation {pk}: its {tier} is not that of its claim"
    evaluated = Evaluation.objects.evaluated().prefetch_related("parts__indicator")
    for row in evaluated.select_related("scheme").iterator(chunk_size=500):
        parts = sorted(row.parts.all(), key=lambda part: part.pk)
        if row.status == Evaluation.Status.SCORED:
            continue  # words may have come in since; they count at the next scoring
        total = scoring.total(figures.scores_of(parts))
        if total != row.total or row.scheme.grade_of(total) != row.reached:
            yield f"evaluation {row.pk}: its points are not those of its parts"
        if digest_of(row) != row.digest:
            yield f"evaluation {row.pk}: it is not what was signed"
    schemes = EvaluationScheme.objects.annotate(n=Sum("indicators__points"))
    for pk in keys(schemes.exclude(n=100)):
        yield f"scheme {pk}: its points do not add to 100"


@hooks.integrity.register
def faults_of_grades_and_votes() -> Iterator[str]:
    """No more than a third is excellent; nobody is voted on more often than papers were used."""
    groups = (
        Evaluation.objects.evaluated()
        .order_by()
        .values("community", "year")
        .annotate(all=Count("pk"), best=Count("pk", filter=Q(final=Grade.EXCELLENT)))
    )
    for group in groups:
        if group["best"] > figures.excellent_places(group["all"]):
            yield (
                f"evaluations of {group['year']} at committee {group['community']}: more than a "
                "third are excellent"
            )
    used = dict(
        VoteBatch.objects.annotate(n=Count("sheets", filter=Q(sheets__is_used=True))).values_list(
            "pk", "n"
        )
    )
    told = Vote.objects.order_by().values("batch", "evaluation").annotate(n=Count("pk"))
    for row in told:
        if row["n"] > used[row["batch"]]:
            yield f"voting papers {row['batch']}: more answers than papers used"
    printed = VoteBatch.objects.annotate(n=Count("sheets")).exclude(n=F("printed"))
    for pk in keys(printed):
        yield f"voting papers {pk}: there are not as many as were printed"
