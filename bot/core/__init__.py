"""Pure: the standard library only, no I/O, no clock. What may happen, and what is said of it."""
