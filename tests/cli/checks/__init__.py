"""``doctor`` and the platforms' checks."""
