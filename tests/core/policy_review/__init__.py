"""A policy looked at."""
