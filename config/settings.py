"""One settings file, driven by the environment; its defaults run from a fresh clone on SQLite.

Every variable is listed with its meaning in ``.env.example``. Two profiles: plain http
(the default, for one office behind its own door) and ``HTTPS=1`` for a deployment;
``manage.py check --deploy`` warns about the first.
"""

import os
import sys
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from config.assets import FONTS, NODE_MODULES

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
if (BASE_DIR / ".env").is_file():
    env.read_env(BASE_DIR / ".env")

DATA_DIR = Path(env.str("DATA_DIR", default=str(BASE_DIR / "data"))).resolve()
DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=False)


# These read the code alone: a bare checkout can be checked before `make setup` has made its keys.
# (`check --deploy` still complains of a key that is none.)
READS_CODE_ALONE = sys.argv[1:2] in (["check"], ["makemigrations"])


def _secret(name: str) -> str:
    """The value of ``NAME``, or of the file ``DATA_DIR/<name>`` that ``make setup`` writes."""
    if value := env.str(name, default=""):
        return value
    path = DATA_DIR / name.lower()
    if path.is_file():
        return path.read_text().strip()
    if DEBUG or READS_CODE_ALONE:
        return f"only for development: {name}"
    raise ImproperlyConfigured(f"Set {name}, or run `make setup`, which writes {path}.")


SECRET_KEY = _secret("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
# Seals of the audit log are keyed apart from the sessions, so that a new SECRET_KEY breaks no seal.
AUDIT_KEY = _secret("AUDIT_KEY")
# What is encrypted column by column (core.encryption). Old keys read what is not yet under the new.
FIELD_KEY = _secret("FIELD_KEY")
FIELD_KEY_FALLBACKS = env.list("FIELD_KEY_FALLBACKS", default=[])

ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "config.apps.OfficeAdminConfig",
    "django.forms",
    "django_filters",
    "django_htmx",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "axes",
    "django_otp",
    # It keeps secrets in plain: its table is empty since accounts 0004, which alone needs it.
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "core",
    "audit",
    "accounts",
    "committees",
    "paperwork",
    "members",
    "exchange",
    "posts",
    "dashboards",
    "demo",
]

MIDDLEWARE = [
    "core.middleware.RequestIdentity",
    "core.middleware.SizeGate",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "accounts.middleware.PersonLanguage",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.SessionLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "committees.middleware.Acting",
    "core.middleware.Refusals",
    "core.once.SentBefore",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.navigation.navigation",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]

# --- Database ---------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Opening the file and setting it up takes longer than most pages' queries.
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=600)
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        # Without IMMEDIATE a reader that turns writer fails at once with "database is locked".
        "transaction_mode": "IMMEDIATE",
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
            "PRAGMA recursive_triggers=ON; PRAGMA foreign_keys=ON; "
            # Read through the system's own cache: with SQLite's 2 MB a search reads the same pages
            # from the file again and again, and a larger one would be each connection's own.
            "PRAGMA mmap_size=1073741824;"
        ),
    }
else:
    DATABASES["default"] |= {
        "CONN_MAX_AGE": env.int("CONN_MAX_AGE", default=600),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": (
                # Compiling a query (jit) takes longer than any page's query itself, and so does
                # trying every order in which a list's eight tables might be joined (15 ms of 50).
                f"-c jit=off -c statement_timeout={env.int('STATEMENT_TIMEOUT_MS', default=15000)} "
                "-c join_collapse_limit=4 -c lock_timeout=5000 "
                "-c idle_in_transaction_session_timeout=30000"
            )
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Signing in -------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "dashboards:my-day"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "accounts.backends.AccountBackend",
]
OIDC = env.bool("OIDC", default=False)
if OIDC:
    AUTHENTICATION_BACKENDS.append("accounts.sso.StaffOIDCBackend")
    OIDC_RP_CLIENT_ID = env.str("OIDC_RP_CLIENT_ID")
    OIDC_RP_CLIENT_SECRET = env.str("OIDC_RP_CLIENT_SECRET")
    OIDC_RP_SIGN_ALGO = env.str("OIDC_RP_SIGN_ALGO", default="RS256")
    OIDC_OP_AUTHORIZATION_ENDPOINT = env.str("OIDC_OP_AUTHORIZATION_ENDPOINT")
    OIDC_OP_TOKEN_ENDPOINT = env.str("OIDC_OP_TOKEN_ENDPOINT")
    OIDC_OP_USER_ENDPOINT = env.str("OIDC_OP_USER_ENDPOINT")
    OIDC_OP_JWKS_ENDPOINT = env.str("OIDC_OP_JWKS_ENDPOINT", default=None)
    # A provider with a single key need not name it in its tokens.
    OIDC_VERIFY_KID = env.bool("OIDC_VERIFY_KID", default=True)
    OIDC_USE_PKCE = True
    OIDC_CREATE_USER = False
    OIDC_RP_SCOPES = env.str("OIDC_RP_SCOPES", default="openid profile")
    OIDC_AUTHENTICATION_CALLBACK_URL = "accounts:sso-callback"
    OIDC_TIMEOUT = 10
    OIDC_LOGIN_CLAIM = env.str("OIDC_LOGIN_CLAIM", default="preferred_username")

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
    "django.contrib.auth.hashers.ScryptPasswordHasher",
]
PASSWORD_MIN_LENGTH = env.int("PASSWORD_MIN_LENGTH", default=10)
PASSWORD_MIN_CLASSES = env.int("PASSWORD_MIN_CLASSES", default=3)
PASSWORD_HISTORY = env.int("PASSWORD_HISTORY", default=5)
PASSWORD_MAX_AGE_DAYS = env.int("PASSWORD_MAX_AGE_DAYS", default=0)
INITIAL_PASSWORD_HOURS = env.int("INITIAL_PASSWORD_HOURS", default=72)
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
    {"NAME": "accounts.passwords.EnoughKinds"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.passwords.NothingOfOneself"},
    {"NAME": "accounts.passwords.NotUsedBefore"},
]

SESSION_ENGINE = "core.sessions"
SESSION_COOKIE_NAME = "__Host-sid" if HTTPS else "sid"
SESSION_COOKIE_AGE = env.int("SESSION_ABSOLUTE_SECONDS", default=12 * 3600)
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

# Five failures of one name from one address lock that pair; the slow buckets answer the rest.
AXES_FAILURE_LIMIT = env.int("SIGN_IN_FAILURES", default=5)
AXES_COOLOFF_TIME = env.float("SIGN_IN_COOLOFF_HOURS", default=0.5)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# A try while locked does not lock for longer: else anybody could keep a name locked for ever.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_DISABLE_ACCESS_LOG = True
AXES_USERNAME_CALLABLE = "accounts.throttle.name_key"
AXES_ACCESS_FAILURE_LOG_PER_USER_LIMIT = None
AXES_HANDLER = "accounts.throttle.BucketedHandler"
AXES_CLIENT_IP_CALLABLE = "core.middleware.client_address"
AXES_LOCKOUT_CALLABLE = "accounts.throttle.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
SIGN_IN_FAILURES_PER_NAME_AND_DAY = env.int("SIGN_IN_FAILURES_PER_NAME_AND_DAY", default=20)
SIGN_IN_FAILURES_PER_ADDRESS_AND_HOUR = env.int(
    "SIGN_IN_FAILURES_PER_ADDRESS_AND_HOUR", default=300
)
# So many different names failing within an hour are taken for one password tried on everybody.
SIGN_IN_ALARM_NAMES_PER_HOUR = env.int("SIGN_IN_ALARM_NAMES_PER_HOUR", default=50)
ADMIN_ADDRESSES = env.list("ADMIN_ADDRESSES", default=[])
OTP_TOTP_ISSUER = env.str("OTP_TOTP_ISSUER", default="区域化党建")

# --- Security ---------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if env.bool("PROXY_SETS_FORWARDED_PROTO", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000
FILE_UPLOAD_TEMP_DIR = env.str("UPLOAD_TEMP_DIR", default="") or None
# Bodies larger than this are refused before they are parsed; the import page alone takes more.
MAX_BODY_BYTES = 2 * 1024 * 1024
MAX_IMPORT_BYTES = 30 * 1024 * 1024
CSRF_FAILURE_VIEW = "core.errors.csrf_failure"

# --- Language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "language"
# The second folder holds, by hand, the Chinese of packages that ship none.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "third_party"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
FORMAT_MODULE_PATH = "config.formats"

# --- Files ------------------------------------------------------------------------------------

STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "config.assets.PackageFinder",
]
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
# Errors are announced by the field, never by a style written into the page.
CRISPY_FAIL_SILENTLY = False

# --- Product ----------------------------------------------------------------------------------

AUDIT_RETENTION_DAYS = env.int("AUDIT_RETENTION_DAYS", default=400)
# How long an import can be undone; what is kept for it may hold old telephone numbers.
IMPORT_UNDO_DAYS = env.int("IMPORT_UNDO_DAYS", default=90)
LIAISON_FILING_WORKING_DAYS = env.int("LIAISON_FILING_WORKING_DAYS", default=5)
# How many posts a party member may have claimed at a time, those waited for among them.
POSTS_PER_MEMBER = env.int("POSTS_PER_MEMBER", default=2)
# For how many days a code opens an account of a party member's own.
INVITATION_DAYS = env.int("INVITATION_DAYS", default=14)
# After so many days a member's request to correct, delete or object is an alarm.
MEMBER_REQUEST_DAYS = env.int("MEMBER_REQUEST_DAYS", default=15)
# Each branch is to answer a claim within so many working days; silence is never a yes.
CLAIM_ANSWER_WORKING_DAYS = env.int("CLAIM_ANSWER_WORKING_DAYS", default=5)
# How often an hour one address may ask for pages without an account, and for what is not there.
PUBLIC_VIEWS_PER_ADDRESS_AND_HOUR = env.int("PUBLIC_VIEWS_PER_ADDRESS_AND_HOUR", default=600)
PUBLIC_MISSES_PER_ADDRESS_AND_HOUR = env.int("PUBLIC_MISSES_PER_ADDRESS_AND_HOUR", default=30)
# A service record entered later than that says so (补录).
SERVICE_RECORD_LATE_AFTER_DAYS = env.int("SERVICE_RECORD_LATE_AFTER_DAYS", default=7)
# So many activities and services in a year make an effective participation (有效参与).
EFFECTIVE_PARTICIPATION_SERVICES = env.int("EFFECTIVE_PARTICIPATION_SERVICES", default=4)
# The last days of which the letters to units speak: of the first and of the second half-year.
FEEDBACK_DAYS = env.list("FEEDBACK_DAYS", default=["06-30", "12-10"])
# A unit is to answer its letter within so many working days.
LETTER_RECEIPT_WORKING_DAYS = env.int("LETTER_RECEIPT_WORKING_DAYS", default=10)
# A link by which a unit answers without an account is good for so many days.
RECEIPT_LINK_DAYS = env.int("RECEIPT_LINK_DAYS", default=60)
# Basis and validity of printed ledgers; without them: the committee's founding document, and the
# next issue.
LEDGER_BASIS = env.str("LEDGER_BASIS", default="")
LEDGER_VALID_UNTIL = env.str("LEDGER_VALID_UNTIL", default="")
# How many rounds of checks a year the clock plans for a community (1, 2 or 4), and what share of
# those in post, in percent, each of them looks at.
CHECK_ROUNDS_A_YEAR = env.int("CHECK_ROUNDS_A_YEAR", default=4)
CHECK_SHARE_PERCENT = env.int("CHECK_SHARE_PERCENT", default=30)
# Within so many days of the signature a post-holder may object to the grade.
EVALUATION_OBJECTION_DAYS = env.int("EVALUATION_OBJECTION_DAYS", default=10)
# So long a printed voting paper can be used.
VOTE_SHEET_DAYS = env.int("VOTE_SHEET_DAYS", default=30)
# The folders of the fonts that papers are set in; a machine's official ones come first.
PAPER_FONTS = [(NODE_MODULES / name).parent for name in FONTS]
# A worker that is gone for so long has its job taken over by another one.
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=60)
EXPORT_REASON_ABOVE_ROWS = env.int("EXPORT_REASON_ABOVE_ROWS", default=1000)
# More rows than a street has in all its lists: an office of one person works on without a second.
EXPORT_SECOND_PERSON_ABOVE_ROWS = env.int("EXPORT_SECOND_PERSON_ABOVE_ROWS", default=10_000)
EXPORT_ROWS_A_DAY = env.int("EXPORT_ROWS_A_DAY", default=200_000)
# How long a request waits for its second person, and what was confirmed for being carried out.
SECOND_PERSON_HOURS = env.int("SECOND_PERSON_HOURS", default=24)

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="")
# With which address links in mails begin: https://party.example.gov.cn
SITE_URL = env.str("SITE_URL", default="").rstrip("/")
# Nothing is mailed before an office has said by which server, from whom and with which links.
SENDS_MAIL = bool(env.str("EMAIL_URL", default="") and DEFAULT_FROM_EMAIL and SITE_URL)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "core.middleware.RequestFilter"}},
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name} [{request_id}] {message}", "style": "{"}
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request"],
            "formatter": "plain",
        }
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Its own messages repeat the name that was typed.
    "loggers": {"axes": {"level": "ERROR"}},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
os.environ.setdefault("PYTHONUTF8", "1")
