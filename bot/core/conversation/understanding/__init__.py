"""What a client means: acts of speech, clause by clause, from each language's data."""
