"""``demo``: a small busy desk, and a conversation to read."""
