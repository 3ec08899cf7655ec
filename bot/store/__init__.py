"""The only SQL: tables, the store on SQLite, and the migrations."""
