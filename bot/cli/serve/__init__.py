"""``serve``, ``chat`` and ``desk``: the desk at work."""
