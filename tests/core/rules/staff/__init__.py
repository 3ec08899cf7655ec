"""What concerns staff alone."""
