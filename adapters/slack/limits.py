"""Slack's limits, each with its source; docs.slack.dev unless another is named."""

BLOCKS_MAX = 50
"""Blocks of a message: reference/block-kit/blocks. The SDK doesn't check it."""
VIEW_BLOCKS_MAX = 100
"""Blocks of a modal or of App Home: reference/block-kit/blocks."""
MESSAGE_CHARS_MAX = 12_000
"""All text of a message's blocks. Slack refuses at 13,200 (``msg_blocks_too_long``); room is left for labels."""
MARKDOWN_CHARS_MAX = 12_000
"""All ``markdown`` blocks of a message together: reference/block-kit/blocks/markdown-block."""
SECTION_CHARS_MAX = 3000
"""Text of a section: reference/block-kit/blocks/section-block. Longer text is cut into pieces of this size."""
FALLBACK_CHARS_MAX = 4000
"""The ``text`` beside blocks, for notifications: reference/methods/chat.postMessage recommends no more."""
ACTION_ELEMENTS_MAX = 25
"""Elements of an actions block: reference/block-kit/blocks/actions-block."""
CONTEXT_ACTIONS_MAX = 5
"""Elements of a context_actions block, which only messages take: reference/block-kit/blocks/context-actions-block."""
FEEDBACK_TEXT_CHARS_MAX = 75
"""What stands on one of the two feedback buttons: reference/block-kit/block-elements/feedback-buttons-element."""
FEEDBACK_VALUE_CHARS_MAX = 2000
"""The value of one of them (the same page); our tokens have 95 characters at most."""
BUTTON_TEXT_CHARS_MAX = 75
"""reference/block-kit/block-elements/button-element."""
BUTTON_VALUE_CHARS_MAX = 2000
"""reference/block-kit/block-elements/button-element."""
OPTIONS_MAX = 100
"""Options of a select: reference/block-kit/block-elements/select-menu-element."""
OPTION_TEXT_CHARS_MAX = 75
"""reference/block-kit/composition-objects/option-object."""
OPTION_VALUE_CHARS_MAX = 150
"""reference/block-kit/composition-objects/option-object."""
PLACEHOLDER_CHARS_MAX = 150
"""A select's placeholder: reference/block-kit/block-elements/select-menu-element."""
TABLES_MAX = 1
"""Tables of a message (``only_one_table_allowed``): reference/block-kit/blocks/table-block."""
TABLE_ROWS_MAX = 100
"""Rows of a table, its head among them: reference/block-kit/blocks/table-block."""
TABLE_CHARS_MAX = 10_000
"""All cells of a table together: reference/block-kit/blocks/table-block."""
URL_CHARS_MAX = 2000
"""A link's address, which is well below what one block's text takes; longer ones stay words."""
INPUT_CHARS_MAX = 3000
"""A text field's longest value: reference/block-kit/block-elements/plain-text-input-element."""
LABEL_CHARS_MAX = 2000
"""An input's label, and its hint: reference/block-kit/blocks/input-block."""
TITLE_CHARS_MAX = 24
"""A modal's title and its submit button: reference/views/modal-views."""
METADATA_CHARS_MAX = 3000
"""A modal's private_metadata: reference/views/modal-views."""
ID_CHARS_MAX = 255
"""action_id, block_id and callback_id: reference/block-kit."""
APP_NAME_CHARS_MAX = 35
"""An app's name: reference/app-manifest, as are all limits of the manifest's texts."""
APP_DESCRIPTION_CHARS_MAX = 140
BOT_NAME_CHARS_MAX = 80
SHORTCUT_NAME_CHARS_MAX = 24
SHORTCUT_DESCRIPTION_CHARS_MAX = 150
COMMAND_DESCRIPTION_CHARS_MAX = 2000
USAGE_HINT_CHARS_MAX = 1000
PROMPTS_MAX = 4
"""Suggested prompts of the agent panel: reference/methods/assistant.threads.setSuggestedPrompts."""
PROMPT_CHARS_MAX = 60
"""What a prompt's button shows of its title on a phone: measured by eye, Slack names no limit."""
PANEL_TITLE_CHARS_MAX = 80
"""What the panel's history shows of a thread's title; Slack names no limit."""
BODY_BYTES_MAX = 1024 * 1024
"""A request from Slack; messages are 40,000 characters at most, and come back at most twice in an event."""
SIGNATURE_SECONDS = 300
"""How old a signed request may be: authentication/verifying-requests-from-slack."""
CHANNEL_SECONDS = 1.0
"""One message a second in a channel: apis/web-api/rate-limits."""
CHANNEL_BURST = 4
"""So many at once are taken as a burst ("short bursts are allowed", the same page)."""


def cut(text: str, chars_max: int) -> str:
    """A text that fits, with an ellipsis where it was cut."""
    return text if len(text) <= chars_max else text[: chars_max - 1] + "…"
