"""The second factor: an authenticator app (RFC 6238) and recovery codes for the day it is lost."""

import base64
import datetime
import math
import secrets
import unicodedata
from typing import Any
from urllib.parse import quote, urlencode

import django_otp
from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken

from accounts import rules
from accounts.models import AuthenticatorApp, SignIn, TwoPersonRequest, User
from accounts.models.second_factor import TOLERANCE
from accounts.passwords import READABLE
from accounts.services.second_person import ask
from accounts.services.sessions import (
    WRONG,
    actor_in,
    count_wrong_try,
    end_sessions,
    leave_one_session,
    renew_key,
)
from audit.actors import Actor
from audit.services import record
from core import clock
from core.verdicts import Refused, require

CODES = 10


def new_key() -> str:
    """A secret of 160 bits, in hexadecimal digits, as the device's row keeps it."""
    return secrets.token_hex(20)


def provisioning_url(user: User, key: str) -> str:
    """What the authenticator app reads from the QR code."""
    issuer = settings.OTP_TOTP_ISSUER.replace(":", "")
    secret = base64.b32encode(bytes.fromhex(key)).decode()
    words = {"secret": secret, "algorithm": "SHA1", "digits": 6, "period": 30, "issuer": issuer}
    return f"otpauth://totp/{quote(f'{issuer}:{user.login}')}?{urlencode(words, quote_via=quote)}"


@transaction.atomic
def enrol_second_factor(request: Any, user: User, key: str, code: str, *, by: Actor) -> list[str]:
    """Set up the app that shows ``code`` now; returns the recovery codes, which are kept nowhere.

    Raises ``Refused`` when the code is not the key's: then the app would lock its owner out.
    """
    user = User.objects.lock(user)
    require(rules.can_enrol(by, user))
    device = AuthenticatorApp(user=user, name="app", key=key, confirmed=True)
    totp = device.totp()
    if not tidy(code).isdecimal() or not totp.verify(int(tidy(code)), TOLERANCE):
        raise Refused(_("This code does not fit. Is the clock of your phone right?"))
    AuthenticatorApp.objects.filter(user=user).delete()
    device.drift, device.last_t = totp.drift, totp.t()
    device.save()
    codes = _new_codes(user)
    _mark(user, True)
    record("accounts.second_factor_enrolled", user, by=by)
    django_otp.login(request, device)
    renew_key(request, user)
    leave_one_session(user, request)
    return codes


def tidy(code: str) -> str:
    """A code as it was meant: half-width, without spaces and hyphens, in lower case."""
    plain = unicodedata.normalize("NFKC", code).replace(" ", "").replace("-", "")
    return plain.lower()[:40]


def _new_codes(user: User) -> list[str]:
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="codes", confirmed=True)
    letters = sorted(set(READABLE.lower()) - set("1l0o"))
    codes = ["".join(secrets.choice(letters) for _n in range(10)) for _c in range(CODES)]
    StaticToken.objects.bulk_create(
        StaticToken(device=device, token=_digest(user, code)) for code in codes
    )
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _digest(user: User, code: str) -> str:
    """What the table keeps of a recovery code (50 bits): not the code."""
    return salted_hmac(f"accounts.codes:{user.pk}", code, algorithm="sha256").hexdigest()[:16]


def _mark(user: User, has: bool) -> None:
    user.has_second_factor = has
    user.version += 1
    user.save(update_fields=["has_second_factor", "version", "updated_at"])


def device_of(user: User) -> AuthenticatorApp | None:
    found: AuthenticatorApp | None = AuthenticatorApp.objects.filter(
        user=user, confirmed=True
    ).first()
    return found


def codes_left(user: User) -> int:
    count: int = StaticToken.objects.filter(device__user=user).count()
    return count


def seconds_to_wait(user: User) -> int:
    """After wrong codes the next one is taken only after 1, 2, 4, 8 … seconds."""
    until: list[datetime.datetime] = [
        why["locked_until"]
        for device in (device_of(user), StaticDevice.objects.filter(user=user).first())
        if device is not None and (why := device.verify_is_allowed()[1])
    ]
    if not until:
        return 0
    wait: float = (max(until) - clock.now()).total_seconds()
    return max(0, math.ceil(wait))


def check_code(user: User, code: str) -> Any:
    """The device that takes this code, or None; a code is taken once."""
    code = tidy(code)
    if code.isdecimal() and len(code) <= 8:
        device = device_of(user)
        return django_otp.verify_token(user, device.persistent_id, code) if device else None
    spare = StaticDevice.objects.filter(user=user).first()
    token = _digest(user, code)
    return django_otp.verify_token(user, spare.persistent_id, token) if spare else None


def pass_second_factor(request: Any, user: User, code: str) -> bool:
    """Let the session in when the code is right. Each wrong one is on record and makes the next
    wait longer; after five the session ends."""
    device = check_code(user, code)
    by = actor_in(request, user)
    if device is None:
        record("accounts.second_factor_failed", user, by=by)
        count_wrong_try(request)
        return False
    with transaction.atomic():
        django_otp.login(request, device)
        request.session.pop(WRONG, None)
        renew_key(request, user)
        by_code = isinstance(device, StaticDevice)
        how = {"by": "recovery code", "left": codes_left(user)} if by_code else {"by": "app"}
        record("accounts.second_factor_passed", user, by=by, after=how)
        leave_one_session(user, request)
    return True


@transaction.atomic
def renew_codes(user: User, *, by: Actor) -> list[str]:
    """New recovery codes; the old ones are worth nothing from now on."""
    user = User.objects.lock(user)
    require(rules.can_renew_codes(by, user))
    codes = _new_codes(user)
    record("accounts.recovery_codes_renewed", user, by=by)
    return codes


@transaction.atomic
def disable_second_factor(user: User, *, by: Actor) -> User:
    """The owner does without; the caller has asked for a code."""
    user = User.objects.lock(user)
    require(rules.can_disable_second_factor(by, user))
    _remove(user)
    record("accounts.second_factor_disabled", user, by=by)
    return user


@transaction.atomic
def ask_for_reset(user: User, *, by: Actor, reason: str) -> TwoPersonRequest:
    """Ask that a lost second factor be removed; a second person must confirm it."""
    require(rules.can_ask_for_reset(by, user))
    title = f"{user.name} ({user.login})"
    return ask(rules.RESET, key=str(user.pk), title=title, reason=reason, by=by, about=user)


def reset_as_asked(request: TwoPersonRequest, by: Actor) -> None:
    """What the second person's confirmation does, in its transaction: without a second factor
    again, and all sessions end."""
    user = User.objects.lock(request.about)
    if not user.has_second_factor:
        raise Refused(_("This account has no second factor."))
    _remove(user)
    end_sessions(user, SignIn.Ended.RESET)
    after = {"reason": request.reason, "asked_by": request.asked_by}
    record("accounts.second_factor_reset", user, by=by, after=after)


@transaction.atomic
def reset_second_factor_alone(user: User, *, by: Actor, reason: str) -> User:
    """At the server, when there is no second person (one single administrator has lost theirs)."""
    user = User.objects.lock(user)
    require(rules.can_reset_second_factor_alone(by, user))
    _remove(user)
    end_sessions(user, SignIn.Ended.RESET)
    record("accounts.second_factor_reset_alone", user, by=by, after={"reason": reason})
    return user


def _remove(user: User) -> None:
    AuthenticatorApp.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    _mark(user, False)
