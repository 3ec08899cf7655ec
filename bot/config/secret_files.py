"""Settings that stand in files: ``SLACK_BOT_TOKEN_FILE`` names the file that holds ``SLACK_BOT_TOKEN``.

That is how orchestrators hand out secrets: neither the environment nor a list of processes shows them.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.core.text.errors import Problem, SettingsInvalid

SUFFIX = "_FILE"
CHARS_MAX = 64 * 1024
"""A longer file is something else than a setting; some devices never end."""


def resolved(environment: Mapping[str, str], prefixes: Sequence[str]) -> Mapping[str, str]:
    """The environment with the content of every file that a setting with one of the ``prefixes`` names.

    Others, such as a program's ``SSL_CERT_FILE``, stay what they are. Raises SettingsInvalid with
    everything that is wrong, and never with what a file holds.
    """
    found, problems = dict(environment), list[Problem]()
    for name in environment:
        setting = name.removesuffix(SUFFIX)
        if setting == name or not name.startswith(tuple(prefixes)) or not environment[name].strip():
            continue
        held = _held(name, environment[name].strip())
        if environment.get(setting, "").strip():
            problems.append(Problem(name, f"{setting} is set, too", "only one of the two"))
        elif isinstance(held, Problem):
            problems.append(held)
        else:
            found[setting] = held
    if problems:
        raise SettingsInvalid("environment", tuple(problems))
    return found


def _held(name: str, path: str) -> str | Problem:
    """What stands in a file, without the line's end that editors add; or what is wrong with it."""
    try:
        with Path(path).open(encoding="utf-8") as file:
            held = file.read(CHARS_MAX + 1).strip()
    except FileNotFoundError:
        return Problem(name, f"there is no file {path}")
    except PermissionError:
        return Problem(name, f"{path} may not be read", "its reader is the user that runs this process")
    except (OSError, ValueError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else "holds bytes that aren't UTF-8"
        return Problem(name, f"{path}: {said}")
    if not held:
        return Problem(name, f"{path} is empty")
    if len(held) > CHARS_MAX or len(held.splitlines()) > 1:
        return Problem(name, f"{path} holds more than one line")
    return held
