"""What this room tells higher ones, within the transaction of the act."""

from django.dispatch import Signal

# A party member serves no longer at a community (``None``: anywhere), from a day on:
# (member, community, on, reason, by). The member is locked.
stopped_serving = Signal()
