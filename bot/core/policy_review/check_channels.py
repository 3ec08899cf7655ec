"""What is wrong with a policy's customer channels: names that can be none, and channels that are listed twice."""

from collections.abc import Iterator

from bot.core.policy import CustomerChannel
from bot.core.text.errors import Problem


def check_channels(channels: tuple[CustomerChannel, ...]) -> Iterator[Problem]:
    """Everything that can't be, by its place in the file."""
    seen = set[str]()
    for place, each in enumerate(channels, 1):
        where = f"customer_channels.{place}.channel"
        platform, colon, id = each.channel.partition(":")
        if not (platform and colon and id) or any(sign.isspace() for sign in each.channel):
            yield Problem(where, f'"{each.channel}" is no channel', 'such as "slack:C0123456789"')
        elif each.channel in seen:
            yield Problem(where, f'"{each.channel}" is listed before', "leave one of them out")
        seen.add(each.channel)
