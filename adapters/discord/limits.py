"""Discord's limits, each with its source; a page of discord.com/developers/docs unless another is named.

Discord's server counts code points (discord/discord-api-docs, issue 1315), its apps count UTF-16
units. We count the latter, which are never fewer: what fits here fits wherever it is counted.
"""

import re

CONTENT_CHARS_MAX = 2000
"""A message's content: resources/message, "Create Message"."""
EMBEDS_MAX = 10
"""Embeds of a message: resources/message, "Create Message"."""
EMBEDS_CHARS_MAX = 6000
"""Titles, descriptions, fields, footers and authors of all embeds of a message: resources/message, "Embed Limits"."""
EMBED_TITLE_CHARS_MAX = 256
"""resources/message, "Embed Limits"."""
EMBED_DESCRIPTION_CHARS_MAX = 4096
"""resources/message, "Embed Limits"."""
URL_CHARS_MAX = 2000
"""A link, an embed's among them. Discord refuses beyond 2048 (no page says so); room is left for its own encoding."""
FILES_MAX = 10
"""Files of a message; no page says so, the error is "Must be 10 or fewer in length" (BASE_TYPE_MAX_LENGTH)."""

ROWS_MAX = 5
"""Action rows of a message: components/reference, "Legacy Message Component Behavior"."""
ROW_BUTTONS_MAX = 5
"""Buttons of a row: components/reference, "Action Row"."""
BUTTON_LABEL_CHARS_MAX = 80
"""components/reference, "Button"."""
CUSTOM_ID_CHARS_MAX = 100
"""components/reference, "Custom ID"; two alike in one message are refused."""
OPTIONS_MAX = 25
"""Options of a select: components/reference, "String Select"."""
OPTION_LABEL_CHARS_MAX = 100
"""components/reference, "String Select Option"."""
OPTION_VALUE_CHARS_MAX = 100
"""components/reference, "String Select Option"; two alike in one select are refused."""
PLACEHOLDER_CHARS_MAX = 150
"""What stands on a select: components/reference, "String Select"."""

LAYOUT_CHARS_MAX = 4000
"""Characters of all text displays of a message of components: components/reference, "Text Display"."""
LAYOUT_COMPONENTS_MAX = 40
"""Components of such a message, those inside others counted: components/reference, "Component Nesting Limits"."""
FLAG_REFUSED = 50035
"""Invalid form body: what an edit without components meets where a message is one of components, for good."""

MODAL_INPUTS_MAX = 5
"""Components of a modal: interactions/receiving-and-responding, "Modal"."""
MODAL_TITLE_CHARS_MAX = 45
"""interactions/receiving-and-responding, "Modal"."""
LABEL_CHARS_MAX = 45
"""The label of a modal's input: components/reference, "Label"."""
HINT_CHARS_MAX = 100
"""A label's description: components/reference, "Label"."""
INPUT_CHARS_MAX = 4000
"""A text input's value: components/reference, "Text Input"."""

SUGGESTIONS_MAX = 25
"""Choices of an autocomplete: interactions/application-commands, "Autocomplete". discord.py doesn't check it."""
SUGGESTION_CHARS_MAX = 100
"""A suggested choice's name and its value: interactions/application-commands, "Option Choice"."""
THREAD_NAME_CHARS_MAX = 100
"""resources/channel, "Start Thread"."""
NONCE_CHARS_MAX = 25
"""resources/message, "Create Message"."""


_OF_TWO_UNITS = re.compile(r"[\U00010000-\U0010ffff]")
"""Counted rather than encoded: the encoder takes time quadratic in halves of surrogate pairs."""


def size(text: str) -> int:
    """How long a text is for Discord, in UTF-16 units; "👩" is two."""
    return len(text) if text.isascii() else len(text) + len(_OF_TWO_UNITS.findall(text))


def cut(text: str, chars_max: int) -> str:
    """A text that fits, with an ellipsis where it was cut."""
    if size(text) <= chars_max:
        return text
    kept = text[: chars_max - 1]
    while size(kept) > chars_max - 1:
        kept = kept[: min(len(kept) - 1, len(kept) - (size(kept) - chars_max + 1) // 2)]
    return kept + "…"
