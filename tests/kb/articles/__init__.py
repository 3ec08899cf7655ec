"""Article files."""
