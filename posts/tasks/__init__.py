"""What the clock does for posts, and what takes longer than a page."""

from posts.tasks import chores, letters  # noqa: F401 they register themselves
