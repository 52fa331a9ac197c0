"""What this room answers when a lower one asks or tells."""

from exchange.receivers import needs  # noqa: F401 it registers itself
