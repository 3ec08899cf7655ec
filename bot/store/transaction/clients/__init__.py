"""Clients in a transaction: accounts, conversations and the inbox, link codes."""
