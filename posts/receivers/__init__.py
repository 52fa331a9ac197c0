"""What this room answers when a lower one asks or tells."""

from posts.receivers import claims  # noqa: F401 it registers itself
