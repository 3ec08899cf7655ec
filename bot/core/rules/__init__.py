"""What may happen to a ticket, an appointment or a bill, by whom and until when. One rule, one function."""
