"""What the documents say about the code is true of the code."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parent.parent
DOMAIN = (ROOT / "docs" / "domain.md").read_text()
ROOMS = (
    "accounts",
    "audit",
    "committees",
    "core",
    "exchange",
    "members",
    "paperwork",
    "posts",
)
PLACES = [
    "committees.terms",
    "members.models.Membership",
    "members.models.Seat",
    "members.models.PartyMember",
    "members.models.Registration",
    "exchange.models.Need",
    "members.models.Invitation",
    "members.models.MemberRequest",
    "posts.models.Post",
    "posts.models.Claim",
    "posts.models.Agreement",
    "posts.models.Pledge",
    "posts.models.Activity",
    "posts.models.SignUp",
    "posts.models.ServiceRecord",
    "posts.models.ServiceProof",
    "posts.models.FeedbackLetter",
    "posts.models.CheckRound",
    "posts.models.Talk",
    "posts.models.Evaluation",
    "committees.models.Reorganisation",
    "paperwork.models.ImportRun",
    "accounts.models.TwoPersonRequest",
]


def documented(place):
    """The table of steps under the heading that names the place."""
    section = DOMAIN.split(f"(`{place}`)")[1].split("\n##")[0]
    rows = re.findall(r"^\| `([\w-]+)` \|[^|]*\|([^|]*)\|$", section, re.MULTILINE)
    return {before: set(re.findall(r"`([\w-]+)`", after)) for before, after in rows}


def coded(place):
    """The table of transitions of a module or of a model."""
    try:
        owner = import_module(place)
    except ModuleNotFoundError:
        module, name = place.rsplit(".", 1)
        owner = getattr(import_module(module), name)
    return {str(k.value): {str(v.value) for v in onward} for k, onward in owner.TRANSITIONS.items()}


@pytest.mark.parametrize("place", PLACES)
def test_domain_shows_the_steps_of_the_code(place):
    assert documented(place) == coded(place)


def test_domain_has_every_table_of_steps():
    tables = [
        table
        for path in ROOT.glob("*/**/*.py")
        if path.parts[len(ROOT.parts)] not in {"tests", ".venv", "node_modules", "data"}
        for table in re.findall(r"^\s*TRANSITIONS\b.*=", path.read_text(), re.MULTILINE)
    ]

    assert len(tables) == len(PLACES)


@pytest.mark.parametrize("name", ["architecture.md", "domain.md", "adding-a-model.md"])
def test_modules_that_the_documents_name_exist(name):
    """`core/papers/pdf.py` in backquotes is a file; `core/papers/typst/` is a folder."""
    rooms = "|".join([*ROOMS, "dashboards", "demo", "config", "tests"])
    text = (ROOT / "docs" / name).read_text()
    named = set(re.findall(rf"`((?:{rooms})/[\w/]+(?:\.py|/))`", text))

    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


REGISTER = (ROOT / "docs" / "personal-data.md").read_text()
TECHNICAL = {"id", "created_at", "updated_at", "version"}


def ours():
    return {
        model._meta.label: {field.name for field in model._meta.concrete_fields} - TECHNICAL
        for model in apps.get_models()
        if model.__module__.split(".")[0] in ROOMS
    }


def registered():
    """Model → its fields, as the register of personal data names them."""
    found = {}
    for section in re.split(r"^### ", REGISTER, flags=re.MULTILINE)[1:]:
        label = re.match(r"`([\w.]+)`", section)[1]
        rows = re.findall(r"^\|((?: `\w+`,?)+) \|(.+)\|$", section.split("\n## ")[0], re.MULTILINE)
        for fields, told in rows:
            purposes = [cell.strip() for cell in told.split("|")]
            assert len(purposes) == 4, (label, fields)
            assert all(purposes), (label, fields)
            found.setdefault(label, []).extend(re.findall(r"`(\w+)`", fields))
    return found


def test_every_field_about_a_person_is_in_the_register():
    models, told = ours(), registered()
    without = set(re.findall(r"`([\w.]+)`", REGISTER.split("## Models without personal data")[1]))

    assert told.keys() | without == models.keys()
    assert not told.keys() & without
    for label, fields in told.items():
        assert len(fields) == len(set(fields)), label
        assert set(fields) - TECHNICAL == models[label], label


def test_no_model_without_personal_data_points_to_a_person():
    without = set(re.findall(r"`([\w.]+)`", REGISTER.split("## Models without personal data")[1]))
    people = {"members.Person", "accounts.User"}

    for label in without:
        relations = apps.get_model(label)._meta.concrete_fields
        pointed = {f.related_model._meta.label for f in relations if f.is_relation}
        assert not pointed & people, label
