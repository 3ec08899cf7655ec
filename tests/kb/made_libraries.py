"""Help centres of a made-up site builder, of any size, with questions in clients' words: the same each time.

An article is about doing something to a thing in some circumstances; so each looks like many others, as the articles of
a large library do. Clients call things and deeds by other names. Near misses are what an article that isn't there
would have answered; what nobody answers is in the hosting questions' own off-topic rows.
"""

import random
from itertools import cycle, islice, product
from typing import NamedTuple

from bot.core.model.knowledge import Article
from kb.articles.loader import Library
from kb.authoring.evaluate import Labelled
from tests.kb.pages import article, library

THINGS = {
    "booking calendar": "appointment calendar",
    "photo gallery": "picture gallery",
    "shopping cart": "basket",
    "contact form": "enquiry form",
    "newsletter": "mailing",
    "price list": "list of prices",
    "blog post": "blog entry",
    "page header": "top bar",
    "page footer": "bottom bar",
    "menu bar": "navigation",
    "cookie banner": "cookie notice",
    "product page": "item page",
    "gift voucher": "gift card",
    "discount code": "coupon",
    "delivery zone": "shipping area",
    "tax rate": "vat rate",
    "return label": "sticker for returns",
    "stock counter": "inventory",
    "member area": "login area",
    "event ticket": "entry ticket",
    "opening hours": "business hours",
    "store locator": "map of shops",
    "video player": "film box",
    "slideshow": "slider",
    "search box": "site search",
    "comment section": "comments",
    "review stars": "ratings",
    "pop-up window": "popup",
    "chat bubble": "live chat",
    "social links": "facebook buttons",
    "favicon": "tab icon",
    "logo": "brand mark",
    "colour theme": "palette",
    "typeface": "font",
    "background image": "wallpaper",
    "password page": "locked page",
    "landing page": "campaign page",
    "error page": "404 page",
    "site map": "overview of pages",
    "visitor counter": "visit statistics",
    "survey": "poll",
    "quiz": "test questions",
    "download button": "file link",
    "donation button": "give button",
    "subscription plan": "membership plan",
    "invoice template": "bill layout",
    "order confirmation": "receipt mail",
    "waiting list": "queue",
    "table plan": "seating chart",
    "recipe card": "recipe box",
}
"""Things, as titles call them, and as clients do."""

DEEDS = {
    "Add a": "put in a",
    "Remove the": "get rid of the",
    "Move the": "shift the",
    "Copy the": "duplicate the",
    "Rename the": "give another name to the",
    "Hide the": "make invisible the",
    "Share the": "send somebody the",
    "Translate the": "have in french the",
    "Print the": "get on paper the",
    "Export the": "save as a file the",
    "Import a": "bring over a",
    "Schedule the": "set a date for the",
    "Restore the": "bring back the",
    "Resize the": "make bigger the",
    "Lock the": "protect the",
    "Embed the": "show elsewhere the",
    "Test the": "try out the",
    "Sort the": "put in order the",
    "Archive the": "put away the",
    "Connect the": "link up the",
}

WHEN = {
    "": "",
    "on a phone": "with my mobile",
    "for several shops": "in all our stores",
    "before the launch": "before we go live",
    "without a designer": "on my own",
    "after an update": "since the new version",
}

_OPENINGS = (
    "how do i {} {} {}",
    "i want to {} {} {}",
    "can you tell me how to {} {} {}",
    "{} {} {}",
    "need to {} {} {} please",
)
_STEPS = (
    "Open the editor and choose the {thing} on the left.",
    "A click on the {thing} shows what can be done with it.",
    "Choose {deed} and wait until the mark turns green.",
    "Visitors see the {thing} as it is now once you publish the page.",
    "If the button is grey, somebody else is working on the {thing}.",
    "Your plan says how many of them there may be.",
    "What was there before is kept for thirty days.",
)
KEYWORDS = 0.5
"""How often whoever wrote the article noted what clients call the thing."""

CLIENTS_WORDS = 0.3
"""How often a client has another word for a thing, or for what is done to it."""


class Made(NamedTuple):
    """A library and its questions."""

    library: Library
    answered: tuple[Labelled, ...]
    near: tuple[Labelled, ...]


def made(size: int, questions: int = 200) -> Made:
    """A library of so many articles."""
    rng = random.Random(size)
    matters = list(product(THINGS, DEEDS, WHEN))
    rng.shuffle(matters)
    inside = matters[:size]
    known = {thing for thing, _, _ in inside}
    missing = [matter for matter in matters[size:] if matter[0] in known]
    return Made(
        library(*(_article(matter, rng) for matter in inside)),
        tuple(Labelled(_asked(matter, rng), frozenset({_slug(matter)})) for matter in islice(cycle(inside), questions)),
        tuple(Labelled(_asked(matter, rng), frozenset()) for matter in missing[:questions]),
    )


def _slug(matter: tuple[str, str, str]) -> str:
    thing, deed, when = matter
    return "-".join(f"{deed} {thing} {when}".lower().split())


def _article(matter: tuple[str, str, str], rng: random.Random) -> Article:
    thing, deed, when = matter
    steps = [step.format(thing=thing, deed=deed.split()[0]) for step in rng.sample(_STEPS, 4)]
    first, *others = steps
    procedure = "\n".join(f"1. {step}" for step in others[:2])
    text = f"{first}\n\n## {deed.split()[0]} it {when}\n\n{procedure}\n\n## What comes after\n\n{others[2]}"
    keywords = (THINGS[thing],) if rng.random() < KEYWORDS else ()
    return article(_slug(matter), f"{deed} {thing} {when}".strip(), text, *keywords)


def _asked(matter: tuple[str, str, str], rng: random.Random) -> str:
    """In the client's words."""
    thing, deed, when = (
        names[name] if rng.random() < CLIENTS_WORDS else name
        for name, names in zip(matter, (THINGS, DEEDS, WHEN), strict=True)
    )
    return " ".join(rng.choice(_OPENINGS).format(deed.lower(), thing, when).split())
