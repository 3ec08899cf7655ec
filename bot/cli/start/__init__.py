"""``init``: a desk of one's own, from a few answers to the files that it needs."""
