"""Figures from history."""
