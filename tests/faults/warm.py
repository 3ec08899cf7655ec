"""Imported by the process that others are forked from: it has opened a desk once, so that they only open theirs.

What is read then stays the same for every desk (languages, the policy that is shipped, expressions); nothing of the
desk itself is left, and no thread.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from bot.bootstrap import open_desk
from bot.config.settings import Settings

with TemporaryDirectory() as _folder, open_desk(Settings(data=Path(_folder), search="lexical")) as _desk:
    _desk.prepare()
