"""What the operator does to a database: check, back up, restore, move, export, erase."""
