"""The apps' secrets, from django-otp's own table, where they stood in plain, to ours, encrypted.

Whoever is signed in types one code anew; the app on the phone stays as it is. Rows that are deleted
may stay readable in the database's file until it is written anew (``VACUUM``), and in old backups.
"""

from django.conf import settings
from django.db import migrations

SAME = (
    "name",
    "throttling_failure_timestamp",
    "throttling_failure_count",
    "last_used_at",
    "drift",
    "last_t",
    "key",
)


def move(origin, target):
    """Of several apps of one account the last one counts, as it did before."""
    for old in origin.objects.filter(confirmed=True).order_by("pk"):
        target.objects.filter(user_id=old.user_id).delete()
        new = target.objects.create(
            user_id=old.user_id, confirmed=True, **{name: getattr(old, name) for name in SAME}
        )
        target.objects.filter(pk=new.pk).update(created_at=old.created_at)
    origin.objects.all().delete()


def encrypt(apps, schema_editor):
    move(apps.get_model("otp_totp", "TOTPDevice"), apps.get_model("accounts", "AuthenticatorApp"))


def decrypt(apps, schema_editor):
    move(apps.get_model("accounts", "AuthenticatorApp"), apps.get_model("otp_totp", "TOTPDevice"))


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0003_authenticator_apps"),
        ("otp_totp", "0003_add_timestamps"),
    ]

    operations = [migrations.RunPython(encrypt, decrypt)]
