"""``db`` and ``migrate``: the database as a whole, and one person's part in it."""
