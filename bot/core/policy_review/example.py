"""What in a policy is still the example's: its name, and links into domains that belong to nobody."""

import re
from collections.abc import Iterator

from bot.core.policy import Policy
from bot.core.text.errors import Problem

NAME = "Harbour Hosting"
"""The firm of the shipped policy; it doesn't exist."""

_NOBODYS = re.compile(
    r"https?://(?:[^/?#:@\s]{1,253}\.)?(?:example(?:\.(?:com|net|org))?|test|invalid)(?=[/?#:]|$)", re.IGNORECASE
)
"""RFC 2606's domains, for documents alone: whoever follows such a link arrives nowhere."""


def still_examples(policy: Policy) -> Iterator[Problem]:
    """Each setting that clients would read and that is nobody's."""
    if policy.firm.name == NAME:
        yield Problem("firm.name", f"{NAME} is the example's name", "write your firm's")
    for where, url in _links(policy):
        if _NOBODYS.match(url):
            yield Problem(where, f"leads to {url}, the example's, where nobody is", "write your own, or leave it out")


def _links(policy: Policy) -> Iterator[tuple[str, str]]:
    firm = policy.firm
    yield "firm.article_url", firm.article_url
    if isinstance(firm.terms_url, str):
        yield "firm.terms_url", firm.terms_url
    else:
        yield from ((f"firm.terms_url.{lang}", url) for lang, url in firm.terms_url.items())
    yield "rates.card_url", policy.rates.card_url
