"""The product's own settings, with the peers' addresses beside its own."""

import os

os.environ.setdefault("FIELD_KEY", "only for measuring")

from config.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
ALLOWED_HOSTS = ["testserver"]
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
# By which the stock empty page knows whoever is signed in.
AUTHENTICATION_BACKENDS = [*AUTHENTICATION_BACKENDS, "django.contrib.auth.backends.ModelBackend"]  # noqa: F405
DATABASES["default"]["TEST"] = (  # noqa: F405
    {"NAME": str(DATA_DIR / "measured.sqlite3")}  # noqa: F405
    if DATABASES["default"]["ENGINE"].endswith("sqlite3")  # noqa: F405
    else {"NAME": f"{DATABASES['default']['NAME']}_measured"}  # noqa: F405
)
TEMPLATES[0]["DIRS"] = [*TEMPLATES[0]["DIRS"], BASE_DIR / "benchmarks" / "templates"]  # noqa: F405
