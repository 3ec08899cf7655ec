"""``db`` and ``migrate``."""
