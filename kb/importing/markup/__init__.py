"""Markdown of other makers, read."""
