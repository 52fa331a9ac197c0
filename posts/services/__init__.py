"""Everything that changes a post, a claim or a kind of post: lock, require, write, record."""
