"""Text as data: surfaces, words as typed, languages, choices' tokens, errors."""
