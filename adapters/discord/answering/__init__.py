"""What is said behind an interaction that was answered already."""
