"""What differs in tests: fast hashing, mail in memory, plain static files, throw-away data."""

import os
import tempfile

os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="rpb-test-"))
os.environ.setdefault("SECRET_KEY", "only for tests, never anywhere else: 0123456789 abcdef")
os.environ.setdefault("AUDIT_KEY", "only for tests")
os.environ.setdefault("FIELD_KEY", "only for the fields of tests")

from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
INSTALLED_APPS = [*INSTALLED_APPS, "tests"]  # noqa: F405
# The server warns when the folder of collected files is not there; nothing is collected in tests.
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    # Nobody needs to find a test's rows again after a power cut.
    DATABASES["default"]["OPTIONS"]["options"] += " -c synchronous_commit=off"  # noqa: F405
