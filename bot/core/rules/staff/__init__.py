"""What concerns staff alone: the ticket that they are on, and what they are pinged for."""
