"""What people mean by words: times, zones and phone numbers, with what libraries know of them."""
