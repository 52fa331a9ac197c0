"""The posts of party members, who claims them, what they do there, and the kinds of post."""

from posts.models.activities import Activity, SignUp
from posts.models.categories import PostCategory
from posts.models.claims import Claim, ClaimStep
from posts.models.posts import Post
from posts.models.proofs import ProofTry, ServiceProof
from posts.models.records import ServiceRecord

__all__ = [
    "Activity",
    "Claim",
    "ClaimStep",
    "Post",
    "PostCategory",
    "ProofTry",
    "ServiceProof",
    "ServiceRecord",
    "SignUp",
]
