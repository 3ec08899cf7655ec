"""The terminal: a client chats, or staff work, line by line."""
