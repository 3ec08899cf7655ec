"""Figures from history: statistics, the promise report, the estimate learned from it."""
