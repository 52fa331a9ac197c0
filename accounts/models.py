"""Accounts: who can sign in. What they may do stands in ``committees.Appointment``."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core import clock
from core.models import Record
from core.querysets import ScopedQuerySet


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


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def get_by_natural_key(self, username: str | None) -> "User":
        """Login names are compared without regard to case; they are stored in lower case."""
        return self.get(login=(username or "").strip().lower())


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
        _("language"), max_length=10, choices=[("zh-hans", "简体中文"), ("en", "English")], blank=True
    )
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
