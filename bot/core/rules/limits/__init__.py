"""What is too much: how fast a person writes, and whom a lead blocked for a while."""
