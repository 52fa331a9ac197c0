"""The pages about posts and claims."""
