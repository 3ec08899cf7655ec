"""What both databases need of SQL: portable expressions, prepared statements, row ids."""
