"""Everything that changes rows of this room: one module per aggregate."""
