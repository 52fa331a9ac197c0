"""What must always hold between the rows of this room, whatever happened to them."""

from exchange.faults import needs  # noqa: F401 it registers itself
