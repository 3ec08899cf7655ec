"""How a ticket pauses and ends by itself."""
