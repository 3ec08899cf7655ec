"""The workers over a real database."""
