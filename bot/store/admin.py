"""What ``frontdoor db`` does beside migrations: check, backup, restore, export and erase."""

from bot.store.backup import backup
from bot.store.check import check, held_against, verify
from bot.store.erase import erase
from bot.store.heads import keep_head
from bot.store.person import OPERATOR, Who, export, hand_out
from bot.store.quotes import quoted
from bot.store.restore import restore

__all__ = [
    "OPERATOR",
    "Who",
    "backup",
    "check",
    "erase",
    "export",
    "hand_out",
    "held_against",
    "keep_head",
    "quoted",
    "restore",
    "verify",
]
