"""The schema's history, oldest first, run by Alembic."""
