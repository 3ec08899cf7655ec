"""What is wrong with where transcripts go."""

from collections.abc import Iterator

from bot.core.model.platform_user import channel_of
from bot.core.policy import Transcripts
from bot.core.text.errors import Problem

SHAPE = 'such as "slack:T024BE7LD:C0LOG" or "discord::145607444398080001"'


def check_transcripts(transcripts: Transcripts) -> Iterator[Problem]:
    """Channels that can't be, or that are listed twice."""
    for place, written in enumerate(transcripts.log, 1):
        if channel_of(written) is None:
            yield Problem(f"transcripts.log.{place}", f'"{written}" is no channel', SHAPE)
        elif written in transcripts.log[: place - 1]:
            yield Problem(f"transcripts.log.{place}", f'"{written}" is listed before', "leave one of them out")
