"""This room in the back office: the same scopes, rules and services as on the pages."""

from posts.admin import categories, checks, claims, evaluations, posts  # noqa: F401 they register themselves
