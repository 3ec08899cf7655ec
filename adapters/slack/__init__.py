"""Slack as a platform: clients in direct messages, threads and App Home, staff by commands and on a board."""

PLATFORM = "slack"
"""The tenant is the team (workspace) that the app is installed in."""
