"""Replies as Discord's messages, embeds, components and modals."""
