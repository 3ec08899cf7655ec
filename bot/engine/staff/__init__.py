"""The staff's side: who is staff, and what their commands do."""
