"""For whoever keeps the articles."""
