"""What goes out to Slack as JSON."""

import json
from typing import Any


def to_json(value: Any) -> str:
    """A value as JSON that can be sent: half a pair of surrogates, which a payload can bring, becomes "?"."""
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
