"""What every adapter needs."""
