"""The conversation, step by step."""
