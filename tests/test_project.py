"""What must hold for the whole project: migrations, words in both languages, scoped models."""

import ast
import io
import re
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.utils.translation.template import templatize

from core.querysets import ScopedQuerySet

ROOT = Path(settings.BASE_DIR)
ROOMS = [p.parent.name for p in sorted(ROOT.glob("*/apps.py"))]
CATALOGUE = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
CJK = re.compile(r"[\u4e00-\u9fff]")
WORDS = {"gettext", "gettext_lazy", "gettext_noop", "_"}
PLURALS = {"ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy"}
CONTEXTS = {"pgettext", "pgettext_lazy"}


def python_files():
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            if "migrations" not in path.parts and "formats" not in path.parts:
                yield path


def templates():
    return sorted(p for kind in ("html", "txt") for p in (ROOT / "templates").rglob(f"*.{kind}"))


def messages_of(source: str):
    """The (context, message) of every call of a translation function with literal words."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        words = [a.value if isinstance(a, ast.Constant) else None for a in node.args]
        plain = name in WORDS or name in {"ngettext", "ngettext_lazy"}
        if plain and words and isinstance(words[0], str):
            yield None, words[0]
        elif name in CONTEXTS or name in PLURALS:
            yield words[0], words[1]


def template_messages(path: Path):
    # What templatize makes of a template is nearly Python: its calls are.
    text = templatize(path.read_text(), origin=str(path))
    call = re.compile(
        r"\b(?:gettext|_|ngettext|pgettext|npgettext)\((?:[^()'\"]|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")*\)"
    )
    for found in call.findall(text):
        yield from messages_of(found)


def used_messages():
    used = {}
    for path in python_files():
        for key in messages_of(path.read_text()):
            used.setdefault(key, path.relative_to(ROOT))
    for path in templates():
        for key in template_messages(path):
            used.setdefault(key, path.relative_to(ROOT))
    return used


def test_no_migration_is_missing(db):
    out = io.StringIO()

    call_command("makemigrations", "--check", "--dry-run", stdout=out)

    assert "No changes" in out.getvalue() or "没有" in out.getvalue()


def test_migrations_are_named_by_hand():
    automatic = [
        p for room in ROOMS for p in (ROOT / room / "migrations").glob("*.py") if "auto_" in p.name
    ]

    assert automatic == []


def test_every_message_has_its_chinese():
    catalogue = {
        (e.msgctxt, e.msgid): e.msgstr or "".join(e.msgstr_plural.values())
        for e in polib.pofile(CATALOGUE)
        if not e.obsolete
    }

    used = used_messages()
    missing = {message: str(where) for message, where in used.items() if not catalogue.get(message)}

    assert len(used) > 300
    assert missing == {}


def test_no_translation_is_fuzzy_or_left_over():
    used = set(used_messages())

    entries = polib.pofile(CATALOGUE)

    assert [e.msgid for e in entries if e.fuzzy] == []
    assert [e.msgid for e in entries if not e.obsolete and (e.msgctxt, e.msgid) not in used] == []


def test_translations_keep_their_placeholders():
    placeholders = re.compile(r"%\(\w+\)[sd]|\{\w+\}|\{\{ ?\w+ ?\}\}")

    wrong = [
        entry.msgid
        for entry in polib.pofile(CATALOGUE)
        for text in ([entry.msgstr] if entry.msgstr else entry.msgstr_plural.values())
        if set(placeholders.findall(text)) - set(placeholders.findall(entry.msgid))
        or (
            not entry.msgid_plural
            and set(placeholders.findall(text)) != set(placeholders.findall(entry.msgid))
        )
    ]

    assert wrong == []


def test_sources_are_english():
    chinese = {
        message
        for _context, message in used_messages()
        if CJK.search(message)
        # Examples of what a clerk types are Chinese in both languages.
        and not re.search(r"[Ss]uch as|for example|\(", message)
    }

    assert chinese == set()


@pytest.mark.parametrize("path", templates(), ids=lambda p: str(p.relative_to(ROOT)))
def test_template_has_no_word_outside_translation(path):
    text = path.read_text()
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}", " ", text, flags=re.S)
    text = re.sub(r"{%\s*blocktrans\w*.*?{%\s*endblocktrans\w*\s*%}", " ", text, flags=re.S)
    text = re.sub(r"<(script|style)\b.*?</\1>", " ", text, flags=re.S)
    # Blocks that stand inside an attribute hold class names, not words.
    text = re.sub(r"{%\s*block \w*class\w*\s*%}.*?{%\s*endblock\s*%}", " ", text)
    spoken = re.findall(r'\b(?:title|placeholder|aria-label|alt)="([^"{]*[A-Za-z][^"{]*)"', text)
    text = re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>|&\w+;", " ", text, flags=re.S)
    # Names of formats and of the language itself are the same in both languages.
    words = re.findall(r"[A-Za-z]{2,}|[\u4e00-\u9fff]+", text)

    assert [w for w in words if w not in {"CSV", "XLSX", "PDF", "DOCX", "Word", "Excel"}] == []
    assert spoken == []


SPOKEN = {"label", "help_text", "verbose_name", "verbose_name_plural", "title", "intro"}
SPOKEN |= {"success_message", "submit_label", "empty_text", "create_label", "confirm"}
SAYING = {"refuse", "forbid", "Refused", "Stale", "ValidationError", "Fact", "Action", "Bulk"}


def unspoken(path: Path):
    """Words for a person that no translation function has seen."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            candidates = [k.value for k in node.keywords if k.arg in SPOKEN]
            candidates += node.args[:1] if name in SAYING else []
        elif isinstance(node, ast.Assign) and any(
            getattr(t, "id", "") in SPOKEN for t in node.targets
        ):
            candidates = [node.value]
        else:
            continue
        for value in candidates:
            if isinstance(value, ast.JoinedStr) and any(
                isinstance(v, ast.Constant) and re.search(r"[A-Za-z]{3,}", str(v.value))
                for v in value.values
            ):
                yield path.relative_to(ROOT), value.lineno, ast.unparse(value)
            if (
                isinstance(value, ast.Constant)
                and isinstance(value.value, str)
                and re.search(r"[A-Za-z]{3,}|[\u4e00-\u9fff]", value.value)
            ):
                yield path.relative_to(ROOT), value.lineno, value.value


def test_python_says_nothing_untranslated():
    assert [found for path in python_files() for found in unspoken(path)] == []


def test_no_language_is_frozen_at_import():
    """Eager gettext in a class body or at module level would keep the language of the start."""
    frozen = []
    for path in python_files():
        tree = ast.parse(path.read_text())
        eager = {
            alias.asname or alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
            for alias in node.names
            if alias.name in {"gettext", "ngettext", "pgettext"}
        }
        inside = {
            id(call)
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef | ast.Lambda)
            for call in ast.walk(function)
        }
        frozen += [
            (str(path.relative_to(ROOT)), call.lineno)
            for call in ast.walk(tree)
            if isinstance(call, ast.Call)
            and getattr(call.func, "id", "") in eager
            and id(call) not in inside
        ]

    assert frozen == []


def test_every_business_model_says_who_may_see_it():
    """Tables of the machinery are read by their own rooms only and need no scope."""
    machinery = {
        "core.SpentToken",
        "core.Lease",
        "core.Job",
        "core.PublicVisits",
        "accounts.OldPassword",
        "accounts.SignIn",
        "accounts.AuthenticatorApp",
        "members.UnitKey",
        "members.PersonKey",
        "members.UnitScope",
        "members.PersonScope",
        "members.HandoverItem",
        # Whose they are nobody can tell.
        "posts.Vote",
        "posts.VoteSheet",
    }

    unscoped = {
        model._meta.label
        for model in apps.get_models()
        if model._meta.app_label in ROOMS
        and (
            not isinstance(model._default_manager.all(), ScopedQuerySet)
            or type(model._default_manager.all()).visible_to is ScopedQuerySet.visible_to
        )
    }

    assert unscoped - machinery == set()


def test_no_password_and_no_key_is_in_the_settings():
    text = (ROOT / "config" / "settings.py").read_text()

    assert not re.search(r"SECRET_KEY\s*=\s*[\"']", text)
