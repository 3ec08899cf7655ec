"""Replies: held and taken back, corrected once they are sent, and saved ones with their fields."""
