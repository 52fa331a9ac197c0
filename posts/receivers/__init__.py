"""What this room answers when a lower one asks or tells."""

from posts.receivers import checks, claims, evaluations  # noqa: F401 they register themselves
