"""What this room answers when a lower one asks or tells."""

from core import hooks
from posts.receivers import (  # noqa: F401 they register themselves
    agreements,
    checks,
    claims,
    evaluations,
    letters,
    own,
    records,
)
from posts.reorganisation import POSTS

hooks.reorganisation.register("posts", POSTS)
