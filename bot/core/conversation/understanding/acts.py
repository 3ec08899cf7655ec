"""The acts of speech that are told apart; each is a key of ``bot/locale/<language>/acts.toml``."""

from enum import StrEnum


class Act(StrEnum):
    """What a clause does, or asks about. What it comes to, the context decides: see the stages."""

    # Answers
    YES = "yes"
    WEAK_YES = "weak_yes"
    """It agrees, or only shows that it was read: "ok", "fine". Affirms nothing that ends or costs something."""
    NO = "no"
    WORKS = "works"
    BROKEN = "broken"
    AGAIN = "again"
    WAIT = "wait"
    UNSURE = "unsure"
    NONE = "none"
    SKIP = "skip"
    ACCEPT = "accept"
    REFUSE = "refuse"
    TAKE = "take"
    FITS = "fits"
    """One of what is shown sounds right."""
    CANNOT = "cannot"
    LEAVE = "leave"
    NUDGE = "nudge"
    WHICH = "which"
    TO_STAFF = "to_staff"
    """It asks about what staff did or wrote: "which mailbox did you reset?"."""
    # Courtesy and feeling
    THANKS = "thanks"
    GREET = "greet"
    ANGER = "anger"
    # Requests
    CLOSE = "close"
    FORGET = "forget"
    NEWS = "news"
    STATUS = "status"
    RECORD = "record"
    PERSON = "person"
    PHONE = "phone"
    NO_PHONE = "no_phone"
    CALL_OFF = "calloff"
    MOVE_CALL = "movecall"
    TICKET = "ticket"
    REPHRASE = "rephrase"
    LANGUAGE = "language"
    # Urgency
    NORMAL = "normal"
    HIGH = "high"
    OUTAGE = "outage"
    URGENCY = "urgency"
    """It speaks of how urgent it is: what follows is about that field, whichever is asked for."""
    # What the policy knows
    HOURS = "hours"
    HOLIDAYS = "holidays"
    PRICE = "price"
    TERMS = "terms"
    RESPONSE_TIMES = "response_times"
    BOT = "bot"
    REACH = "reach"
    PRIVACY = "privacy"
    RENAME = "rename"
    FILES = "files"
    CALL = "call"
    ZONE = "zone"
    ABILITIES = "abilities"
    FIELD = "field"
    """It asks about the form or one of its fields."""
    # How something is said
    QUESTION = "question"
    """How a question begins, or reads, without its mark."""
    NEW = "new"
    """What follows is about something else."""
    FACT = "fact"
    """What follows adds to what was said."""
    IF = "if"
    NOT = "not"
    """Words that say no to what stands beside them."""
    IDIOM = "idiom"
    """Words that say neither yes nor no, though they hold one: "no problem"."""
    BUT = "but"
    """What follows is against what was said before."""
    IRONY = "irony"
    """It means the opposite of what its words say: "yeah right", "thanks for nothing"."""
    HEDGED = "hedged"
    """It holds in part, for a while or perhaps: "only on my phone", "until noon", "they say"."""
    FULLY = "fully"
    """It adds nothing to what stands before it: "works perfectly now"."""
    # Which of several
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    LAST = "last"


TOPICS = (
    Act.HOLIDAYS, Act.HOURS, Act.PRICE, Act.TERMS, Act.RESPONSE_TIMES, Act.BOT, Act.PRIVACY, Act.RENAME, Act.FILES,
    Act.REACH, Act.ABILITIES,
)  # fmt: skip
"""What is answered from the policy, wherever it is asked; of several, in this order."""

ORDINALS = (Act.FIRST, Act.SECOND, Act.THIRD, Act.FOURTH)
