"""The desk's tickets, promises, slots, bills and staff, from the operator's side."""
