"""What staff read and write."""
