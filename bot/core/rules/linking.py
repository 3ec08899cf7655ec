"""Several identities of one person: the code that links two, and what an account keeps when they join or part.

A code is derived from its row's id with a secret of the desk, at the moment when it is sent: what is stored of it
(a digest, a talk, a message on its way) doesn't tell it.
"""

from dataclasses import dataclass, replace
from hmac import digest as hmac

from bot.core.model.people import Account, Identity
from bot.core.rules.limits.blocks import longer

CODE_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ"
CODE_DIGITS = "23456789"
"""Eight signs that can't be mistaken for each other, the last a digit; some 10¹¹ codes, a few tries each hour."""
CODE_SIGNS = CODE_LETTERS + CODE_DIGITS
CODE_CHARS = 8
HIDDEN = "••••-••••"
"""Stands for a code in whatever is stored."""


def code(secret: bytes, row: int) -> str:
    """The code of a row, as it is typed without its hyphen."""
    left = int.from_bytes(hmac(secret, f"link code {row}".encode(), "sha256"))
    signs = ""
    for _place in range(CODE_CHARS - 1):
        left, sign = divmod(left, len(CODE_SIGNS))
        signs += CODE_SIGNS[sign]
    return signs + CODE_DIGITS[left % len(CODE_DIGITS)]


def spelt(code: str) -> str:
    """A code as it is shown."""
    return f"{code[:4]}-{code[4:]}"


def digest(secret: bytes, code: str) -> str:
    """The digest that a code is stored and found by."""
    return hmac(secret, f"digest of {code}".encode(), "sha256").hex()


@dataclass(frozen=True, slots=True)
class Side:
    """One of two that are to be linked, or the one that is to leave: an identity, with what belongs to it."""

    identity: Identity
    name: str = ""
    """The account's."""
    numbers: tuple[int, ...] = ()
    """Tickets that are open, or were closed lately."""


@dataclass(frozen=True, slots=True)
class Link:
    """What would be linked to what."""

    here: Side
    there: Side
    verified_lost: bool = False
    """Staff checked who one of them is, and not the other."""
    card_lost: bool = False
    """One of them has a card on file, and not the other."""


def merged(kept: Account, other: Account | None) -> Account:
    """One account out of two; an identity that never filed has none, which counts as one that nothing is known of.

    Whoever gets hold of a code must not become verified by it, nor run up a bill on somebody else's card.
    """
    if other is None:
        return replace(kept, verified_by="", card=False)
    return replace(
        kept,
        name=kept.name or other.name,
        email=kept.email or other.email,
        customer=kept.customer or other.customer,
        phone=kept.phone or other.phone,
        verified_by=kept.verified_by if other.verified_by else "",
        card=kept.card and other.card,
        block=longer(kept.block, other.block),
    )


def parted(account: Account, fresh: Account, founder_leaves: bool) -> tuple[Account, Account]:
    """What stays of an account, and the fresh one of the identity that leaves.

    What is known of a person (name, address, number, that staff checked them, a card) goes with whom the account began
    with; whoever was linked to it later begins anew. A block stays with both: nobody parts to be rid of it.
    """
    if not founder_leaves:
        return account, replace(fresh, block=account.block)
    nobody = Account(account.id, "", account.created_at, block=account.block)
    return nobody, replace(account, id=fresh.id, created_at=fresh.created_at)
