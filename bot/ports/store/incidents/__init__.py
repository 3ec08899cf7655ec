"""Incidents, their tickets, and whom they were told to."""
