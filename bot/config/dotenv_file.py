"""Settings as they are given: the file ``.env`` in the working directory, and the environment over it."""

import io
import os
import re
from collections.abc import Mapping

from bot.core.text.errors import Problem, SettingsInvalid

SETTINGS_FILE = ".env"
"""Read from the working directory; the environment wins."""
SETTINGS_CHARS_MAX, SETTINGS_LINE_CHARS_MAX = 20_000, 2_000
"""All settings there are fit ten times; the library that reads them takes time quadratic in a line's spaces."""

_LINE_END = re.compile(r"\r\n?|\n")
"""As that library has it: what else ends a line for Python is a space in a value."""


def _text_of_settings() -> str:
    """Empty where there is no such file. Raises UnicodeDecodeError and OSError."""
    if not os.path.isfile(SETTINGS_FILE):
        return ""
    with open(SETTINGS_FILE, encoding="utf-8") as file:
        return file.read(SETTINGS_CHARS_MAX + 1)


def written() -> Mapping[str, str]:
    """The file ``.env``, and the environment over it, as they are. Raises SettingsInvalid."""
    from dotenv import dotenv_values

    try:
        text = _text_of_settings()
    except UnicodeDecodeError:
        problem = Problem(SETTINGS_FILE, "holds bytes that aren't UTF-8", "save it with the encoding UTF-8")
        raise SettingsInvalid("settings", (problem,)) from None
    except OSError as error:
        reason = f"can't be read: {error.strerror}"
        raise SettingsInvalid("settings", (Problem(SETTINGS_FILE, reason, "let this user read it"),)) from None
    if len(text) > SETTINGS_CHARS_MAX or max(map(len, _LINE_END.split(text))) > SETTINGS_LINE_CHARS_MAX:
        reason = f"has more than {SETTINGS_CHARS_MAX:,} characters, or {SETTINGS_LINE_CHARS_MAX:,} in one line"
        raise SettingsInvalid(SETTINGS_FILE, (Problem(SETTINGS_FILE, reason, "keep nothing but settings in it"),))
    found = {name: value for name, value in dotenv_values(stream=io.StringIO(text)).items() if value is not None}
    return {**found, **os.environ}
