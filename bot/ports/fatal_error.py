"""A connection that can't work until somebody changes a setting: it isn't tried again."""


class FatalConnectionError(Exception):
    """Its text is for whoever runs the desk, and holds no secret."""
