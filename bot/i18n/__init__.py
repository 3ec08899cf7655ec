"""Languages: messages are put into the reader's, and what clients type in theirs is loaded."""

from bot.i18n.messages import (
    DOMAIN,
    Reader,
    catalogue,
    city_of,
    is_zone,
    localize,
    moment,
    ordinal,
    plain,
    runs,
    sentence,
    zone_name,
)
from bot.i18n.phrases import SOURCE_LANGUAGE, languages

__all__ = [
    "DOMAIN", "SOURCE_LANGUAGE", "Reader", "catalogue", "city_of", "is_zone", "languages", "localize", "moment",
    "ordinal", "plain", "runs", "sentence", "zone_name",
]  # fmt: skip
