"""The forms of this room: one module per aggregate."""
