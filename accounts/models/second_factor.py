"""The authenticator app behind an account, its secret encrypted."""

import time
from typing import Any

from django.conf import settings
from django.db import models
from django_otp.models import Device, DeviceManager, ThrottlingMixin, TimestampMixin
from django_otp.oath import TOTP

from core.encryption import EncryptedCharField

# One code before and one after the present one are taken too: clocks differ.
TOLERANCE = 1


class AuthenticatorAppManager(DeviceManager):
    def get_queryset(self) -> Any:
        """The secret is read only where a code is checked, not in every request."""
        return super().get_queryset().defer("key")


class AuthenticatorApp(TimestampMixin, ThrottlingMixin, Device):
    """An app that shows six digits, others every thirty seconds (RFC 6238).

    django-otp's own model would keep the secret in plain: whoever reads one backup could make
    everybody's codes for ever.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = EncryptedCharField(purpose="accounts.totp", max_length=80)
    drift = models.SmallIntegerField(default=0)
    last_t = models.BigIntegerField(default=-1)

    objects = AuthenticatorAppManager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["user"], name="accounts_authenticatorapp_one_per_account"
            )
        ]

    def get_throttle_factor(self) -> int:
        """After wrong codes the next one is taken only after 1, 2, 4, 8 … seconds."""
        return 1

    def verify_token(self, token: Any) -> bool:
        """Whether the app shows this code now; a code is taken once. The row must be locked."""
        if not self.verify_is_allowed()[0]:
            return False
        totp = self.totp()
        fits = str(token).isdecimal() and totp.verify(int(token), TOLERANCE, self.last_t + 1)
        if not fits:
            self.throttle_increment()
            return False
        self.last_t, self.drift = totp.t(), totp.drift
        self.throttle_reset(commit=False)
        self.set_last_used_timestamp(commit=False)
        self.save()
        return True

    def totp(self) -> TOTP:
        found = TOTP(bytes.fromhex(self.key), drift=self.drift)
        found.time = time.time()
        return found
