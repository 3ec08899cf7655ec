"""The nouns: people, tickets, the record, promises, appointments, articles, files, messages to send."""
