"""Questions to a desk's history, on every database."""
