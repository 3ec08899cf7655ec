"""Meanings."""
