"""Who may do what to an account, and when. Nothing here writes.

The system administrator opens and closes accounts, which have no rights; the security
administrator gives passwords anew. Neither can do the other's part. A lost second factor takes
two people: one of the two asks, another one confirms, and one of them is in charge of security.
"""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import TwoPersonRequest, User
from accounts.models.second_person import decidable
from accounts.throttle import is_held
from audit.actors import Actor
from audit.models import Entry
from core import clock
from core.verdicts import ALLOWED, Verdict, forbid, refuse

System, Security = User.Administers.SYSTEM, User.Administers.SECURITY
# The kind of request by which a lost second factor is removed.
RESET = "accounts.reset_second_factor"


def _administers(by: Actor, office: str) -> bool:
    return by.user is not None and by.user.is_usable and by.user.administers == office


def can_list_accounts(by: Actor) -> Verdict:
    if _administers(by, System) or _administers(by, Security):
        return ALLOWED
    return forbid(_("Accounts are the system and the security administrators' business."))


def can_create_account(by: Actor) -> Verdict:
    if _administers(by, System):
        return ALLOWED
    return forbid(_("Only the system administrator may do this."))


def can_renew_keys(by: Actor) -> Verdict:
    return can_create_account(by)


def can_edit_account(by: Actor, user: User) -> Verdict:
    return can_create_account(by)


def can_expire(by: Actor, user: User, expires_on: Any) -> Verdict:
    """Whether the account may end on that day: an administrator's office must not fall empty."""
    if expires_on is not None and user.administers:
        return refuse(_("An administrator's account has no end; first somebody must succeed."))
    return ALLOWED


def can_deactivate(by: Actor, user: User) -> Verdict:
    verdict = can_create_account(by)
    if not verdict:
        return verdict
    if user.pk == by.user.pk:
        return refuse(_("Nobody closes their own account."))
    if user.administers:
        return refuse(_("First the security administrator must end this administrator's office."))
    if not user.is_active:
        return refuse(_("This account is closed already."))
    return ALLOWED


def can_activate(by: Actor, user: User) -> Verdict:
    verdict = can_create_account(by)
    if verdict and user.is_active:
        return refuse(_("This account is open already."))
    return verdict


def _can_restore(by: Actor, user: User) -> Verdict:
    """What the security administrator does for others; for oneself only at the server itself."""
    if not _administers(by, Security):
        return forbid(_("Only the security administrator may do this."))
    if by.user is not None and user.pk == by.user.pk and by.source != "command":
        return refuse(_("For your own account, use your own page."))
    return ALLOWED


def can_reset_password(by: Actor, user: User) -> Verdict:
    verdict = _can_restore(by, user)
    if verdict and not user.is_usable:
        return refuse(_("This account is closed or has expired."))
    return verdict


def can_ask_for_reset(by: Actor, user: User) -> Verdict:
    """Whether the actor may ask that a lost second factor be removed; somebody else confirms."""
    verdict = can_list_accounts(by)
    if not verdict:
        return verdict
    if user.pk == by.user.pk:
        return refuse(_("Nobody asks for this for their own account."))
    if not user.has_second_factor:
        return refuse(_("This account has no second factor."))
    if TwoPersonRequest.objects.waiting().filter(kind=RESET, about=user).exists():
        return refuse(_("This was asked for already and waits for an answer."))
    return ALLOWED


def can_reset_second_factor_alone(by: Actor, user: User) -> Verdict:
    """For the day on which there is no second person: at the server itself, and nowhere else."""
    verdict = _can_restore(by, user)
    if verdict and by.source != "command":
        return forbid(_("Here this takes two people: one asks, another one confirms."))
    if verdict and not user.has_second_factor:
        return refuse(_("This account has no second factor."))
    return verdict


def can_decide(by: Actor, request: TwoPersonRequest) -> Verdict:
    """Whether the actor may now be the second person: confirm or refuse."""
    if by.user is None or not by.user.is_usable:
        return forbid(_("Only a person can be the second person."))
    if request.asked_by_id == by.user.pk:
        return forbid(_("Whoever asks does not confirm: that takes a second person."))
    if request.about_id == by.user.pk:
        return forbid(_("Nobody decides about their own account."))
    if not TwoPersonRequest.objects.filter(decidable(by.user), pk=request.pk).exists():
        return forbid(_("This is not yours to decide."))
    if _may_be_one_person(by.user, request.asked_by):
        return refuse(
            _(
                "One of you two has lately been given the password by the other, or both by the "
                "same person: somebody else must decide."
            )
        )
    return _is_open(request, TwoPersonRequest.Status.WAITING)


def _may_be_one_person(one: User, other: User) -> bool:
    """Whether one of them, or one third person for both, has opened these accounts or set their
    passwords within a month: whoever gave a password may know it, and sign in as both."""
    return not _knowing_the_password_of(one).isdisjoint(_knowing_the_password_of(other))


def _knowing_the_password_of(user: User) -> set[int]:
    given = Entry.objects.about(user).filter(
        user__isnull=False,
        action__in=["accounts.opened", "accounts.password_reset"],
        at__gt=clock.now() - datetime.timedelta(days=30),
    )
    return {user.pk, *given.values_list("user", flat=True)}


def can_withdraw(by: Actor, request: TwoPersonRequest) -> Verdict:
    verdict = _is_own(by, request)
    return _is_open(request, TwoPersonRequest.Status.WAITING) if verdict else verdict


def can_use(by: Actor, request: TwoPersonRequest) -> Verdict:
    """Whether whoever asked may now do what was confirmed: once, before it expires."""
    verdict = _is_own(by, request)
    return _is_open(request, TwoPersonRequest.Status.APPROVED) if verdict else verdict


def _is_own(by: Actor, request: TwoPersonRequest) -> Verdict:
    if by.user is not None and request.asked_by_id == by.user.pk:
        return ALLOWED
    return forbid(_("Only the person who asked may do this."))


def _is_open(request: TwoPersonRequest, status: str) -> Verdict:
    if request.status != status:
        return refuse(
            _("This cannot be done with a request that is “%(status)s”.")
            % {"status": request.get_status_display()}
        )
    if request.is_overdue:
        return refuse(_("The time for this is over; please ask again."))
    return ALLOWED


def can_unlock(by: Actor, user: User) -> Verdict:
    verdict = _can_restore(by, user)
    if verdict and not is_held(user.login):
        return refuse(_("This name is not locked."))
    return verdict


def can_edit_own(by: Actor, user: User) -> Verdict:
    if by.user is not None and by.user.pk == user.pk:
        return ALLOWED
    return forbid(_("Only the owner of the account may do this."))


def can_change_password(by: Actor, user: User) -> Verdict:
    verdict = can_edit_own(by, user)
    if verdict and not user.has_usable_password():
        return refuse(_("This account signs in by single sign-on and has no password here."))
    return verdict


def can_enrol(by: Actor, user: User) -> Verdict:
    verdict = can_edit_own(by, user)
    if verdict and user.has_second_factor:
        return refuse(_("The second factor is set up already."))
    return verdict


def can_renew_codes(by: Actor, user: User) -> Verdict:
    verdict = can_edit_own(by, user)
    if verdict and not user.has_second_factor:
        return refuse(_("This account has no second factor."))
    return verdict


def can_disable_second_factor(by: Actor, user: User) -> Verdict:
    verdict = can_renew_codes(by, user)
    if verdict and user.administers and not user.is_demo:
        return refuse(_("Administrators must have a second factor."))
    return verdict
