"""For whoever keeps the articles: checks, evaluation, gaps, imports."""
