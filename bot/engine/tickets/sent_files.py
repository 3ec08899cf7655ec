"""Files that go out by reference: what the outbox names is made, or fetched, when it is sent.

So the outbox holds no copy of what people wrote, and a file that is erased meanwhile goes nowhere.
"""

from dataclasses import replace

from bot.core.text.surface import Fetched, KeptFile, LocalizedBlock, LocalizedReply, LocalizedTranscript
from bot.engine.tickets import transcripts
from bot.engine.transaction import Transaction
from bot.i18n import Reader
from bot.pages.form import Form


def filled(tx: Transaction, shown: LocalizedReply) -> LocalizedReply:
    """A reply with the content of its files."""
    return replace(shown, blocks=tuple(_filled(tx, block) for block in shown.blocks))


def _filled(tx: Transaction, block: LocalizedBlock) -> LocalizedBlock:
    match block:
        case LocalizedTranscript(number, lang, zone):
            ticket = tx.unit.ticket(number)
            if ticket is None:
                return block
            content = transcripts.made(tx, ticket, Reader(lang, zone, tx.now), Form.HTML)
            return Fetched(block.name, Form.HTML.media, content)
        case KeptFile(name, media, digest):
            found = tx.unit.content(digest)
            return block if found is None else Fetched(name, media, found)
        case _:
            return block
