"""What every room's models share, and the few tables that pages and work themselves need."""

from collections.abc import Collection
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldError, ValidationError
from django.db import DatabaseError, connection, models
from django.db.models.base import ModelState
from django.utils.encoding import force_str
from django.utils.translation import gettext_lazy as _

from core.kept_checks import checks_of, is_asked_at_once
from core.querysets import ScopedQuerySet


@cache
def _labels(field: Any) -> dict[Any, Any]:
    return dict(field.flatchoices)


def _state_in(db: Any) -> ModelState:
    state = ModelState()
    state.adding, state.db = False, db
    return state


@cache
def _references(model: type[models.Model]) -> list[Any]:
    """The fields of a model that refer to rows, to any of them."""
    fields: list[Any] = [one for one in model._meta.concrete_fields if one.is_relation]
    return [one for one in fields if not one.get_limit_choices_to()]


class Record(models.Model):
    """A row that people edit: when it was made and changed, and the version that a form was on."""

    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def from_db(  # type: ignore[override] # the stubs are those of a later Django
        cls, db: Any, field_names: Collection[str], values: Collection[Any]
    ) -> Any:
        """A row as it was read. Django's own goes through ``__init__``, which asks column by column
        what was given how, and tells listeners whom nobody has: half of what a panel of rows took.
        """
        row = cls.__new__(cls)
        row.__dict__.update(zip(field_names, values, strict=True), _state=_state_in(db))
        return row

    def _get_FIELD_display(self, field: Any) -> Any:  # noqa: N802 Django's own name
        """What ``get_…_display`` answers; Django's makes the table of choices anew each time."""
        value = getattr(self, field.attname)
        return force_str(_labels(field).get(value, value), strings_only=True)

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Check each field; a row that is at hand is not looked up to see whether it exists, nor
        one that no form offers to choose: a service has set it.

        The database sees to that as well, and a service has just read or locked it.
        """
        at_hand = {one.name for one in _references(type(self)) if self._has_at_hand(one)}
        super().clean_fields({*(exclude or ()), *at_hand})

    def _has_at_hand(self, field: Any) -> bool:
        if not field.editable:
            return field.null or getattr(self, field.attname) is not None
        row = field.get_cached_value(self, default=None)
        return (
            row is not None
            and not row._state.adding
            and getattr(row, field.target_field.attname) == getattr(self, field.attname)
        )

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Check the constraints; a database that fails meanwhile raises ``DatabaseError``.

        Django itself (``Q.check``) would take the failure for a yes: a limit would count as kept,
        or a free name as taken.
        """
        failures: list[DatabaseError] = []

        def note(execute: Any, *statement: Any) -> Any:
            try:
                return execute(*statement)
            except DatabaseError as failure:
                failures.append(failure)
                raise

        try:
            with connection.execute_wrapper(note):
                if not self._keeps_constraints(set(exclude or ())):
                    super().validate_constraints(exclude)
        finally:
            if failures:
                raise failures[0]

    def _keeps_constraints(self, exclude: set[str]) -> bool:
        """Whether all of them hold, all checks asked at once; what to say of it if they do not, or
        if some cannot be asked for, is Django's."""
        try:
            for model, constraints in self.get_constraints():
                is_new = self._state.adding or self._get_pk_val(model._meta) is None
                checks = checks_of(model, frozenset(exclude), is_new)
                if not (checks is None or checks.are_kept(self)):
                    return False
                for constraint in constraints:
                    if not is_asked_at_once(constraint, model):
                        constraint.validate(model, self, exclude=exclude)
        except (FieldError, ValidationError):
            return False
        return True


class Dated(models.Model):
    """What holds for a time: from ``starts_on``, no longer on ``ends_on`` (null: still running)."""

    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(
        _("until"), null=True, blank=True, help_text=_("The first day on which it no longer holds.")
    )

    class Meta:
        abstract = True

    def is_in_force(self, date: Any) -> bool:
        return self.starts_on <= date and (self.ends_on is None or date < self.ends_on)


class SpentToken(models.Model):
    """A form that has been sent: its second sending answers with the first one's result."""

    token = models.CharField(max_length=64, unique=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    # An address may carry the words that a list was searched for.
    result_url = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.token

    def keep_result(self, url: str) -> None:
        """Remember where the first sending led."""
        self.result_url = url
        self.save(update_fields=["result_url"])


class PublicVisits(models.Model):
    """How often one address has asked for public pages in an hour, and for what is not there;
    cleared away after a day. ``key`` is a keyed digest of the address, which is kept nowhere.
    """

    key = models.CharField(max_length=64)
    hour = models.DateTimeField()
    asked = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "hour"], name="core_publicvisits_once_an_hour")
        ]

    def __str__(self) -> str:
        return f"{self.hour} {self.asked}"


class Lease(models.Model):
    """A chore of the clock: when it is due next; whoever moves the date runs it."""

    name = models.CharField(max_length=80, unique=True)
    due_at = models.DateTimeField()
    ran_at = models.DateTimeField(null=True)
    holder = models.CharField(max_length=80, blank=True)
    problem = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.name


class JobQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "JobQuerySet":
        """All for the system administrator, who keeps the machines running; else one's own."""
        if getattr(user, "administers", "") == "system":
            return self
        return self.filter(user=user.pk)


class Job(models.Model):
    """Long work done in the background, with its progress; leased by one worker at a time.

    The work itself and the mark that it is done are one transaction, so a worker that is killed
    leaves nothing behind but a lease that runs out, and another one starts again.
    """

    class Status(models.TextChoices):
        QUEUED = "queued", _("waiting")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    task = models.CharField(_("task"), max_length=100)
    arguments = models.JSONField(_("arguments"), default=dict)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="jobs",
        verbose_name=_("who"),
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.QUEUED)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("total"), default=0)
    phase = models.CharField(_("phase"), max_length=80, blank=True)
    result = models.JSONField(_("result"), default=dict)
    problem = models.TextField(_("problem"), blank=True)
    tries = models.PositiveSmallIntegerField(_("times begun"), default=0)
    created_at = models.DateTimeField(_("created at"), auto_now_add=True)
    leased_until = models.DateTimeField(_("leased until"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        indexes = [models.Index(fields=["status", "id"], name="core_job_queue")]

    def __str__(self) -> str:
        return f"{self.task} {self.pk}"
