"""What this room answers when a lower one asks or tells."""

from core import hooks
from posts.receivers import agreements, claims, records  # noqa: F401 they register themselves
from posts.reorganisation import POSTS

hooks.reorganisation.register("posts", POSTS)
