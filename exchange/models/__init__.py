"""What committees, communities and units need."""

from exchange.models.needs import Need

__all__ = ["Need"]
