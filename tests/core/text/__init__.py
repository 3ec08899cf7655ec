"""Text as data."""
