"""What ``frontdoor db`` does beside migrations: check, backup, export and erase."""

from bot.store.backup import backup
from bot.store.check import check, verify
from bot.store.erase import erase
from bot.store.person import Who, export

__all__ = ["Who", "backup", "check", "erase", "export", "verify"]
