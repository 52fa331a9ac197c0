"""What a stolen database does not give away."""

import pytest
from django.core import checks, serializers
from django.core.exceptions import FieldError
from django.db import connection

from accounts.models import AuthenticatorApp
from core import encryption
from core.encryption import EncryptedCharField, Unreadable, decrypt, encrypt
from tests.factories import UserFactory

KEY = "00112233445566778899aabbccddeeff00112233"


def stored(app):
    """What really stands in the database's file."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM accounts_authenticatorapp WHERE id = %s", [app.pk])
        return cursor.fetchone()[0]


@pytest.fixture
def app(db):
    return AuthenticatorApp.objects.create(user=UserFactory(), name="app", key=KEY)


@pytest.mark.parametrize("text", ["x:", KEY, "王芳", "11010519491231002X", "=" * 5000, "\x00"])
def test_what_is_encrypted_comes_back_and_looks_different_each_time(text):
    first, second = encrypt(text, "tests"), encrypt(text, "tests")

    assert first != second
    assert decrypt(first, "tests") == decrypt(second, "tests") == text
    assert text not in first


def test_another_purpose_another_key_or_another_byte_reads_nothing(settings):
    sealed = encrypt(KEY, "tests")
    algorithm, name, body = sealed.split(":")
    swapped = body[:20] + ("A" if body[20] != "A" else "B") + body[21:]

    for wrong in (f"{algorithm}:{name}:{swapped}", f"rot13:{name}:{body}", f"{name}", "", KEY):
        with pytest.raises(Unreadable):
            decrypt(wrong, "tests")
    with pytest.raises(Unreadable):
        decrypt(sealed, "other tests")
    settings.FIELD_KEY = "another"
    with pytest.raises(Unreadable, match="FIELD_KEY") as refusal:
        decrypt(sealed, "tests")
    assert body not in str(refusal.value)


def test_the_database_holds_nothing_that_can_be_used(app):
    assert stored(app).startswith("aes256gcm:")
    assert KEY not in stored(app)
    assert AuthenticatorApp.objects.get().key == KEY


def test_the_secret_is_read_only_where_it_is_asked_for(app, django_assert_num_queries):
    with django_assert_num_queries(1) as asked:
        AuthenticatorApp.objects.get()

    assert "key" not in asked.captured_queries[0]["sql"].lower()


def test_nothing_is_looked_up_by_what_is_encrypted(app):
    for lookup in ("key", "key__startswith", "key__in"):
        with pytest.raises(FieldError):
            AuthenticatorApp.objects.filter(**{lookup: KEY}).exists()
    assert AuthenticatorApp.objects.filter(key__isnull=False).exists()


def test_it_is_not_put_into_a_dump_of_text(app):
    with pytest.raises(TypeError):
        serializers.serialize("json", AuthenticatorApp.objects.all())


def test_empty_stays_empty(db):
    app = AuthenticatorApp.objects.create(user=UserFactory(), name="app", key="")

    assert stored(app) == AuthenticatorApp.objects.get().key == ""


def test_a_column_that_is_to_be_unique_is_refused():
    column = EncryptedCharField("x", purpose="tests", max_length=9, unique=True)
    column.set_attributes_from_name("secret")
    column.model = AuthenticatorApp

    assert "core.E001" in [found.id for found in column.check()]


def test_an_old_key_reads_until_everything_is_under_the_new_one(app, settings):
    old, settings.FIELD_KEY = settings.FIELD_KEY, "a new key"
    settings.FIELD_KEY_FALLBACKS = [old]
    fresh = AuthenticatorApp.objects.create(user=UserFactory(), name="app", key=KEY[::-1])

    assert encryption.reencrypt() == 1
    assert encryption.reencrypt() == 0
    settings.FIELD_KEY_FALLBACKS = []

    assert AuthenticatorApp.objects.get(pk=app.pk).key == KEY
    assert AuthenticatorApp.objects.get(pk=fresh.pk).key == KEY[::-1]


def test_set_up_warns_of_a_key_that_does_not_fit(app, settings):
    def said():
        found = checks.run_checks(tags=["database"], databases=["default"])
        return [one.id for one in found if one.id.startswith("core.")]

    assert said() == []
    settings.FIELD_KEY = "made anew, because nobody had brought the old one back"
    assert said() == ["core.W001"]
