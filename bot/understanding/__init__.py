"""What people mean by words, read with what libraries know: times, zones, phone numbers; behind bot.ports.understanding."""
