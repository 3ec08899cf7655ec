"""The product: conversation engine, desk and everything they need."""

DISTRIBUTION = "frontdoor-desk"
"""The name under which this is installed. On PyPI ``frontdoor`` is a stranger's package; the command is ours."""
