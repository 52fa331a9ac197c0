"""The filter bars of this room's lists."""
