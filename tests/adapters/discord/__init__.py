"""Discord: the pure layer by itself, and stories on a desk that is connected to a simulated Discord."""
