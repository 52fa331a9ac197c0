"""The posts of party members, who claims them, the kinds of post there are, and what the units of
those members are told."""

from posts.models.categories import PostCategory
from posts.models.claims import Claim, ClaimStep
from posts.models.letters import (
    FeedbackLetter,
    FeedbackLine,
    ReceiptLink,
    number_of,
    period_in_words,
)
from posts.models.posts import Post

__all__ = [
    "Claim",
    "ClaimStep",
    "FeedbackLetter",
    "FeedbackLine",
    "Post",
    "PostCategory",
    "ReceiptLink",
    "number_of",
    "period_in_words",
]
