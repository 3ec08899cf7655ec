"""A folder of files from elsewhere, or one file: listed and read, and never what a link leads out to."""

import os
from collections.abc import Iterator
from pathlib import Path

from kb.articles.files import leads_out
from kb.importing.page import Left, sound

BYTES_MAX = 2_000_000
"""A larger page is no article."""
EXPORT_BYTES_MAX = 200_000_000
"""A larger export would need more memory than a small machine has; it can be split."""
FILES_MAX = 200_000
"""More files are no help centre."""
LED_OUT = "a symbolic link out of the folder: what lies elsewhere isn't taken over"
_PASSED = frozenset(("node_modules", "__pycache__", "_site", "_layouts", "_sass", "bower_components", "vendor"))
_HIDDEN_READ = frozenset((".gitbook",))


class Unreadable(Exception):
    """A file can't be read as text: why, and whether it should have been."""

    def __init__(self, reason: str, broken: bool = True) -> None:
        super().__init__(reason)
        self.reason, self.broken = reason, broken


class Folder:
    """The files below a folder, by their paths with slashes."""

    def __init__(self, path: Path) -> None:
        self.single = path.is_file()
        self.root = path.parent if self.single else path
        self.name = path.name if self.single else path.resolve().name
        self.led_out: list[Left] = []
        self.files = (path.name,) if self.single else tuple(self._listed())
        self._known = frozenset(self.files)

    def _listed(self) -> Iterator[str]:
        count = 0
        for where, folders, names in os.walk(self.root):
            folders[:] = sorted(
                name for name in folders if (not name.startswith(".") and name not in _PASSED) or name in _HIDDEN_READ
            )
            inside = os.path.relpath(where, self.root).replace(os.sep, "/")
            inside = "" if inside == "." else f"{inside}/"
            for name in folders:
                if os.path.islink(os.path.join(where, name)) and leads_out(os.path.join(where, name), self.root):
                    self.led_out.append(Left(f"{inside}{name}", LED_OUT))
            for name in sorted(names):
                if name.startswith(".") and not inside.startswith(".gitbook"):
                    continue
                if os.path.islink(os.path.join(where, name)) and leads_out(os.path.join(where, name), self.root):
                    self.led_out.append(Left(f"{inside}{name}", LED_OUT))
                    continue
                count += 1
                if count > FILES_MAX:
                    return
                yield f"{inside}{name}"

    def __contains__(self, file: object) -> bool:
        return file in self._known

    def path(self, file: str) -> Path:
        """Where a file really is."""
        return self.root / file

    def text(self, file: str, most: int = BYTES_MAX) -> str:
        """What stands in a file. Raises Unreadable."""
        path = self.path(file)
        try:
            if not path.is_file():
                raise Unreadable("no ordinary file")
            if path.stat().st_size > most:
                raise Unreadable(f"larger than {most:,} bytes")
            raw = path.read_bytes()
        except OSError as error:
            raise Unreadable(f"can't be read: {error.strerror}") from None
        return sound(decoded(raw))

    def settings(self, *names: str) -> str:
        """The text of the first of these files that is there and can be read; empty for none."""
        for name in names:
            if name in self:
                try:
                    return self.text(name)
                except Unreadable:
                    return ""
        return ""


def decoded(raw: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what an HTML page says of itself. Raises Unreadable."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) and len(raw) > 2:
        try:
            return raw.decode("utf-16").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise Unreadable("not UTF-8 text") from None
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        head = raw[:2000].lower()
        for name in ("windows-1252", "iso-8859-1", "iso-8859-15", "latin1"):
            if b"charset=" + name.encode() in head.replace(b'"', b"").replace(b"'", b""):
                return raw.decode("cp1252" if name != "iso-8859-15" else name, errors="replace").replace("\r\n", "\n")
        line = raw[: error.start].count(b"\n") + 1
        raise Unreadable(f"not UTF-8 text (line {line})") from None
