"""The only SQL: tables, the store on SQLite and PostgreSQL, and the migrations."""

from bot.store.open import SqlStore, open_store

__all__ = ["SqlStore", "open_store"]
