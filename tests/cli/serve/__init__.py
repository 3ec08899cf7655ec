"""``serve``, ``chat`` and ``desk``."""
