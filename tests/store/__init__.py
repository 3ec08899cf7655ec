"""The store's contract, on every database that the product supports, and what is SQLite's own."""
