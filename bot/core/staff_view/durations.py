"""How long something takes, in words that fit a list."""

from datetime import timedelta

MINUTE = timedelta(minutes=1)


def duration(span: timedelta) -> str:
    """Hours and minutes, such as "2 h 10 min"; seconds aren't told."""
    hours, minutes = divmod(span // MINUTE, 60)
    parts = (f"{hours} h" if hours else "", f"{minutes} min" if minutes else "")
    return " ".join(filter(None, parts)) or "under a minute"
