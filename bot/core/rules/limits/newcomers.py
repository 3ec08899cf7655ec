"""From when on whoever is new on a platform is heard: accounts that were made for a flood are of today."""

from datetime import datetime, timedelta


def welcome_from(born: datetime | None, days_min: int, now: datetime) -> datetime | None:
    """When an account is old enough; ``None``: it is by now, or nobody knows since when there is one."""
    if born is None or not days_min:
        return None
    old_enough = born + timedelta(days=days_min)
    return old_enough if old_enough > now else None
