"""Words, one language at a time: stems, stop words, synonyms, misspellings."""
