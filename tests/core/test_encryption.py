"""What a stolen database does not give away."""

import hmac
import re

import pytest
from django.core import checks, serializers
from django.core.exceptions import FieldError
from django.db import connection, models
from django.test.utils import isolate_apps

from accounts.models import AuthenticatorApp
from core import encryption
from core.encryption import (
    EncryptedCharField,
    Unreadable,
    blind_index,
    blind_indexes,
    decrypt,
    encrypt,
)
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


# --- The blind index ------------------------------------------------------------------------------


@pytest.fixture
def citizen(db, monkeypatch):
    """A model with an index beside its number, in a table of this test alone."""
    with isolate_apps("core"):

        class Citizen(models.Model):
            name = models.CharField(max_length=50, default="")
            number = EncryptedCharField(purpose="tests.number", index="found_by", max_length=18)
            found_by = models.CharField(max_length=64, default="", editable=False)

            class Meta:
                app_label = "core"

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE core_citizen (id bigint PRIMARY KEY, name varchar(50) NOT NULL,"
            " number text NOT NULL, found_by varchar(64) NOT NULL)"
        )
    columns = [*encryption.encrypted_columns(), (Citizen, Citizen._meta.get_field("number"))]
    monkeypatch.setattr(encryption, "encrypted_columns", lambda: iter(columns))
    return Citizen


def enter(model, pk, number):
    """As a service does it: the number and its index together."""
    return model.objects.create(pk=pk, number=number, found_by=blind_index(number, "tests.number"))


def find(model, number):
    found = model.objects.filter(found_by__in=blind_indexes(number, "tests.number"))
    return sorted(found.values_list("pk", flat=True))


def test_equal_text_is_told_by_its_index_for_one_purpose_and_one_key(settings):
    index = blind_index(KEY, "tests")

    assert re.fullmatch("[0-9a-f]{64}", index)
    assert blind_index(KEY, "tests") == index
    others = {blind_index(KEY + "0", "tests"), blind_index(KEY, "other tests")}
    settings.FIELD_KEY = "another"
    assert index not in others | {blind_index(KEY, "tests")}


def test_the_index_is_hmac_sha256_under_a_key_of_its_own(settings):
    """RFC 5869 and RFC 2104 written out, so that a later change would show."""
    info = b"core.encryption|hmac-sha256|index of tests\x01"
    extracted = hmac.digest(b"\x00" * 32, settings.FIELD_KEY.encode(), "sha256")
    key = hmac.digest(extracted, info, "sha256")

    assert blind_index("王芳", "tests") == hmac.digest(key, "王芳".encode(), "sha256").hex()
    assert key != encryption._derived(settings.FIELD_KEY, "value of tests", 32)


def test_all_keys_are_tried_the_present_one_first(settings):
    before, old = blind_index(KEY, "tests"), settings.FIELD_KEY
    settings.FIELD_KEY, settings.FIELD_KEY_FALLBACKS = "new", [old, "older", "new"]

    indexes = blind_indexes(KEY, "tests")

    assert indexes[:2] == [blind_index(KEY, "tests"), before]
    assert len(set(indexes)) == len(indexes) == 3


def test_empty_text_has_no_index_and_finds_nothing(citizen):
    enter(citizen, 1, "")

    assert citizen.objects.get().found_by == blind_index("", "tests.number") == ""
    assert find(citizen, "") == []


def test_the_name_of_the_index_stays_in_migrations(citizen):
    column = citizen._meta.get_field("number")

    assert column.clone().index == "found_by"
    assert column.deconstruct()[3] == {
        "purpose": "tests.number", "index": "found_by", "max_length": 18
    }  # fmt: skip
    assert "index" not in EncryptedCharField(purpose="tests", max_length=9).deconstruct()[3]


@pytest.mark.parametrize("index", ["nothing", "number", "name", "id"])
def test_an_index_that_cannot_stand_in_its_column_is_refused(citizen, index):
    column = citizen._meta.get_field("number")
    assert column.check() == []
    column.index = index

    assert [found.id for found in column.check()] == ["core.E002"]


def test_nothing_but_the_service_sets_an_index(citizen):
    citizen(pk=1, number="11010519491231002X").save()

    assert citizen.objects.get().found_by == ""


def test_a_new_key_takes_the_index_along(citizen, settings):
    enter(citizen, 1, "11010519491231002X")
    enter(citizen, 2, "990101198001010014")
    enter(citizen, 3, "")
    old, settings.FIELD_KEY = settings.FIELD_KEY, "a new key"
    settings.FIELD_KEY_FALLBACKS = [old]
    enter(citizen, 4, "990101198001010014")
    assert find(citizen, "990101198001010014") == [2, 4]

    assert encryption.reencrypt() == 2
    assert encryption.reencrypt() == 0
    settings.FIELD_KEY_FALLBACKS = []

    assert find(citizen, "11010519491231002X") == [1]
    assert find(citizen, "990101198001010014") == [2, 4]
    assert citizen.objects.get(pk=3).found_by == ""


def test_a_row_saved_for_another_reason_under_a_new_key_is_still_found(citizen, settings):
    """Its number is then under the new key already, its index not yet."""
    row = enter(citizen, 1, "11010519491231002X")
    old, settings.FIELD_KEY = settings.FIELD_KEY, "a new key"
    settings.FIELD_KEY_FALLBACKS = [old]
    row.name = "王芳"
    row.save()
    assert find(citizen, "11010519491231002X") == [1]

    assert encryption.reencrypt() == 1
    settings.FIELD_KEY_FALLBACKS = []

    assert find(citizen, "11010519491231002X") == [1]


def test_a_row_that_changes_meanwhile_is_looked_at_again(citizen, settings, monkeypatch):
    enter(citizen, 1, "11010519491231002X")
    old, settings.FIELD_KEY = settings.FIELD_KEY, "a new key"
    settings.FIELD_KEY_FALLBACKS = [old]
    calls = []

    def slowly(stored, purpose):
        calls.append(stored)
        if len(calls) == 1:
            citizen.objects.filter(pk=1).update(number="990101198001010014")
        return decrypt(stored, purpose)

    monkeypatch.setattr(encryption, "decrypt", slowly)

    assert encryption.reencrypt() == 1
    settings.FIELD_KEY_FALLBACKS = []
    assert citizen.objects.get().number == "990101198001010014"
    assert find(citizen, "990101198001010014") == [1]
    assert find(citizen, "11010519491231002X") == []
