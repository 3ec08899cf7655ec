"""What ``frontdoor db`` does beside migrations: check, backup, restore, export and erase."""

from bot.store.admin.backup import backup
from bot.store.admin.check import check, held_against, verify
from bot.store.admin.erase import erase
from bot.store.admin.heads import keep_head
from bot.store.admin.person import OPERATOR, Who, export, hand_out
from bot.store.admin.quotes import quoted
from bot.store.admin.restore import restore

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
