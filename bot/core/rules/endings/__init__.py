"""How a ticket pauses and ends by itself: put to rest until a day, closed once its client stays silent."""
