"""What the clock clears away."""

import datetime

from django.contrib.sessions.models import Session

from accounts import throttle
from accounts.models import SignIn, TwoPersonRequest
from accounts.services.second_person import expire
from core import clock, public
from core.chores import chore

# A sign-in is told to its owner for so long; the audit log keeps it for longer.
SIGN_INS_KEPT = datetime.timedelta(days=183)


@chore("accounts.clear_away", every=datetime.timedelta(hours=6))
def clear_away() -> None:
    """Dead sessions, what no limit counts any more, sign-ins of long ago."""
    throttle.clear_away()
    public.clear_away()
    Session.objects.filter(expire_date__lt=clock.now()).delete()
    SignIn.objects.filter(at__lt=clock.now() - SIGN_INS_KEPT).delete()


@chore("accounts.expire_requests", every=datetime.timedelta(minutes=10))
def expire_requests() -> None:
    """What no second person has decided in time, and what was confirmed and never done."""
    expire(TwoPersonRequest.objects.overdue())
