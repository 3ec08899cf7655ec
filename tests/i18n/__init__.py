"""Localizing, and the catalogues."""
