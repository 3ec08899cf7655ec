"""``policy``."""
