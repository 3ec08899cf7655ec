"""``policy``: what the firm promises, checked, shown and compared."""
