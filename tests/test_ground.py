"""The ground: what a clone needs is named once, and what is named is there."""

import importlib.util
import json
import os
import re
import socket
import stat
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import grimp
import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from config import assets

ROOT = Path(settings.BASE_DIR)
OWN = ("accounts", "audit", "committees", "config", "core", "dashboards", "demo", "members")
OWN = (*OWN, "paperwork", "templates", "static")


def script(name):
    spec = importlib.util.spec_from_file_location(f"bin_{name}", ROOT / "bin" / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def own_files(*endings):
    return [p for room in OWN for p in (ROOT / room).rglob("*") if p.suffix in endings]


def test_every_setting_is_explained():
    read = set()
    for path in (ROOT / "config").rglob("*.py"):
        read |= set(re.findall(r"\benv(?:\.\w+)?\(\s*\"([A-Z_]+)\"", path.read_text()))
    explained = set(re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert len(read) > 20
    assert read - explained == set()


def test_every_icon_that_is_used_is_in_the_sprite():
    used = set()
    for path in own_files(".html", ".py", ".js"):
        text = path.read_text()
        used |= set(re.findall(r"\{% icon ['\"]([a-z0-9-]+)['\"]", text))
        used |= set(re.findall(r"icons\.svg['\"] %\}#([a-z0-9-]+)\"", text))
        used |= set(re.findall(r"\bicon=['\"]([a-z0-9-]+)['\"]", text))
    assert used
    assert used - set(assets.ICONS) == set()


def test_the_sprite_is_one_svg_with_a_symbol_for_each_icon():
    found = finders.find(assets.SPRITE)
    symbols = ElementTree.parse(found).getroot()
    assert [symbol.get("id") for symbol in symbols] == list(assets.ICONS)
    assert all(len(symbol) for symbol in symbols), "an icon without a shape"


def test_packages_hand_out_the_named_files_and_no_other():
    assert finders.find("vendor/bootstrap.min.css")
    assert finders.find("vendor/package.json") is None
    assert finders.find("vendor/../bootstrap/package.json") is None
    listed = [name for name, storage in assets.PackageFinder().list([])]
    assert sorted(listed) == sorted([*assets.FILES, assets.SPRITE])
    assert all(path.stat().st_size > 1_000_000 for path in assets.font_paths())


def test_a_missing_package_names_its_cure(monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "NODE_MODULES", tmp_path)
    with pytest.raises(Exception, match="make setup"):
        assets.font_paths()


def test_keys_are_made_once_and_for_the_owner_alone(monkeypatch, tmp_path):
    setup = script("setup")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "new"))
    for name in ("SECRET_KEY", "AUDIT_KEY", "FIELD_KEY"):
        monkeypatch.delenv(name, raising=False)
    folder = setup.prepare_data_dir()
    first = {path.name: path.read_text() for path in folder.iterdir()}
    assert set(first) == {"secret_key", "audit_key", "field_key"}
    assert len(set(first.values())) == 3
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    setup.prepare_data_dir()
    assert {path.name: path.read_text() for path in folder.iterdir()} == first


def test_a_data_dir_that_cannot_be_written_names_its_cure(monkeypatch, tmp_path):
    setup = script("setup")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "file" / "data"))
    with pytest.raises(setup.Stop, match="name another folder"):
        setup.prepare_data_dir()


def test_an_old_python_is_told_what_is_needed(monkeypatch, capsys):
    setup = script("setup")
    monkeypatch.setattr(setup, "OLDEST_PYTHON", (3, 99))
    monkeypatch.setattr(setup.shutil, "which", lambda name: None)
    assert setup.main() == 1
    assert "Python 3.99 or newer is needed" in capsys.readouterr().err


def test_locks_hold_hashes_and_no_address():
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        assert "://" not in text, path
        wanted = re.findall(r"^[a-z0-9-]+(?:\[[a-z]+\])?==", text, re.M)
        assert len(wanted) == len(
            re.findall(r"\\\n    --hash=sha256:\w{64}(?: \\\n    --hash=\S+)*", text)
        )
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert all("resolved" not in package for package in packages.values())
    assert all(package.get("integrity") for name, package in packages.items() if name)


def test_base_and_dev_agree():
    def pins(name):
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        return set(re.findall(r"^([a-z0-9-]+==[^ ]+)", text, re.M))

    assert pins("base") <= pins("dev")
    assert pins("assets") <= pins("dev")


def test_no_room_uses_another_rooms_pages_forms_or_tables():
    """The contracts of import-linter say the rest; this one would have to list every module."""
    rooms = {room for room in OWN if (ROOT / room / "apps.py").is_file()} - {"config", "core"}
    private = {"views", "forms", "filters", "tables", "admin", "urls"}
    graph = grimp.build_graph(*sorted(rooms), cache_dir=None)
    crossings = [
        f"{importer} imports {imported}"
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
        if importer.split(".")[0] != imported.split(".")[0]
        and private & set(imported.split(".")[1:2])
    ]
    assert crossings == []


def test_psycopg_3_is_not_there():
    """Django would take it in place of psycopg2 without a word."""
    assert importlib.util.find_spec("psycopg") is None


def test_serve_refuses_a_taken_port():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        at = f"127.0.0.1:{other.getsockname()[1]}"
        done = subprocess.run(
            [sys.executable, "manage.py", "serve", "--bind", at],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert f"{at} cannot be used" in done.stderr


@pytest.mark.parametrize(
    ("words", "works"),
    [
        (["check"], True),
        (["makemigrations", "--check", "--dry-run"], True),
        # Nothing is served, written or called fit for a deployment without real keys.
        (["check", "--deploy", "--fail-level", "WARNING"], False),
        (["migrate", "--check"], False),
    ],
)
def test_the_code_is_checked_without_keys_and_nothing_else_is_done(tmp_path, words, works):
    # Empty, so that a developer's own .env does not fill them in.
    environment = (
        os.environ
        | dict.fromkeys(["SECRET_KEY", "AUDIT_KEY", "FIELD_KEY"], "")
        | {
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATA_DIR": str(tmp_path),
            "DATABASE_URL": "sqlite://:memory:",
            "HTTPS": "1",
        }
    )
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)

    assert (done.returncode == 0) is works, done.stderr.decode()
    assert list(tmp_path.iterdir()) == []
