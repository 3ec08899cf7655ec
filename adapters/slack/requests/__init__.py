"""Slack's requests: where they come in, their signature and shape."""
