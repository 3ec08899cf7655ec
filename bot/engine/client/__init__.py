"""The client's side: one turn, and what its commands do."""
