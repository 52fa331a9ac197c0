"""One asks, another one decides: for acts that no single person does (``accounts.kinds``)."""

import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import rules
from accounts.kinds import KINDS
from accounts.models import TwoPersonRequest, User
from audit.actors import CLOCK, Actor
from audit.services import record
from core import clock
from core.changes import apply, as_refusal, write
from core.verdicts import Refused, require

Status = TwoPersonRequest.Status


@transaction.atomic
def ask(
    kind: str,
    *,
    key: str,
    title: str,
    reason: str,
    by: Actor,
    about: User | None = None,
    place: str = "",
    details: dict[str, Any] | None = None,
) -> TwoPersonRequest:
    """Put on record that somebody wants this done; it waits until another person decides.

    The caller's room has asked its own rule. Raises ``Refused`` without a reason, and when the
    same (``key``) is waiting already.
    """
    if not reason.strip():
        raise Refused(_("Please say what it is for: the second person decides by it."))
    expire(TwoPersonRequest.objects.overdue().filter(kind=kind, key=key))
    request = TwoPersonRequest(
        kind=kind,
        key=key,
        title=title[:200],
        reason=reason.strip()[:500],
        asked_by=by.user,
        about=about,
        place=place,
        details=details or {},
        expires_at=_after_hours(),
    )
    try:
        write(request)
    except ValidationError as error:
        raise as_refusal(error) from error
    until = timezone.localtime(request.expires_at).strftime("%Y-%m-%d %H:%M")
    after = {"reason": request.reason, "expires_at": until}
    record("accounts.second_person_asked", request, by=by, after=after)
    return request


def _after_hours() -> datetime.datetime:
    return clock.now() + datetime.timedelta(hours=settings.SECOND_PERSON_HOURS)


@transaction.atomic
def confirm(request: TwoPersonRequest, *, by: Actor, remark: str = "") -> TwoPersonRequest:
    """The second person agrees: it is carried out now, or waits for whoever asked to do it.

    Two who confirm at once: the first one's decision stands, the second is told.
    """
    request = TwoPersonRequest.objects.lock(request)
    require(rules.can_decide(by, request))
    carry_out = KINDS[request.kind].carry_out
    decision = {"decided_by": by.user, "decided_at": clock.now(), "answer": remark.strip()}
    if carry_out is None:
        _move(request, Status.APPROVED, expires_at=_after_hours(), **decision)
    else:
        _move(request, Status.DONE, **decision)
    after = {"answer": request.answer, "asked_by": request.asked_by}
    record("accounts.second_person_confirmed", request, by=by, after=after)
    if carry_out is not None:
        carry_out(request, by)
    return request


@transaction.atomic
def refuse(request: TwoPersonRequest, *, by: Actor, reason: str) -> TwoPersonRequest:
    """The second person does not agree, and says why."""
    request = TwoPersonRequest.objects.lock(request)
    require(rules.can_decide(by, request))
    decision = {"decided_by": by.user, "decided_at": clock.now(), "answer": reason.strip()}
    _move(request, Status.REFUSED, **decision)
    after = {"answer": request.answer, "asked_by": request.asked_by}
    record("accounts.second_person_refused", request, by=by, after=after)
    return request


@transaction.atomic
def withdraw(request: TwoPersonRequest, *, by: Actor) -> TwoPersonRequest:
    """Whoever asked no longer wants it."""
    request = TwoPersonRequest.objects.lock(request)
    require(rules.can_withdraw(by, request))
    _move(request, Status.WITHDRAWN)
    record("accounts.second_person_withdrawn", request, by=by)
    return request


@transaction.atomic
def use(request: TwoPersonRequest, *, by: Actor) -> TwoPersonRequest:
    """Whoever asked does now what was confirmed; it can be done once."""
    request = TwoPersonRequest.objects.lock(request)
    require(rules.can_use(by, request))
    _move(request, Status.DONE)
    record("accounts.second_person_used", request, by=by)
    return request


@transaction.atomic
def expire(rows: Any) -> int:
    """Close what nobody has decided or carried out in time; returns how many."""
    count = 0
    for request in rows.order_by("pk").select_for_update(of=("self",), no_key=True):
        if request.is_overdue and Status.EXPIRED in TwoPersonRequest.TRANSITIONS[request.status]:
            _move(request, Status.EXPIRED)
            record("accounts.second_person_expired", request, by=CLOCK)
            count += 1
    return count


def _move(request: TwoPersonRequest, status: str, **more: Any) -> None:
    if status not in TwoPersonRequest.TRANSITIONS[request.status]:
        raise Refused(
            _("This cannot be done with a request that is “%(status)s”.")
            % {"status": request.get_status_display()}
        )
    apply(request, {"status": status} | more)
