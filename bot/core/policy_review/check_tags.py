"""What is wrong with a policy's tags: words that can be none, rules that set nothing or never apply."""

from collections.abc import Iterator

from bot.core.policy import TagRule, Tags
from bot.core.rules.staff.tags import TAG_CHARS_MAX, known, tag_of
from bot.core.text.errors import Problem

SHAPE = f"letters, figures and -, without spaces, {TAG_CHARS_MAX} at most"


def check_tags(tags: Tags) -> Iterator[Problem]:
    """Everything that can't be, by its place in the file."""
    seen = set[str]()
    for place, tag in enumerate(tags.known, 1):
        where = f"tags.known.{place}"
        if not tag_of(tag) or tag.startswith("#"):
            yield Problem(where, f'"{tag}" can be no tag', SHAPE)
        elif tag.lower() in seen:
            yield Problem(where, f'"{tag}" is listed before', "leave one of them out")
        seen.add(tag.lower())
    for place, rule in enumerate(tags.rules, 1):
        yield from _rule(rule, f"tags.rules.{place}")
    if not tags.grow and not known(tags):
        yield Problem("tags.grow", "is false, and no tags are known: there can be none", "name some, or let them grow")


def _rule(rule: TagRule, where: str) -> Iterator[Problem]:
    if not tag_of(rule.tag) or rule.tag.startswith("#"):
        yield Problem(f"{where}.tag", f'"{rule.tag}" can be no tag', SHAPE)
    if not (rule.words or rule.articles or rule.tenants):
        yield Problem(where, "never applies", "name words, articles or tenants")
    for place, word in enumerate(rule.words, 1):
        if not word.strip():
            yield Problem(f"{where}.words.{place}", "is empty", "leave it out")
    for place, tenant in enumerate(rule.tenants, 1):
        platform, colon, _name = tenant.partition(":")
        if not (platform and colon):
            yield Problem(f"{where}.tenants.{place}", f'"{tenant}" is no tenant', 'such as "slack:T024BE7LD"')
