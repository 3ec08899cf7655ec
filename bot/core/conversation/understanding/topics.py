"""What words are about: mail, a website, an invoice … enough to tell two tickets apart."""

from functools import lru_cache

from bot.core.text.language_data import Languages
from bot.core.text.words import plain

SUBJECTS = ("mail", "web", "domain", "certificate", "database", "files", "invoice")
"""What tickets of a host are about; each is a key of ``[topics]`` in ``bot/locale/<language>/acts.toml``."""

BILLING_TOPIC = "invoice"
"""The one that has to do with none of the others."""

WHOLE_WORD_LETTERS_MAX = 2
"""So short a beginning is a whole word: "mx"."""


@lru_cache(maxsize=512)
def topics_of(text: str, languages: Languages) -> frozenset[str]:
    """The topics whose words stand in a text, in whichever language."""
    words = plain(text).replace("-", " ").split()
    return frozenset(
        topic
        for language in languages.by_code.values()
        for topic, begun in language.topics.items()
        if any(_begins(word, begun) for word in words)
    )


def _begins(word: str, begun: frozenset[str]) -> bool:
    return any(word == each or (len(each) > WHOLE_WORD_LETTERS_MAX and word.startswith(each)) for each in begun)
