"""The posts of party members, who claims them, and the kinds of post there are."""

from posts.models.activities import (
    Activity,
    SignUp,
)
from posts.models.agreements import (
    Agreement,
)
from posts.models.categories import (
    PostCategory,
)
from posts.models.claims import (
    Claim,
    ClaimStep,
)
from posts.models.displays import (
    BoardLink,
    DisplayConsent,
)
from posts.models.pledges import (
    Pledge,
    PledgeNote,
)
from posts.models.posts import (
    Post,
)
from posts.models.proofs import (
    ServiceProof,
)
from posts.models.records import (
    ServiceRecord,
)

__all__ = [
    "Activity",
    "Agreement",
    "BoardLink",
    "Claim",
    "ClaimStep",
    "DisplayConsent",
    "Pledge",
    "PledgeNote",
    "Post",
    "PostCategory",
    "ServiceProof",
    "ServiceRecord",
    "SignUp",
]
