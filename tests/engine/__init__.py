"""What the engine does beside conversations."""
