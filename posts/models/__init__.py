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
from posts.models.checks import (
    CheckRound,
    PostCheck,
    Talk,
)
from posts.models.claims import (
    Claim,
    ClaimStep,
)
from posts.models.displays import (
    BoardLink,
    DisplayConsent,
)
from posts.models.evaluations import (
    Evaluation,
    EvaluationPart,
)
from posts.models.letters import (
    FeedbackLetter,
    FeedbackLine,
    ReceiptLink,
    number_of,
    period_in_words,
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
from posts.models.schemes import (
    EvaluationIndicator,
    EvaluationScheme,
    Grade,
)
from posts.models.votes import (
    Vote,
    VoteBatch,
    VoteSheet,
)

__all__ = [
    "Activity",
    "Agreement",
    "BoardLink",
    "CheckRound",
    "Claim",
    "ClaimStep",
    "DisplayConsent",
    "Evaluation",
    "EvaluationIndicator",
    "EvaluationPart",
    "EvaluationScheme",
    "FeedbackLetter",
    "FeedbackLine",
    "Grade",
    "Pledge",
    "PledgeNote",
    "Post",
    "PostCategory",
    "PostCheck",
    "ReceiptLink",
    "ServiceProof",
    "ServiceRecord",
    "SignUp",
    "Talk",
    "Vote",
    "VoteBatch",
    "VoteSheet",
    "number_of",
    "period_in_words",
]
