"""Tables, seals and migrations."""
