"""Who can sign in, the passwords they had, and their sessions."""

import datetime
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import Record
from core.querysets import ScopedQuerySet

# An account that nobody has used for so long is looked at: is its owner still here?
DORMANT_DAYS = 90
LOGIN_NAME = RegexValidator(
    r"^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\Z",
    _("Only lower-case letters, digits, dots, hyphens and underscores, such as wangfang or li.na."),
)


class UserQuerySet(ScopedQuerySet):
    def visible_to(self, user: Any) -> "UserQuerySet":
        """Everybody for the system and the security administrator; else only oneself.

        Offices choose among the accounts of their own people through ``appointable_by`` of the
        committees' room.
        """
        if getattr(user, "administers", "") in {"system", "security"}:
            return self
        return self.filter(pk=user.pk)

    def usable(self) -> "UserQuerySet":
        """Accounts that can sign in today."""
        return self.filter(is_active=True).filter(
            Q(expires_on__isnull=True) | Q(expires_on__gt=clock.today())
        )

    def expired(self) -> "UserQuerySet":
        return self.filter(expires_on__lte=clock.today())

    def dormant(self, days: int = DORMANT_DAYS) -> "UserQuerySet":
        """Open accounts that nobody has signed in to for so many days."""
        since = clock.now() - datetime.timedelta(days=days)
        return self.usable().filter(
            Q(last_login__lt=since) | Q(last_login__isnull=True, created_at__lt=since)
        )


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> "User":
        """Login names are compared without regard to case; they are stored in lower case."""
        user: User = self.get(login=(username or "").strip().lower())
        return user


class User(AbstractBaseUser, Record):
    """An account of one person, with a name to sign in by.

    There is no superuser: rights come only from appointments that run today. ``administers`` is
    one value, so no account can ever hold two of the three administrators' offices.
    """

    class Administers(models.TextChoices):
        NOTHING = "", _("no administration")
        SYSTEM = "system", _("system administrator")
        SECURITY = "security", _("security administrator")
        AUDIT = "audit", _("audit administrator")

    login = models.CharField(
        _("login name"),
        max_length=64,
        unique=True,
        validators=[LOGIN_NAME],
        error_messages={"unique": _("This login name is taken.")},
        help_text=_("Lower-case letters, digits, dots and hyphens, such as wangfang or li.na."),
    )
    name = models.CharField(_("real name"), max_length=50)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    workplace = models.CharField(_("unit or office"), max_length=100, blank=True)
    expires_on = models.DateField(
        _("expires on"), null=True, blank=True, help_text=_("The first day without access.")
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(_("must change password"), default=False)
    password_set_at = models.DateTimeField(_("password set at"), null=True, editable=False)
    administers = models.CharField(
        _("administers"),
        max_length=10,
        choices=Administers,
        default=Administers.NOTHING,
        blank=True,
    )
    language = models.CharField(
        _("language"),
        max_length=10,
        choices=[("zh-hans", "简体中文"), ("en", "English")],
        blank=True,
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    wants_weekly_mail = models.BooleanField(
        _("this week's matters by e-mail"),
        default=False,
        help_text=_("On Monday mornings: how many matters of each kind wait, with links."),
    )
    # The Monday of the last week for which it was sent, so that no week is told twice.
    mailed_for = models.DateField(null=True, editable=False)
    has_second_factor = models.BooleanField(_("second factor"), default=False, editable=False)
    is_demo = models.BooleanField(_("demonstration account"), default=False, editable=False)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = UserManager()

    class Meta:
        ordering = ["login"]
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.CheckConstraint(
                name="accounts_user_login_is_lower_case", condition=Q(login=Lower("login"))
            ),
            models.CheckConstraint(
                name="accounts_user_who_wants_mail_has_an_address",
                condition=Q(wants_weekly_mail=False) | ~Q(email=""),
                violation_error_message=_("Please enter the address to which it goes."),
            ),
            models.CheckConstraint(
                name="accounts_user_administers_one_known_thing",
                condition=Q(administers__in=["", "system", "security", "audit"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.login

    def get_absolute_url(self) -> str:
        return reverse("accounts:user-detail", args=[self.pk])

    @property
    def is_usable(self) -> bool:
        return self.is_active and (self.expires_on is None or self.expires_on > clock.today())

    @property
    def initial_password_is_over(self) -> bool:
        """Whether a password given by somebody else has waited too long for its first use."""
        if not self.must_change_password or self.is_demo or self.password_set_at is None:
            return False
        hours = datetime.timedelta(hours=settings.INITIAL_PASSWORD_HOURS)
        return clock.now() >= self.password_set_at + hours

    @property
    def password_is_due(self) -> bool:
        """Whether the password must be changed before anything else."""
        if self.is_demo:
            return False
        if self.must_change_password:
            return True
        days = settings.PASSWORD_MAX_AGE_DAYS
        if not days or self.password_set_at is None:
            return False
        return clock.now() >= self.password_set_at + datetime.timedelta(days=days)

    @property
    def second_factor_is_due(self) -> bool:
        """Whether this is an administrator without a second factor."""
        return bool(self.administers) and not self.has_second_factor and not self.is_demo

    @cached_property
    def is_staff(self) -> bool:
        """Django's admin asks this; our admin site decides by appointment instead."""
        return False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Rights are rules and verdicts here, never permission names."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class OldPassword(models.Model):
    """The hash of a password used before, so that it is not used again."""

    user = models.ForeignKey(User, models.CASCADE, related_name="old_passwords")
    password = models.CharField(max_length=128)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-id"]
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d}"


class SignIn(models.Model):
    """One session of one account: from where it began and, once it is over, why it ended.

    The last ones are shown to their owner. The session itself is Django's; it is live as long as
    ``ended_at`` is empty and the session's row is there.
    """

    class Ended(models.TextChoices):
        SIGNED_OUT = "signed-out", _("signed out")
        IDLE = "idle", _("nothing done for too long")
        TOO_LONG = "too-long", _("longest time reached")
        REPLACED = "replaced", _("signed in elsewhere")
        CLOSED = "closed", _("ended from another session")
        PASSWORD = "password", _("password changed")
        RESET = "reset", _("ended by an administrator")
        GUESSING = "guessing", _("too many wrong codes or passwords")

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins")
    session_key = models.CharField(max_length=40, unique=True)
    at = models.DateTimeField(_("time"), auto_now_add=True)
    address = models.CharField(_("address"), max_length=45, blank=True)
    browser = models.CharField(_("browser"), max_length=120, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_because = models.CharField(_("ended because"), max_length=10, choices=Ended, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("sign-in")
        verbose_name_plural = _("sign-ins")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user} {self.at:%Y-%m-%d %H:%M}"
