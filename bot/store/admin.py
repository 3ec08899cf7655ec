"""What ``frontdoor db`` does beside migrations: check, backup, restore, export and erase."""

from bot.store.backup import backup
from bot.store.check import check, held_against, verify
from bot.store.erase import erase
from bot.store.heads import keep_head
from bot.store.person import Who, export
from bot.store.restore import restore

__all__ = ["Who", "backup", "check", "erase", "export", "held_against", "keep_head", "restore", "verify"]
