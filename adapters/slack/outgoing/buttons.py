"""Messages as this Slack takes them: with feedback buttons, or with ordinary ones where it refuses those."""

import logging
from typing import Any

from adapters.slack.api import Api, Done, Outcome, Refused
from adapters.slack.drawing.render import Message, has_feedback_buttons, with_ordinary_buttons

NOT_TAKEN = frozenset({"invalid_blocks", "invalid_blocks_format"})
"""Blocks that Slack refuses: docs.slack.dev/reference/methods/chat.postMessage. It doesn't say which block it means."""

log = logging.getLogger(__name__)


async def put(api: Api, method: str, message: Message, **where: Any) -> Outcome:
    """Post or edit a message; with ordinary buttons where feedback buttons are refused, from then on at once."""
    if not has_feedback_buttons(message):
        return await api.call(method, **where, **message.body())
    plain = with_ordinary_buttons(message)
    if api.refuses_feedback_buttons:
        return await api.call(method, **where, **plain.body())
    outcome = await api.call(method, **where, **message.body())
    if not (isinstance(outcome, Refused) and outcome.reason in NOT_TAKEN):
        return outcome
    outcome = await api.call(method, **where, **plain.body())
    api.refuses_feedback_buttons = isinstance(outcome, Done)
    if api.refuses_feedback_buttons:
        log.info("Slack takes no feedback buttons here: ordinary ones are shown instead")
    return outcome


async def respond(api: Api, url: str, message: Message, **how: Any) -> bool:
    """Answer at a response_url, in the same way; whether it was taken. Why it wasn't, Slack doesn't say there."""
    plain = with_ordinary_buttons(message)
    if not api.refuses_feedback_buttons and await api.respond(url, {**how, **message.body()}):
        return True
    return (api.refuses_feedback_buttons or plain != message) and await api.respond(url, {**how, **plain.body()})
