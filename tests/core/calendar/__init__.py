"""Calendars, slots, and times as people write them."""
