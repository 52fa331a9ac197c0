"""The pages of this room: the door, one's own account, the second factor, everybody's accounts."""
