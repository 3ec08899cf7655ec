"""The platforms: each turns payloads into events and replies into the platform's own words."""
