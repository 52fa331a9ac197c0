#!/usr/bin/env python
"""Translations: collect them from the sources, check them, compile them.

    .venv/bin/python bin/messages.py            collect (needs GNU gettext: msgmerge, xgettext)
    .venv/bin/python bin/messages.py --check    is what is committed up to date and complete?
    .venv/bin/python bin/messages.py compile    .po to .mo (needs no gettext)

English is the language of the sources; ``locale/zh_Hans`` holds our Chinese, and
``locale/third_party`` that of packages that ship none (written by hand, never collected).
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "zh_Hans"
CATALOGUE = Path("locale") / LANGUAGE / "LC_MESSAGES" / "django.po"
# Not ours, not shipped, or not shown to people.
IGNORED = (".venv", ".git", "node_modules", "data", "staticfiles", "tests", "benchmarks", "bin")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", nargs="?", choices=["collect", "compile"], default="collect")
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if stale")
    options = parser.parse_args()
    if options.command == "compile":
        compile_all(ROOT / "locale")
        return 0
    missing = [name for name in ("xgettext", "msgmerge", "msguniq") if not shutil.which(name)]
    if missing:
        print(f"{', '.join(missing)} not found: install GNU gettext.", file=sys.stderr)
        return 2
    return check() if options.check else collect(ROOT)


def compile_all(folder: Path) -> None:
    for source in sorted(folder.rglob("*.po")):
        target = source.with_suffix(".mo")
        draft = target.with_suffix(f".{os.getpid()}.tmp")
        polib.pofile(str(source)).save_as_mofile(str(draft))
        draft.replace(target)


def collect(root: Path) -> int:
    """Run ``makemessages`` in ``root`` and take out of its result what changes with every run."""
    ignored = [option for name in IGNORED for option in ("--ignore", f"{name}/*")]
    command = [sys.executable, "manage.py", "makemessages", "--locale", LANGUAGE, "--no-wrap"]
    command += ["--add-location", "file", "--no-obsolete", "--verbosity", "0", *ignored]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings_test"}
    status = subprocess.call(command, cwd=root, env=environment)
    if status == 0:
        catalogue = polib.pofile(str(root / CATALOGUE), wrapwidth=0)
        for name in ("POT-Creation-Date", "PO-Revision-Date", "Last-Translator", "Language-Team"):
            catalogue.metadata.pop(name, None)
        catalogue.metadata |= {
            "Project-Id-Version": "regional-party-building",
            "Language": LANGUAGE,
        }
        catalogue.metadata_is_fuzzy = False
        catalogue.header = "The product's own Chinese. Made by bin/messages.py, translated by hand."
        catalogue.save()
    return status


def check() -> int:
    """Collect in a copy of the sources and compare: same messages, each with a translation."""
    with tempfile.TemporaryDirectory(prefix="messages-") as folder:
        copy = Path(folder) / "copy"
        # config.settings_test wants the package tests to be there.
        left_out = [name for name in IGNORED if name != "tests"] + [
            "__pycache__",
            "*.mo",
            ".*_cache",
        ]
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*left_out))
        if status := collect(copy):
            return status
        now = polib.pofile(str(copy / CATALOGUE))
    committed = polib.pofile(str(ROOT / CATALOGUE))
    faults = [f"not collected: {key}" for key in sorted(keys(now) - keys(committed))]
    faults += [f"no longer in the sources: {key}" for key in sorted(keys(committed) - keys(now))]
    for entry in committed:
        if not entry.obsolete and not entry.translated():
            faults.append(f"{'fuzzy' if entry.fuzzy else 'not translated'}: {entry.msgid!r}")
    print("\n".join(faults))
    print(f"{CATALOGUE}: messages={len(keys(committed))} faults={len(faults)}")
    if faults:
        print("`make messages` collects; then translate by hand what is empty or fuzzy.")
    return 1 if faults else 0


def keys(catalogue: polib.POFile) -> set[str]:
    parts = ((e.msgctxt, e.msgid, e.msgid_plural) for e in catalogue if not e.obsolete)
    return {" | ".join(filter(None, entry)) for entry in parts}


if __name__ == "__main__":
    sys.exit(main())
