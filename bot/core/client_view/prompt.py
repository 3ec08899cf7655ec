"""Every stage in words: what is shown, and what can be done next, from stored state and fresh facts.

After a crash, or a click on an old button, the prompt is simply computed again and is right for now.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never

from bot.core.client_view import appointments, billing, incidents, linking, pushed
from bot.core.client_view.notices import notice
from bot.core.client_view.ticket_form import DROP, form
from bot.core.client_view.ticket_status import filed, next_steps, status
from bot.core.conversation import ticket_form
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.state import (
    RESTING,
    Adding,
    AssigningText,
    Cancelling,
    ClarifyingOwner,
    ConfirmingBump,
    ConfirmingCallOff,
    ConfirmingClose,
    ConfirmingDuplicate,
    ConfirmingReopen,
    ConfirmingTerms,
    Drafting,
    Filed,
    GivingNumber,
    Idle,
    KnownIncident,
    Linking,
    NoArticleFound,
    Parting,
    Picking,
    Reading,
    Say,
    Scheduling,
    Solved,
    Suggested,
    Talk,
)
from bot.core.conversation.transitions import MISSES_MAX
from bot.core.conversation.understanding.acts import Act
from bot.core.model.knowledge import Article, Hit, address_of
from bot.core.model.people import Identity
from bot.core.rules.client_actions import fair_to_ask
from bot.core.text.reply_parts import Part
from bot.core.text.surface import (
    Block,
    Card,
    Choice,
    Choices,
    Doc,
    Form,
    Moment,
    Msg,
    Ordinal,
    Passing,
    Quantity,
    Quote,
    Reply,
    Text,
    _,
    n_,
)

_LINK = re.compile(r"\]\(([A-Za-z0-9._-]+)\.md(#[^\s()]*+)?(?=[\s)])")
"""Articles name each other by file, perhaps with a heading; readers need the address."""

_LINKED_WORDS = re.compile(
    r"\[([^\[\]]{1,300})\]\([A-Za-z0-9._-]{1,130}\.md(?:#[^\s()]{0,200})?(?:[ \t][^()\n]{0,200})?\)"
)
"""The same with the words of the link, for a desk whose articles aren't on the web."""

ABOUT_TICKETS_MAX = 3
"""With more open tickets the list would hide the articles."""

RECORD_ENTRIES = 12
"""So many entries of a record are shown at once; earlier ones by a choice."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What the engine must load for a prompt, beside the facts of every turn."""

    article: str = ""
    """A slug."""
    records: tuple[tuple[int, int], ...] = ()
    """(ticket, entries before this seq; 0 for the latest)."""
    weigh: bool = False
    """Where a bump would leave the tickets."""
    lately: bool = False
    """What the desk learned of its own answers."""
    link: int = 0
    """The row of a link code, for what it would link to what; 0 for none."""
    leaving: Identity | None = None
    """Whose tickets would go with them."""
    calendar: bool = False
    """The business calendar, for opening hours."""
    incident: int = 0
    """The incident that the client is told of; 0 for none."""
    slots_for: int = 0
    """The ticket that free phone slots are picked for; 0 when none are."""


_OF_THE_CALENDAR = frozenset({Act.HOURS.value, Act.HOLIDAYS.value})


def needs(talk: Talk) -> Needs:
    """What this talk's prompt shows that isn't among the facts of every turn."""
    return Needs(
        article=talk.stage.slug if isinstance(talk.stage, Reading) else "",
        records=tuple((n.number, n.places[0]) for n in talk.notices if n.say is Say.RECORD),
        weigh=isinstance(talk.stage, ConfirmingBump),
        lately=isinstance(talk.stage, Filed) or any(n.say in {Say.STATUS, Say.FILED} for n in talk.notices),
        link=talk.over.row if isinstance(talk.over, Linking) else 0,
        leaving=talk.over.chosen if isinstance(talk.over, Parting) else None,
        calendar=(isinstance(talk.stage, Filed) and not talk.notices)
        or any(n.say is Say.TOPIC and n.text in _OF_THE_CALENDAR for n in talk.notices),
        incident=talk.stage.number if isinstance(talk.stage, KnownIncident) else 0,
        slots_for=talk.stage.number if isinstance(talk.stage, Scheduling) else 0,
    )


def prompt(talk: Talk, facts: Facts) -> Reply:
    """What the client sees now."""
    ordered = sorted(talk.notices, key=lambda said: said.say is Say.BACK)
    told = tuple(notice(n, facts) for n in ordered)
    blocks = _once(tuple(block for part in told for block in part.blocks))
    extra = _fitting(tuple(choice for part in told for choice in part.choices), talk)
    over = linking.asked(talk, facts) or pushed.asked(talk, facts)
    if over is not None:
        before = tuple(block for block in blocks if block not in over.blocks)
        return _surface((*before, *over.blocks), _distinct((*over.choices, *extra)))
    if blocks and isinstance(talk.stage, RESTING):
        stands = _at_rest(facts) if any(said.say is Say.STALE for said in talk.notices) else Part(())
        also = (*_elsewhere(talk, facts), *extra, *stands.choices, *_just_filed(talk, facts))
        return _surface((*blocks, *stands.blocks), _distinct(also))
    staged = _stage(talk, facts, brief=talk.again and bool(blocks))
    if isinstance(staged, Form):
        return Form((*blocks, *staged.blocks), staged.title, staged.fields, staged.current,
                    (*staged.options, *extra))  # fmt: skip
    return _surface((*blocks, *staged.blocks), _distinct((*staged.choices, *extra)))


def _at_rest(facts: Facts) -> Part:
    """Where things stand while nothing is under way: the tickets that are open, or what to do without any."""
    seen = facts.live[:ABOUT_TICKETS_MAX]
    if not seen:
        return Part((_("What can I help you with?"),))
    numbers = tuple(each.ticket.number for each in seen)
    shown = tuple(Choice(_("Show #{number}", number=number), f"@show.{number}") for number in numbers)
    stands = tuple(line for each in seen for line in status(each, facts))
    return Part(stands, next_steps(seen[0]) if len(seen) == 1 else shown)


def _elsewhere(talk: Talk, facts: Facts) -> tuple[Choice, ...]:
    """The way out for words that were put onto a ticket without asking."""
    put = talk.placed
    put_there = {Say.ADDED, Say.COMMENTED}
    added = put is not None and any(said.say in put_there and said.number == put.number for said in talk.notices)
    return (Choice(_("It's something else"), f"@else.{put.number}"),) if put is not None and added else ()


def _about(talk: Talk, facts: Facts) -> tuple[Choice, ...]:
    """The way onto a ticket for words that were taken for a question."""
    live = [seen.ticket.number for seen in facts.live if seen.ticket.number not in talk.declined]
    if not talk.lines or len(live) > ABOUT_TICKETS_MAX:
        return ()
    return tuple(Choice(_("It's about #{number}", number=number), f"@about.{number}") for number in live)


def _once(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Without a sentence that stood there already: two notices may say the same."""
    return tuple(b for at, b in enumerate(blocks) if not isinstance(b, Msg | Passing) or b not in blocks[:at])


def _fitting(choices: tuple[Choice, ...], talk: Talk) -> tuple[Choice, ...]:
    """With several tickets on the screen, only what names its ticket can be chosen."""
    numbers = [said.number for said in talk.notices if said.say is Say.STATUS]
    if len(numbers) < 2:
        return choices
    return tuple(Choice(_("Show #{number}", number=number), f"@show.{number}") for number in numbers)


def _just_filed(talk: Talk, facts: Facts) -> tuple[Choice, ...]:
    """What can be done about a ticket whose filing is said beside something else."""
    if all(said.say is not Say.FILED for said in talk.notices):
        return ()
    return tuple(
        choice for seen in facts.live if Filed(seen.ticket.number) == talk.stage for choice in next_steps(seen)
    )


def _surface(blocks: tuple[Block, ...], choices: tuple[Choice, ...]) -> Reply:
    return Choices(blocks, choices) if choices else Text(blocks)


def _distinct(choices: tuple[Choice, ...]) -> tuple[Choice, ...]:
    return tuple({choice.action: choice for choice in choices}.values())


def _stage(talk: Talk, facts: Facts, brief: bool) -> Part | Form:
    stage = talk.stage
    match stage:
        case Idle():
            return _idle(talk, facts)
        case Suggested(hits, opened):
            part = _suggested_again(hits, opened) if brief else _suggested(hits, opened, facts)
            return Part(part.blocks, (*part.choices, *_about(talk, facts)))
        case Reading():
            return _reading(facts, brief)
        case NoArticleFound(read_some):
            part = _nothing_again() if brief else _nothing(read_some, talk.misses)
            return Part(part.blocks, (*part.choices, *_about(talk, facts)))
        case Solved():
            return Part((_("Glad it did. I'm here whenever you need me."),))
        case AssigningText():
            return _joining(stage, facts)
        case Drafting():
            return form(stage, brief)
        case ConfirmingDuplicate(_draft, numbers, many=True):
            return _many(numbers, facts)
        case ConfirmingDuplicate(_draft, numbers):
            return _twins(numbers, facts)
        case Filed(number):
            return _filed(number, facts)
        case ConfirmingBump(number):
            return _nudging_again(number, facts) if brief else _nudging(number, facts)
        case Cancelling(number):
            return _cancelling(number, facts)
        case ConfirmingClose(number):
            return _closing(number, facts)
        case ConfirmingReopen(number):
            return _reopening(number, facts)
        case ConfirmingCallOff(number):
            return _calling_off(number, facts)
        case Adding(number):
            return Part((_("What should I add to **#{number}**? Your place in line stays.", number=number),), (DROP,))
        case Picking(verb, numbers):
            return _picking(verb, numbers, facts)
        case ClarifyingOwner():
            return _with_drop(billing.whose(stage))
        case KnownIncident():
            part = incidents.known(stage, facts, brief)
            return part if stage.draft else Part(part.blocks, (*part.choices, *_about(talk, facts)))
        case ConfirmingTerms():
            return _with_drop(billing.agreeing_again(stage, facts) if brief else billing.agreeing(stage, facts))
        case Scheduling():
            again = brief and all(said.say not in {Say.CHOOSE, Say.NO_CALL} for said in talk.notices)
            return appointments.scheduling_again(stage, facts) if again else appointments.scheduling(stage, facts)
        case GivingNumber():
            return appointments.number(stage, facts)
        case _:
            assert_never(stage)


def _with_drop(part: Part) -> Part:
    return Part(part.blocks, (*part.choices, DROP))


def _idle(talk: Talk, facts: Facts) -> Part:
    if talk.revision == 0:
        return Part(
            (
                _("Hello! I'm the front door of {firm} support.", firm=facts.policy.firm.name),
                _(
                    "Tell me in your own words what's wrong. I look for an answer first; if there is none,"
                    " I open a ticket, and a person answers every ticket."
                ),
            )
        )
    return Part((_("What can I help you with?"),))


# ── Rung 1: articles ───────────────────────────────────────────────────────────────────


def _suggested(hits: tuple[Hit, ...], opened: tuple[str, ...], facts: Facts) -> Part:
    left = [(number, hit) for number, hit in enumerate(hits) if hit.slug not in opened]
    lead = _lead(left, opened, facts)
    cards = tuple(_cards(left, facts))
    asked = Passing(_("Does this help? Choose one to read it in full, or say it another way."))
    return Part((lead, *cards, asked), (Choice(_("None of these"), "none"),))


def _suggested_again(hits: tuple[Hit, ...], opened: tuple[str, ...]) -> Part:
    """The same in one line: the articles stand further up."""
    left = tuple(
        Choice(_("Read “{title}”", title=hit.title), f"read.{n}")
        for n, hit in enumerate(hits)
        if hit.slug not in opened
    )
    return Part((_("Does one of these articles help?"),), (*left, Choice(_("None of these"), "none")))


def _cards(left: Sequence[tuple[int, Hit]], facts: Facts) -> Iterator[Block]:
    """The articles; under the sentence that they answer, where a message asks for several things."""
    several = _several(left)
    for about in dict.fromkeys(hit.about for _number, hit in left if several) or ("",):
        if several:
            yield Quote(about)
        for number, hit in left:
            if not several or hit.about == about:
                yield Card(hit.title, hit.extract, address_of(hit, facts.policy.firm.article_url), f"read.{number}")


def _several(left: Sequence[tuple[int, Hit]]) -> bool:
    return len({hit.about for _number, hit in left}) > 1


def _lead(left: Sequence[tuple[int, Hit]], opened: tuple[str, ...], facts: Facts) -> Msg:
    """How sure we are that the first one answers."""
    if opened:
        return n_("There is one more that may help:", "There are {count} more that may help:", len(left))
    if _several(left):
        return _("I found something for each of your questions:")
    if left[0][1].confidence < facts.policy.knowledge.sure_from_confidence:
        return n_("I found an article that may help:", "I found {count} articles that may help:", len(left))
    if len(left) == 1:
        return _("This article should answer it:")
    return _("The first of these should answer it; the others may help, too:")


def _reading(facts: Facts, brief: bool) -> Part:
    article = facts.article
    shown: tuple[Block, ...]
    if article is None:
        shown = (_("This article isn't there any more."),)
    elif brief:
        shown = ()
    else:
        url = facts.policy.firm.article_url
        shown = (Doc(article.title, _with_addresses(article, url), address_of(article, url)),)
    return Part(
        (*shown, _("Did this solve it?")),
        (
            Choice(_("Yes, thanks"), "yes", primary=True, verdict="good"),
            Choice(_("Not yet"), "no", verdict="bad"),
        ),
    )


def _with_addresses(article: Article, article_url: str) -> str:
    """The article's text, in which links to others lead to where they are read on the web, or are their words alone."""

    if not article_url:
        return _LINKED_WORDS.sub(r"“\1”", article.markdown)

    def address(link: re.Match[str]) -> str:
        return f"]({article_url.format(slug=link[1], lang=article.lang)}{link[2] or ''}"

    return _LINK.sub(address, article.markdown)


def _nothing(read_some: bool, misses: int) -> Part:
    if misses >= MISSES_MAX:
        text = _(
            "That's twice that I didn't find what you need. Shall I open a ticket with what you wrote? A person answers"
            " every one."
        )
    elif read_some:
        text = _("I have no other article on this. Shall I open a ticket with what you wrote? Or say it another way.")
    else:
        text = _(
            "I have no article that fits. Can you say it another way, or shall I open a ticket with what you wrote?"
        )
    return Part((text,), (Choice(_("Open a ticket"), "file", primary=True),))


def _nothing_again() -> Part:
    return Part((_("Shall I open a ticket with what you wrote?"),), (Choice(_("Open a ticket"), "file", primary=True),))


# ── Rung 2: the ticket ─────────────────────────────────────────────────────────────────


def _filed(number: int, facts: Facts) -> Part:
    seen = facts.seen(number)
    if seen is None:
        return Part((_closed(number),))
    moved = seen.ticket.version > 0 and seen.ticket.since != seen.ticket.filed_at
    if not seen.ticket.waiting or moved:
        return Part(status(seen, facts), next_steps(seen))
    more = _("Remember something else? Just write it here.")
    return Part((*filed(seen, facts), *_closed_until(facts), more), next_steps(seen))


def _closed_until(facts: Facts) -> tuple[Msg, ...]:
    """When staff are back, to whoever files while nobody is there."""
    calendar = facts.calendar
    if calendar is None or calendar.window_at(facts.now) is not None:
        return ()
    opens = Moment(calendar.add_staffed(facts.now, timedelta(0)), "short")
    return (_("We're closed until {opens}; your ticket is looked at from then on.", opens=opens),)


def _closed(number: int) -> Msg:
    return _("Ticket **#{number}** is closed.", number=number)


# ── Several tickets, duplicates ────────────────────────────────────────────────────────


def _joining(stage: AssigningText, facts: Facts) -> Part:
    first = facts.seen(stage.numbers[0])
    if stage.twin and first is not None:
        lead = _(
            "That sounds like your open ticket **#{number}** “{subject}”.",
            number=first.ticket.number,
            subject=first.ticket.subject,
        )
        new = Choice(_("It's something else"), "new")
    else:
        lead = _("Does this belong to a ticket you have open, or is it a new question?")
        new = Choice(_("New question"), "new")
    return Part((lead, Quote(stage.text)), (*_joins(stage.numbers, facts), new, DROP))


def _joins(numbers: tuple[int, ...], facts: Facts) -> tuple[Choice, ...]:
    return tuple(_join(number, facts) for number in numbers)


def _join(number: int, facts: Facts) -> Choice:
    seen = facts.seen(number)
    if seen is not None and seen.ticket.waiting and seen.place:
        label = _("Add to #{number}, keep {place} place", number=number, place=Ordinal(seen.place))
    else:
        label = _("Add to #{number}", number=number)
    return Choice(label, f"join.{number}")


def _twins(numbers: tuple[int, ...], facts: Facts) -> Part:
    known = tuple(seen for number in numbers if (seen := facts.seen(number)))
    lead = _("Before I file it: this looks like a ticket you have open. Two on one issue slow both down.")
    return Part((lead, *map(_named, known)), (*_joins(numbers, facts), FILE_ANYWAY, DROP))


FILE_ANYWAY = Choice(_("File it anyway"), "file")


def _named(seen: TicketView) -> Msg:
    return _("**#{number}** “{subject}”", number=seen.ticket.number, subject=seen.ticket.subject)


def _many(numbers: tuple[int, ...], facts: Facts) -> Part:
    """What they have open, before another one is filed; or that no more can be."""
    known = tuple(seen for number in numbers if (seen := facts.seen(number)))
    count, full = len(facts.live), len(facts.live) >= facts.policy.limits.open_tickets_max
    lead = (
        _(
            "You have {count} open tickets, as many as I can keep for you. Our staff know. Please add this to one of"
            " them, or close one that is solved and file it then.",
            count=Quantity(count),
        )
        if full
        else _(
            "Before I file it: you have {count} open tickets. Does this belong to one of them?", count=Quantity(count)
        )
    )
    listed, choices = tuple(map(_named, known)), _joins(tuple(seen.ticket.number for seen in known), facts)
    if count > len(known):
        listed = (*listed, _("These are the latest. Type **my tickets** to see all."))
    return Part((lead, *listed), (*choices, DROP) if full else (*choices, FILE_ANYWAY, DROP))


# ── Nudge, cancel, pick ────────────────────────────────────────────────────────────────


def _nudging(number: int, facts: Facts) -> Part:
    seen = facts.seen(number)
    if seen is None or seen.place is None or fair_to_ask(seen.ticket, facts.now):
        shown = status(seen, facts) if seen else (_closed(number),)
        return Part(shown, (Choice(_("Leave it"), "leave"),))
    place, end = seen.place, max(seen.end or seen.place, seen.place)
    so_far = _(
        "Not yet: **#{number}** is {place} in line, and my estimate is {estimate}.",
        number=number,
        place=Ordinal(place),
        estimate=Moment(seen.ticket.estimate_at),
    )
    if end > place:
        price = _(
            "I can nudge it, but our rule is that a nudged ticket goes to the end of the line: you'd move from"
            " **{place} to {end}**. New facts keep your place.",
            place=Ordinal(place),
            end=Ordinal(end),
        )
    elif place == 1:
        price = _("You're next: nothing is ahead of you, so a nudge can't help. New facts are welcome.")
    else:
        price = _("It's the last in its line, so a nudge can't help it. New facts keep your place.")
    return Part((so_far, price), _nudges(place, end))


def _nudges(place: int, end: int) -> tuple[Choice, ...]:
    nudge = (Choice(_("Nudge anyway"), "nudge"),) if end > place else ()
    return (Choice(_("Add facts"), "add"), Choice(_("Leave it"), "leave", primary=True), *nudge)


def _nudging_again(number: int, facts: Facts) -> Part:
    """The same in one line, while a nudge would still change something."""
    seen = facts.seen(number)
    if seen is None or seen.place is None or fair_to_ask(seen.ticket, facts.now):
        return _nudging(number, facts)
    asked = _("Shall I leave **#{number}** where it is?", number=number)
    return Part((asked,), _nudges(seen.place, seen.end or seen.place))


def _cancelling(number: int, facts: Facts) -> Part:
    seen = facts.seen(number)
    subject = seen.ticket.subject if seen else ""
    return Part(
        (
            _(
                "Take back **#{number}** “{subject}”? It leaves the line for good.",
                number=number,
                subject=subject,
            ),
        ),
        (Choice(_("Yes, take it back"), "cancel"), Choice(_("No, keep it"), "leave", primary=True)),
    )


def _closing(number: int, facts: Facts) -> Part:
    seen = facts.seen(number)
    subject = seen.ticket.subject if seen else ""
    asks = _("Good to hear. Shall I close **#{number}** “{subject}” as solved?", number=number, subject=subject)
    return Part((asks,), (Choice(_("Yes, close it"), "closeit"), Choice(_("No, keep it open"), "leave", primary=True)))


def _calling_off(number: int, facts: Facts) -> Part:
    seen = facts.seen(number)
    if seen is None or seen.active_call is None:
        return Part((_("There is no phone call planned."),), (DROP,))
    asks = _("Shall I cancel the call about **#{number}** on {at}?", number=number, at=Moment(seen.active_call.start))
    return Part(
        (asks,), (Choice(_("Yes, cancel it"), "calloff"), Choice(_("No, keep the call"), "leave", primary=True))
    )


def _reopening(number: int, facts: Facts) -> Part:
    seen = facts.seen(number)
    subject = seen.ticket.subject if seen else ""
    asks = _(
        "I'm sorry that it's back. **#{number}** “{subject}” was solved: shall I open it again?",
        number=number,
        subject=subject,
    )
    return Part(
        (asks,),
        (Choice(_("Yes, it's back"), "reopen", primary=True), Choice(_("It's something new"), "new")),
    )


def _picking(verb: str, numbers: tuple[int, ...], facts: Facts) -> Part:
    choices = tuple(
        Choice(
            _("#{number} {subject}", number=number, subject=ticket_form.headline(seen.ticket.subject)),
            f"@{verb}.{number}",
        )
        for number in numbers
        if (seen := facts.seen(number))
    )
    return Part((_("Which ticket do you mean?"),), (*choices, DROP))
