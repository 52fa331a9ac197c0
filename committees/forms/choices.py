"""The committee as a choice among too many for a list."""

from typing import Any
from urllib.parse import urlencode

from core.forms import Autocomplete


class CommitteeChoice(Autocomplete):
    """Found by code or name while typing; ``asked`` narrows what the server offers."""

    def __init__(self, **asked: str) -> None:
        super().__init__("committees:autocomplete", by=("code", "name"))
        self.asked = asked

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if self.asked:
            context["widget"]["attrs"]["data-url"] += f"?{urlencode(self.asked)}"
        return context
