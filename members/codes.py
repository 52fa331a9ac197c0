"""The codes of invitations: made up, read out, typed on a phone."""

import secrets

from core.identifiers import normalise

# Capitals and digits that nobody takes for one another on paper: without 0 O, 1 I L, 5 S, 2 Z, 8 B.
ALPHABET = "ACDEFGHJKMNPQRTUVWXY34679"
# Twelve of 25 characters: 55 bits, far more than guesses at the door could ever find.
LENGTH = 12
GROUP = 4


def new_code() -> str:
    """A random code in its normal form."""
    return "".join(secrets.choice(ALPHABET) for _n in range(LENGTH))


def spaced(code: str) -> str:
    """As it stands on the slip: groups of four."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def normalised(typed: str) -> str:
    """A code as it is kept, however it was typed; empty for what cannot be one."""
    code = "".join(c for c in normalise(typed).upper() if c.isascii() and c.isalnum())
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else ""
