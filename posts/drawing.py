"""Which posts a round of checks looks at: drawn by the system, so that nobody chooses them.

Anybody can repeat it with pencil and any SHA-256: write each claim's number behind the round's seed
and a colon (``3f…:815``), take the digests, sort by them, and take the first ones. As many are
taken as the share asks for, rounded up, but at least one. Whoever was drawn in the round before
comes only after everybody else.
"""

import hashlib
import secrets
from collections.abc import Collection, Iterable


def new_seed() -> str:
    """128 bits that nobody knows before the draw."""
    return secrets.token_hex(16)


def how_many(candidates: int, percent: int) -> int:
    """The share of so many candidates, rounded up; at least one, if there is anybody."""
    return min(candidates, max(1, -(-candidates * percent // 100)))


def draw(
    seed: str, candidates: Iterable[int], percent: int, drawn_before: Collection[int] = ()
) -> list[int]:
    """The numbers of those who are looked at, in the order of the draw."""
    everybody = set(candidates)

    def place(number: int) -> tuple[bool, str]:
        digest = hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()
        return number in drawn_before, digest

    return sorted(everybody, key=place)[: how_many(len(everybody), percent)]
