"""The forms of needs."""
