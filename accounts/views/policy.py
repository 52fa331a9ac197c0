"""The settings that guard the accounts, in words. An inspector reads this page."""

from typing import Any

from django.contrib.auth.password_validation import password_validators_help_texts
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import DORMANT_DAYS
from accounts.services.sessions import TRIES
from core.panels import Fact


def sections(settings: Any) -> list[tuple[str, list[Fact]]]:
    """(heading, facts) of each part of the policy."""
    return [
        (_("Passwords"), _passwords(settings)),
        (_("Failed tries"), _failures(settings)),
        (_("Sessions"), _sessions(settings)),
        (_("Second factor"), _second_factor()),
        (_("Two people"), _two_people(settings)),
        (_("Accounts"), _accounts()),
        (_("Connection and records"), _records(settings)),
    ]


def _passwords(settings: Any) -> list[Fact]:
    days = settings.PASSWORD_MAX_AGE_DAYS
    return [
        Fact(_("A new password"), "\n".join(password_validators_help_texts())),
        Fact(_("Is changed"), _every(days) if days else _("when its owner wants to")),
        Fact(
            _("Initial password"),
            _("random, shown once, good for %(hours)d hours, must be changed at the first sign-in")
            % {"hours": settings.INITIAL_PASSWORD_HOURS},
        ),
        Fact(_("Forgotten"), _("only the security administrator gives a new one")),
        Fact(_("Is kept as"), _("a salted hash (PBKDF2); nobody can read it")),
    ]


def _every(days: int) -> str:
    return ngettext("every %(days)d day", "every %(days)d days", days) % {"days": days}


def _failures(settings: Any) -> list[Fact]:
    return [
        Fact(
            _("One name from one address"),
            _("locked for %(minutes)d minutes after %(count)d failures")
            % {
                "minutes": round(settings.AXES_COOLOFF_TIME * 60),
                "count": settings.AXES_FAILURE_LIMIT,
            },
        ),
        Fact(
            _("One name from any address"),
            _("at most %(count)d failures a day, then the security administrator must unlock it")
            % {"count": settings.SIGN_IN_FAILURES_PER_NAME_AND_DAY},
        ),
        Fact(
            _("One address under any name"),
            _("at most %(count)d failures an hour")
            % {"count": settings.SIGN_IN_FAILURES_PER_ADDRESS_AND_HOUR},
        ),
        Fact(
            _("Alarm"),
            _("when %(count)d different names fail within an hour")
            % {"count": settings.SIGN_IN_ALARM_NAMES_PER_HOUR},
        ),
        Fact(
            _("What the page says"),
            _("the same for unknown names, wrong passwords, locked and closed accounts"),
        ),
    ]


def _sessions(settings: Any) -> list[Fact]:
    return [
        Fact(
            _("Without a click"),
            _("signed out after %(minutes)d minutes")
            % {"minutes": round(settings.SESSION_IDLE_SECONDS / 60)},
        ),
        Fact(
            _("At the latest"),
            _("signed out after %(hours)d hours")
            % {"hours": round(settings.SESSION_COOKIE_AGE / 3600)},
        ),
        Fact(_("Administrators"), _("one session at a time; a new one ends the older")),
        Fact(
            _("Account closed, role ended, password changed"), _("takes effect at the next click")
        ),
    ]


def _second_factor() -> list[Fact]:
    return [
        Fact(_("Administrators"), _("must have one (authenticator app, RFC 6238)")),
        Fact(_("Everybody else"), _("may set one up on their own page")),
        Fact(
            _("Wrong codes"),
            _("each wait doubles; after %(count)d the session ends") % {"count": TRIES},
        ),
        Fact(
            _("App or phone lost"),
            _("recovery codes, or two administrators, both on record with the reason"),
        ),
        Fact(
            _("The app's secret is kept"),
            _("encrypted (AES-256); the key is kept apart from the database"),
        ),
    ]


def _two_people(settings: Any) -> list[Fact]:
    rows = settings.EXPORT_SECOND_PERSON_ABOVE_ROWS
    above = _("from more than %(rows)d rows a day on, by somebody else of the office or above it")
    return [
        Fact(
            _("Removal of a lost second factor"),
            _("one administrator asks, another one confirms; one of them is in charge of security"),
        ),
        Fact(_("Lists that are taken out"), above % {"rows": rows} if rows else _("by one person")),
        Fact(
            _("A request is open for"),
            ngettext("%(hours)d hour", "%(hours)d hours", settings.SECOND_PERSON_HOURS)
            % {"hours": settings.SECOND_PERSON_HOURS},
        ),
        Fact(
            _("A day's limit of rows taken out"),
            _("%(rows)d for each person; whoever comes to it is reported")
            % {"rows": settings.EXPORT_ROWS_A_DAY},
        ),
    ]


def _accounts() -> list[Fact]:
    return [
        Fact(
            _("System, security and audit administrators"),
            _("are separate people; none of them sees business data"),
        ),
        Fact(_("Opened and closed by"), _("the system administrator, without rights")),
        Fact(_("Rights given by"), _("the offices, within their part of the tree")),
        Fact(
            _("Looked through"),
            _("accounts without a sign-in for %(days)d days are listed") % {"days": DORMANT_DAYS},
        ),
    ]


def _records(settings: Any) -> list[Fact]:
    secure = settings.SESSION_COOKIE_SECURE
    return [
        Fact(
            _("Connection"),
            _("encrypted (HTTPS)")
            if secure
            else _("plain http: only for one office's own network"),
        ),
        Fact(
            _("Every sign-in, failure and change of an account"),
            _("is kept in the sealed log for at least %(days)d days")
            % {"days": settings.AUDIT_RETENTION_DAYS},
        ),
        Fact(
            _("The back office can be opened from"),
            ", ".join(settings.ADMIN_ADDRESSES) or _("every address"),
        ),
    ]
