"""What the operator does to a database."""
