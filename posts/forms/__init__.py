"""Forms about posts and claims."""
