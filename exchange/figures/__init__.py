"""How many needs, and which wait too long: each figure with its rows."""

from exchange.figures.needs import PATIENCE, unanswered_for_long

__all__ = ["PATIENCE", "unanswered_for_long"]
