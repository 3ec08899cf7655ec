"""What was looked at before a platform is served, and whether it is well."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that was looked at; it never says a token."""

    well: bool
    says: str
