"""Tell an outage of a platform or database from a bug of ours, and describe it in one line without secrets."""

from bot.core.text.errors import NotSaved

_LIBRARY = "aiohttp"
"""All of its errors are about a connection."""
_BY_NAME = frozenset({"ConnectionClosed", "GatewayNotFound", "DiscordServerError", "WebSocketClosure"})
"""Errors of Discord's library that are none of the requests' own."""
SERVERS_OWN = 500
"""HTTP statuses from here on are a server's failure."""


TO_DO = "look after the network, the name service and the proxy, if there is one, and try again"
"""What whoever runs the desk can do about a platform that doesn't answer."""


class Away(Exception):
    """A platform can't be reached now. Its text is for whoever runs the desk, and holds no secret."""


def is_away(error: BaseException) -> bool:
    """Whether the other side or the network failed: where that was noticed says nothing."""
    if isinstance(error, Away | NotSaved | OSError | EOFError):
        return True
    kinds = {(kind.__module__.partition(".")[0], kind.__name__) for kind in type(error).__mro__}
    if any(module == _LIBRARY or (module == "discord" and name in _BY_NAME) for module, name in kinds):
        return True
    status = getattr(error, "status", 0)
    return isinstance(status, int) and status >= SERVERS_OWN


def in_a_line(error: BaseException) -> str:
    """What kind of error it was, and what the system says of it: never the rest, which may hold a secret."""
    said = str(error) if isinstance(error, Away | NotSaved) else getattr(error, "strerror", None) or ""
    kind = type(error).__name__
    return f"{kind}: {' '.join(said.split())}" if said else kind
