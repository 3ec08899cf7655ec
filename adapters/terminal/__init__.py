"""The terminal as a platform: a client chats, or staff work at the desk, line by line."""
