"""What this room answers when a lower one asks or tells."""

from core import hooks
from exchange.receivers import needs  # noqa: F401 it registers itself
from exchange.reorganisation import NEEDS

hooks.reorganisation.register("needs", NEEDS)
