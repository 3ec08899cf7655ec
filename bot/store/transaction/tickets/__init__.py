"""Tickets in a transaction: rows and line, record, files, promises, bills, appointments."""
