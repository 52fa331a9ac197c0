"""How the lists of this room are narrowed."""
