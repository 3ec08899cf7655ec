"""Replies as Slack's messages, blocks and modals."""
