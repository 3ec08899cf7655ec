"""The billing notice as one reader reads it: the exact words that are stored with the client's answer."""

from bot.core.client_view.billing import notice
from bot.core.policy import Policy
from bot.core.rules.billing import Terms
from bot.i18n import Reader, plain


def notice_words(terms: Terms, software: str, policy: Policy, reader: Reader) -> str:
    """The whole notice as text, one message a line."""
    return "\n".join(plain(msg, reader) for msg in notice(terms, software, policy, reader.lang))
