"""Tags: words by which a desk sorts its tickets. Set by staff, or by the policy's rules from what a ticket is about."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.core.model.people import Identity, Staff
from bot.core.model.record import Author, Entry, EntryKind
from bot.core.model.tickets import Ticket
from bot.core.policy import TagRule, Tags
from bot.core.rules.change import DESK, Change, Refused
from bot.core.rules.staff_actions import acted, did
from bot.core.text.language_data import Languages
from bot.core.text.mail import named_in
from bot.core.text.surface import desk_

TAG_CHARS_MAX = 24
"""What still fits beside others on a card."""
LEFT = "left"
"""On tickets of a client who left the server that they wrote on: nothing reaches them until they are heard again."""
TAGS_MAX = 8
"""On one ticket: with more, none of them says anything."""
_TAG = re.compile(rf"[^\W_][\w-]{{0,{TAG_CHARS_MAX - 1}}}+")


def tag_of(word: str) -> str:
    """The tag that a word is, as it is stored; empty where a word can be none."""
    tag = word.strip().removeprefix("#").lower()
    return tag if _TAG.fullmatch(tag) else ""


def known(policy: Tags) -> tuple[str, ...]:
    """The tags that the policy names, in its order: its list, and what its rules set."""
    return tuple(dict.fromkeys(map(str.lower, (*policy.known, *(rule.tag for rule in policy.rules)))))


def change(
    ticket: Ticket, add: Sequence[str], remove: Sequence[str], by: Staff, policy: Tags, now: datetime
) -> Change | Refused:
    """Put tags on a ticket and take others off; anybody on the desk may, also once it is closed."""
    if not policy.grow and (strange := [tag for tag in add if tag not in known(policy)]):
        return Refused(
            desk_(
                "There is no tag {tags}. The policy has {known}.",
                tags=", ".join(strange),
                known=", ".join(known(policy)) or "none",
            )
        )
    if missing := [tag for tag in remove if tag not in ticket.tags]:
        return Refused(desk_("#{number} isn't tagged {tags}.", number=ticket.number, tags=", ".join(missing)))
    tags = tuple(sorted({*ticket.tags, *add} - set(remove)))
    if len(tags) > TAGS_MAX:
        return Refused(desk_("A ticket has {count} tags at most; take one off first.", count=TAGS_MAX))
    if tags == ticket.tags:
        return Refused(desk_("#{number} is tagged so already.", number=ticket.number))
    added, gone = sorted(set(tags) - set(ticket.tags)), sorted(set(ticket.tags) - set(tags))
    what = " ".join([*(f"+{tag}" for tag in added), *(f"-{tag}" for tag in gone)])
    after = replace(ticket, tags=tags, acted_at=acted(ticket, by, now))
    return Change(ticket, after, by.name, entries=(did(by, f"tags {what}", now),))


def articles_asked_for(policy: Tags) -> frozenset[str]:
    """The articles that some rule looks for."""
    return frozenset(slug for rule in policy.rules for slug in rule.articles)


def by_rule(
    policy: Tags, texts: Sequence[str], articles: Iterable[str], client: Identity | None, languages: Languages
) -> tuple[str, ...]:
    """The tags that rules set on a ticket: by the client's own words, articles that were found, and the tenant.

    Without a ``client`` tenants aren't looked at: words were added, and it comes from where it came from before.
    """
    found = frozenset(articles)
    return tuple(
        dict.fromkeys(rule.tag.lower() for rule in policy.rules if _applies(rule, texts, found, client, languages))
    )


def _applies(
    rule: TagRule, texts: Sequence[str], articles: frozenset[str], client: Identity | None, languages: Languages
) -> bool:
    tenant = f"{client.platform}:{client.tenant}" if client else ""
    if not articles.isdisjoint(rule.articles) or tenant in rule.tenants:
        return True
    return bool(rule.words) and bool(named_in(texts, rule.words, languages))


def tagged(ticket: Ticket, tags: Iterable[str]) -> Ticket:
    """A ticket with further tags, as many as there is room for."""
    more = [tag for tag in dict.fromkeys(tags) if tag not in ticket.tags][: max(TAGS_MAX - len(ticket.tags), 0)]
    return replace(ticket, tags=tuple(sorted((*ticket.tags, *more)))) if more else ticket


def left(ticket: Ticket, now: datetime) -> Change | None:
    """Its client left: the ticket waits, marked so. ``None`` where it is marked already, or closed."""
    after = tagged(ticket, (LEFT,))
    if after == ticket or not ticket.live:
        return None
    return Change(ticket, after, DESK, entries=noted(ticket, after, now))


def heard(ticket: Ticket) -> Ticket:
    """Its client wrote: whoever had left is there."""
    return replace(ticket, tags=tuple(tag for tag in ticket.tags if tag != LEFT)) if LEFT in ticket.tags else ticket


def noted(before: Ticket, after: Ticket, now: datetime) -> tuple[Entry, ...]:
    """What was tagged, or is no more, without anybody's doing, for the record; nothing where all stayed."""
    added, gone = sorted(set(after.tags) - set(before.tags)), sorted(set(before.tags) - set(after.tags))
    what = " ".join([*(f"+{tag}" for tag in added), *(f"-{tag}" for tag in gone)])
    return (Entry(EntryKind.ACT, Author.BOT, "", f"tags {what}", now),) if what else ()
