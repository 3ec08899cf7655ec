"""The store on a SQLite file: one thread writes, any thread reads."""
