"""Discord as a platform: clients in direct messages and threads, staff by commands and in a staff channel."""

PLATFORM = "discord"
"""User ids hold everywhere on Discord, so an identity's tenant is empty."""
