"""What ``frontdoor db`` does beside migrations: check, backup, restore, export and erase."""

from bot.store.backup import backup
from bot.store.check import check, verify
from bot.store.erase import erase
from bot.store.person import Who, export
from bot.store.restore import restore

__all__ = ["Who", "backup", "check", "erase", "export", "restore", "verify"]
