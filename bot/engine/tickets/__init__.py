"""What happens to a ticket, whoever it comes from: changes, cards, appointments, files, edits."""
