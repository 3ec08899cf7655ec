"""Article files: found, read, checked; the shipped ones, a folder for each language."""
