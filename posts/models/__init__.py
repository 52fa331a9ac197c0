"""The posts of party members, who claims them, and the kinds of post there are."""

from posts.models.categories import PostCategory
from posts.models.checks import CheckRound, PostCheck, Talk
from posts.models.claims import Claim, ClaimStep
from posts.models.evaluations import Evaluation, EvaluationPart
from posts.models.posts import Post
from posts.models.schemes import EvaluationIndicator, EvaluationScheme, Grade
from posts.models.votes import Vote, VoteBatch, VoteSheet

__all__ = [
    "CheckRound",
    "Claim",
    "ClaimStep",
    "Evaluation",
    "EvaluationIndicator",
    "EvaluationPart",
    "EvaluationScheme",
    "Grade",
    "Post",
    "PostCategory",
    "PostCheck",
    "Talk",
    "Vote",
    "VoteBatch",
    "VoteSheet",
]
