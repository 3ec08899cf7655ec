"""A policy looked at: its contradictions, its year ahead, its differences, its support page."""
