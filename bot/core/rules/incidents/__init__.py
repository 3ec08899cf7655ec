"""One fault that many report: when tickets are proposed as one, and what becomes of an incident."""
