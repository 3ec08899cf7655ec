"""A question as typed, repaired and read against an index."""
