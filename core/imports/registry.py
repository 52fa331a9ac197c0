"""What can be imported, by name: each room registers its own in ``apps.ready``."""

from typing import TYPE_CHECKING, Any

from core.verdicts import Verdict

if TYPE_CHECKING:
    from core.imports.engine import Importer

IMPORTS: dict[str, type["Importer"]] = {}


def register(importer: type["Importer"]) -> type["Importer"]:
    """Used as a decorator on an importer's class."""
    IMPORTS[importer.name] = importer
    return importer


def importer_for(name: str) -> type["Importer"]:
    """Raises ``LookupError`` for a name that nobody registered."""
    return IMPORTS[name]


def open_to(by: Any) -> dict[str, Verdict]:
    """Each import with the answer whether this person may use it somewhere."""
    return {name: importer.may_start(by) for name, importer in IMPORTS.items()}
