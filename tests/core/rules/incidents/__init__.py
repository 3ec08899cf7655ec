"""Rules of incidents."""
