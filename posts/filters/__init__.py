"""How the lists of posts and claims are narrowed."""
