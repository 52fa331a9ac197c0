"""The lists of posts and claims, and the small tables on their pages."""
