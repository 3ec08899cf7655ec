"""Business hours, phone hours, slots, special days, and times as people write them."""
