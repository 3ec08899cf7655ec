"""One module for each stage or family of stages: what is said or chosen there, and where it leads."""
