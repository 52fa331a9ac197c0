"""The posts of party members, who claims them, and the kinds of post there are."""

from posts.models.categories import PostCategory
from posts.models.checks import CheckRound, PostCheck, Talk
from posts.models.claims import Claim, ClaimStep
from posts.models.posts import Post

__all__ = ["CheckRound", "Claim", "ClaimStep", "Post", "PostCategory", "PostCheck", "Talk"]
