"""Third-party files of the front end: what is taken from ``node_modules``, and how it is served.

Nothing of them is committed and nothing comes from another host at run time: ``make setup``
fetches the packages, and this finder hands the few files named here to ``collectstatic``
(and to the test server) under ``vendor/``. No other module reads ``node_modules``.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import FileSystemStorage

NODE_MODULES = Path(__file__).resolve().parent.parent / "node_modules"

# Each .map stands beside its file, because the manifest storage wants what a file refers to.
FILES = {
    "vendor/bootstrap.min.css": "bootstrap/dist/css/bootstrap.min.css",
    "vendor/bootstrap.min.css.map": "bootstrap/dist/css/bootstrap.min.css.map",
    "vendor/bootstrap.bundle.min.js": "bootstrap/dist/js/bootstrap.bundle.min.js",
    "vendor/bootstrap.bundle.min.js.map": "bootstrap/dist/js/bootstrap.bundle.min.js.map",
    "vendor/tom-select.complete.min.js": "tom-select/dist/js/tom-select.complete.min.js",
    "vendor/tom-select.complete.min.js.map": "tom-select/dist/js/tom-select.complete.min.js.map",
    "vendor/tom-select.bootstrap5.min.css": "tom-select/dist/css/tom-select.bootstrap5.min.css",
    "vendor/tom-select.bootstrap5.min.css.map": (
        "tom-select/dist/css/tom-select.bootstrap5.min.css.map"
    ),
}
# The two faces of the printed papers; typst embeds them, no browser loads them.
FONTS = (
    "@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf",
    "@expo-google-fonts/noto-serif-sc/700Bold/NotoSerifSC_700Bold.ttf",
)
# Bootstrap icons, put together into one file; a template shows one of them by
# ``<svg class="icon" aria-hidden="true">`` with
# ``<use href="{% static 'vendor/icons.svg' %}#house"></use>`` in it.
SPRITE = "vendor/icons.svg"
ICONS = tuple(
    """
    activity archive arrow-counterclockwise arrow-down arrow-left arrow-left-right
    arrow-repeat arrow-right arrow-up ban bar-chart bell book bookmark bookmark-star
    box-arrow-in-right box-arrow-right box-arrow-up-right building building-check
    building-gear buildings calendar-event calendar-range calendar3 card-checklist card-list
    chat-left-text check-circle check-lg check2-square chevron-bar-left chevron-down
    chevron-left chevron-right chevron-up circle-half clipboard clipboard-check clock
    clock-history cloud-upload columns-gap database diagram-3 download envelope
    exclamation-circle exclamation-triangle eye eye-slash file-earmark file-earmark-arrow-down
    file-earmark-arrow-up file-earmark-pdf file-earmark-spreadsheet file-earmark-text
    file-earmark-word filter flag folder fonts funnel gear geo-alt globe graph-up grid
    grid-3x3-gap grip-vertical hash hourglass-split house inbox info-circle journal-text key
    layers layout-three-columns link-45deg list list-check list-columns list-ul lock map moon
    mortarboard paperclip patch-check pencil pencil-square people person person-badge
    person-check person-circle person-lines-fill person-plus person-vcard person-x pin-angle
    play-circle plus-circle plus-lg printer qr-code question-circle save search send shield
    shield-check shield-exclamation shield-lock signpost-split slash-circle sliders sort-down
    sort-up speedometer2 star sun table telephone three-dots three-dots-vertical toggle-on
    translate trash trophy type unlock upload x-circle x-lg zoom-in
    """.split()
)


def package_file(name: str) -> Path:
    """The path of a file of a package; says what to do when the packages are not there."""
    path = NODE_MODULES / name
    if not path.is_file():
        raise ImproperlyConfigured(f"{path} is missing: run `make setup`, which fetches it.")
    return path


def font_paths() -> list[Path]:
    """The fonts to give to typst."""
    return [package_file(name) for name in FONTS]


def sprite_path() -> Path:
    """One SVG with a symbol for each of ``ICONS``; made on first use, and anew when it changes."""
    lock = package_file("bootstrap-icons/package.json").read_bytes()
    digest = hashlib.sha256(lock + " ".join(ICONS).encode()).hexdigest()[:12]
    path = NODE_MODULES / ".sprite" / f"icons-{digest}.svg"
    if not path.is_file():
        path.parent.mkdir(exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.tmp")
        symbols = "\n".join(map(_symbol, ICONS))
        draft.write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n')
        draft.replace(path)
    return path


def _symbol(icon: str) -> str:
    svg = package_file(f"bootstrap-icons/icons/{icon}.svg").read_text()
    inner = re.sub(r"\s*\n\s*", "", re.sub(r"^<svg[^>]*>|</svg>\s*$", "", svg.strip()))
    return f'<symbol id="{icon}" viewBox="0 0 16 16" fill="currentColor">{inner}</symbol>'


class PackageStorage(FileSystemStorage):
    """Reads the files named above, under the names they are served by; writes nothing."""

    prefix = ""

    def path(self, name: str) -> str:
        return str(sprite_path() if name == SPRITE else package_file(FILES[name]))


class PackageFinder(BaseFinder):
    """The static files that come from packages."""

    storage = PackageStorage(location=NODE_MODULES)

    def find(self, path: str, find_all: bool = False) -> Any:
        if path != SPRITE and path not in FILES:
            return []
        found = self.storage.path(path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, PackageStorage]]:
        for name in (*FILES, SPRITE):
            if not matches_patterns(name, list(ignore_patterns or [])):
                yield name, self.storage
