"""What makers of sites put beside their pages, read."""
