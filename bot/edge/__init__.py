"""What every adapter needs of the house, and of itself: shared, so that the adapters stay thin."""
