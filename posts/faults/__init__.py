"""What must always hold between the rows of this room, whatever happened to them."""

from posts.faults import (  # noqa: F401 they register themselves
    agreements,
    claims,
    posts,
    records,
)
