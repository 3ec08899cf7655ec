"""What is said once, before a stage's own words: answers to interruptions, and what just happened."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.core.client_view import appointments, incidents, policy_answers, satisfaction, ticket_form
from bot.core.client_view import billing as billing_prompts
from bot.core.client_view.ticket_status import filed, next_steps, short, status
from bot.core.conversation.facts import Facts, TicketView
from bot.core.conversation.stages.any_stage import zone_choice
from bot.core.conversation.state import Notice, Say
from bot.core.model.people import Block as Blocked
from bot.core.model.record import Author, StoredEntry, TicketRecord
from bot.core.rules import billing
from bot.core.rules.billing import Decision
from bot.core.rules.linking import HIDDEN
from bot.core.rules.permissions import Party
from bot.core.text.reply_parts import Part
from bot.core.text.surface import (
    Block,
    Choice,
    Choices,
    Field,
    Form,
    Moment,
    Msg,
    Ordinal,
    Passing,
    Quantity,
    Quote,
    Table,
    Text,
    Transcript,
    _,
    n_,
)
from bot.core.text.tokens import ASK

QUESTION_CHARS_MAX = 3000
"""A question in a form: as much as the tightest platform's text field holds."""
NOT_SAVED = _("Not saved, please try again.")
ONE_MOMENT = _("One moment. If nothing shows up here, close this and look at our direct message.")
ELSEWHERE = _("I've answered you in private.")
FILED_FROM_HERE = _("This is a ticket now. It goes on in private, with whoever wrote it.")
GET_HELP = _("Get help")
OWN_QUESTION = Choice(_("Ask my own question"), ASK, primary=True)
PANEL = Choices(
    (_("**Need a hand?** Ask in your own words: I look for an answer, and if there is none I open a ticket for you."),),
    (Choice(GET_HELP, ASK, primary=True),),
)
"""What is put up where clients pass by."""


def blocked_until(block: Blocked) -> Text:
    """Said once to whoever is blocked and writes all the same: until when, why, and that all else stays as it is."""
    said = _(
        "For now our staff take no messages from you here: what you write isn't read or kept until {until}. Your open"
        " tickets stay, and from then on you are welcome to write again.",
        until=Moment(block.until),
    )
    return Text((said, _("The reason that they gave: {reason}", reason=block.reason)))


def reads_on(due: datetime) -> Msg:
    """Said to whoever wrote more in a minute than is read at once."""
    return _(
        "That's more than I can read in a minute. What you write now is kept, in order, and from {due} on I answer all"
        " of it together: you needn't send anything again.",
        due=Moment(due),
    )


def too_new(welcome: datetime) -> Text:
    """Said to whoever is so new on a platform that they aren't heard yet."""
    said = _(
        "Your account here is still very new. To keep floods away I take questions from it from {welcome} on: please"
        " come back then.",
        welcome=Moment(welcome),
    )
    return Text((said,))


def someone_elses(name: str) -> Choices:
    """Said to whoever clicks under another's question; ``name`` is the other's, as everybody there reads it."""
    whose = (
        _("That's {name}'s question. Tell me yours here and I'll look.", name=name)
        if name
        else _("That's somebody else's question. Tell me yours here and I'll look.")
    )
    return Choices((whose,), (OWN_QUESTION,))


QUESTION = Form(
    (),
    GET_HELP,
    (Field("text", _("What's wrong, in your own words?"), long=True, chars_max=QUESTION_CHARS_MAX),),
    0,
    (),
)
"""What the panel's choice opens, on a platform with forms."""


def question_about(link: str) -> Form:
    """Asked of whoever points at another's message: its words stay their writer's, and a link says which is meant."""
    (own,) = QUESTION.fields
    hint = _("That message is somebody else's. Of it I take only the link below.")
    message = Field("about", _("The message that it's about"), value=link, required=False)
    return replace(QUESTION, fields=(replace(own, hint=hint), message))


def question_in(values: Iterable[tuple[str, str]]) -> str:
    """The question in a form as it was sent, the link below it."""
    given = dict(values)
    return "\n".join(filter(None, (given.get(name, "").strip() for name in ("text", "about"))))


_PLAIN: dict[Say, tuple[Block, ...]] = {
    Say.GREETING: (_("Hello! Tell me in your own words what's wrong."),),
    Say.WELCOME: (_("You're welcome. I'm here whenever you need me."),),
    Say.STALE: (Passing(_("That choice is from earlier. Here is where we are now:")),),
    Say.CHOOSE: (Passing(_("Please choose one of these, or tell me in your own words.")),),
    Say.NO_TICKETS: (_("You have no open ticket. Tell me what's wrong and I'll look for an answer."),),
    Say.EMPTY: (_("I didn't get any words. What can I help you with?"),),
    Say.NO_HURRY: (_("Take your time. Just write here when you know more."),),
    Say.NOT_SURE: (_("I can't tell from that whether it's solved, so I'd rather ask once more."),),
    Say.SORRY: (_("I'm sorry, that's annoying, and I understand that you're upset. Let's get it going."),),
    Say.BACK: (_("Back to what we were at:"),),
    Say.CONSENT_FIRST: (
        _(
            "Nothing is billed unless you agree. To accept, type **I accept**; a plain no declines it, and help with"
            " our own services is free as always."
        ),
    ),
    Say.WILL_HEAR: (_("Thank you for your patience. If there's more to it, just write here."),),
    Say.NOT_YET: (_("Then let's go on."),),
    Say.ARTICLE_GONE: (_("This article isn't there any more."),),
    Say.RESTARTED: (_("All right, from the beginning. What's wrong? Your open tickets stay as they are."),),
    Say.DROPPED: (_("All right, I've set that aside. Nothing was filed or changed."),),
    Say.PERSON: (_("A person answers every ticket, so that's the quickest way to one."),),
    Say.PHONE_FIRST: (
        _(
            "Gladly, by appointment. The phone comes after the articles and a ticket, so that whoever calls"
            " knows your case. What's it about, in a sentence?"
        ),
    ),
    Say.PHONE_LATER: (
        _("I note that you'd like a call. The ticket comes first, so that whoever calls knows your case."),
    ),
    Say.LINKED: (
        _("Done: both places are one account now, with the same tickets. Type `unlink` to take them apart again."),
    ),
    Say.LINK_LEFT: (_("All right, nothing was linked."),),
    Say.PART_LEFT: (_("All right, they stay linked."),),
    Say.ONLY_HERE: (_("Nothing is linked: your account is known from this place only."),),
    Say.CODE_WRONG: (
        _("That code is wrong or no longer valid. Type `link` where you're known to get a new one, then type it here."),
    ),
    Say.CODE_BLOCKED: (_("Those were too many wrong codes. Please wait an hour and ask for a new one."),),
    Say.EMAIL: (
        _(
            "Please write here rather than by email: a ticket keeps every word of both sides in one place,"
            " has a place in line, and is guaranteed an answer. An email has none of that."
        ),
        _("Tell me what's wrong, or type `ticket` and I'll open one."),
    ),
    Say.ZONE_HOW: (_("Which time zone are you in? Type for example `zone Europe/Berlin` or `zone Chicago`."),),
    Say.ACCEPT_HOW: (Passing(_("To be sure, as it costs money: please choose **I accept**, or type it, or say no.")),),
    Say.NO_CALL: (
        Passing(_("I need one of these times. If none suits you, choose another day, or say that none of them does.")),
    ),
    Say.NOTED: (_("Noted: it comes along with what you wrote."),),
    Say.NUMBER_LATER: (_("Noted. We call by appointment only: just say when you'd like a call."),),
    Say.NUMBER_HOW: (_("Which number is it? Type for example `my number is +49 30 5550123`."),),
    Say.OWN_SERVICE: (
        _("All right: noted that it's about our own service, which costs nothing. Staff look at that first."),
    ),
    Say.NOT_BILLED: (_("Nothing is billed on your tickets: help with our own services is free."),),
    Say.NOTICE_OVER: (_("That question about billed help isn't open any more. Nothing was changed."),),
    Say.NOT_AGREED: (_("There is no billed help that you agreed to, so there is nothing to take back."),),
    Say.HELP: (
        _("Just tell me what's wrong, in your own words. You can also type:"),
        _("`status`: how your tickets stand · `my tickets`: all of them · `show 12`: one with its record"),
        _("`add to #12 …`: more facts · `it's solved` · `that didn't solve it` · `cancel`: take it back"),
        _("`ticket`: open one · `talk to a person` · `start over`"),
        _("`call me` · `move my call` · `cancel my call` · `statement`: what billed help comes to"),
        _("`transcript`: all that was said on a ticket, as a signed file to keep"),
        _("`link`: join two accounts · `unlink`: take them apart · `language` · `zone Europe/Berlin`"),
    ),
}

_REMOVED = {
    "code": _(
        "I removed what looked like a code or a PIN before anything was saved. Please never send one: we don't need it."
    ),
    "expiry": _("I removed the expiry date of a card before anything was saved. We don't need it."),
    "iban": _(
        "I removed what looked like the number of a bank account (IBAN) before anything was saved. "
        "Please give it only where an invoice or a refund asks for it."
    ),
    "card": _(
        "I removed what looked like a card number before anything was saved. Please never send one: we don't need it."
    ),
    "password": _(
        "I removed what looked like a password before anything was saved. We never need it; better change it."
    ),
    "key": _("I removed what looked like a secret key before anything was saved. We never need it; better renew it."),
}


def notice(said: Notice, facts: Facts) -> Part:
    """One notice in words, as things stand now."""
    if said.say in _PLAIN:
        return Part(_PLAIN[said.say])
    if said.number and said.say in _ON_TICKET:
        return _on_ticket(said, facts)
    if said.say in _PHONE:
        return _phone(said, facts)
    if said.say in _BILLING:
        return _billing(said, facts)
    match said.say:
        case Say.INCIDENT:
            seen = facts.seen(said.number)
            return incidents.news(seen) if seen else _stands(said, facts)
        case Say.STATUS | Say.RECORD:
            return _stands(said, facts)
        case Say.TRANSCRIPT:
            return _transcript(said, facts)
        case Say.TICKETS:
            return _tickets(facts)
        case Say.TOPIC:
            return policy_answers.answer(said, facts)
        case Say.FIELD:
            return Part((ticket_form.HELP[said.text],))
        case Say.URGENCY:
            return Part((ticket_form.urgency(said.text),))
        case Say.KEEPS_PLACE:
            return _keeps_place(said, facts)
        case Say.REDACTED:
            return Part(tuple(_REMOVED[kind] for kind in said.text.split()))
        case Say.CLIENTS_ONLY:
            return _clients_only(said, facts)
        case Say.TOO_LONG:
            return _too_long(said.number, facts)
        case Say.CODE:
            return _code(said)
        case Say.PARTED:
            return Part((_("Done: **{where}** has an account of its own again.", where=said.text),))
        case Say.NOT_PARTED:
            return Part((_("**{where}** isn't linked with your account any more. Nothing was changed.",
                           where=said.text),))  # fmt: skip
        case Say.LANGUAGES:
            return Part((_("Which language shall I speak?"),), _languages(facts))
        case Say.LANGUAGE_SET:
            return Part((_("All right, English from now on."),))
        case Say.LANGUAGE_GUESSED:
            return Part((_("I answer in English, as I can't tell your language from that."),), _languages(facts))
        case Say.FOREIGN:
            return Part((_foreign(said.text, facts),), _languages(facts))
        case Say.OTHER_LANGUAGE:
            return Part((_("I have this only in another language, sorry."),))
        case Say.ZONE_ASK:
            return Part((_("Times are shown in {zone}. Which time zone are you in? Type for example `zone Berlin`.",
                           zone=Moment(facts.now, "zone")),))  # fmt: skip
        case Say.ZONE_SET:
            return Part((_("All right, times are in {zone} from now on. It's {now} there.",
                           zone=_zone(said.text), now=Moment(facts.now, "clock")),))  # fmt: skip
        case Say.ZONE_WHICH:
            return Part(
                (_("Which time zone do you mean?"),), tuple(_in_zone(zone, facts) for zone in said.text.split())
            )
        case Say.NUMBER_SET:
            return Part((_("Noted: we call you on **{phone}**.", phone=said.text),))
        case Say.ZONE_UNKNOWN:
            return Part(
                (_("I don't know the time zone “{zone}”. Try for example `zone Europe/Berlin` or `zone Chicago`.",
                   zone=said.text),)
            )  # fmt: skip
        case _:
            return Part((_("I don't find **#{number}** among your tickets.", number=said.number),))


def _zone(name: str) -> str:
    """A zone as it is called: those of a fixed offset have a name that counts the other way round."""
    fixed = name.partition("Etc/GMT")[2]
    return f"UTC{fixed.translate(_TURNED)}" if fixed else name.replace("_", " ")


_TURNED = str.maketrans("+-", "-+")


def _in_zone(name: str, facts: Facts) -> Choice:
    """One of several zones, by what its clocks show now."""
    city = name.rpartition("/")[2].replace("_", " ")
    there = f"{facts.now.astimezone(ZoneInfo(name)):%H:%M}"
    return Choice(_("{city}: it's {time} there", city=city, time=there), zone_choice(name))


# ── On one ticket ──────────────────────────────────────────────────────────────────────

_ON_TICKET = frozenset(
    {
        Say.ADDED,
        Say.SOLVED,
        Say.BACK_IN_LINE,
        Say.REOPENED,
        Say.WINDOW_OVER,
        Say.CANCELLED,
        Say.BUMPED,
        Say.LEFT_ALONE,
        Say.FAIR_TO_ASK,
        Say.PHONE_NOTED,
        Say.ALREADY_CLOSED,
        Say.RATED,
        Say.RATED_AGAIN,
        Say.COMMENTED,
    }
)


def _on_ticket(said: Notice, facts: Facts) -> Part:
    number, seen = said.number, facts.seen(said.number)
    place = Ordinal(seen.place) if seen and seen.place else None
    phone = (Choice(_("Talk by phone instead"), f"@phone.{number}"),)
    match said.say:
        case Say.ADDED if place:
            return Part((_("Added to **#{number}**. You keep {place} place.", number=number, place=place),))
        case Say.ADDED:
            return Part((_("Added to **#{number}**. Staff will see it.", number=number),))
        case Say.SOLVED:
            lead = _("Good to hear! **#{number}** is closed. I'm here whenever you need me.", number=number)
            asked = satisfaction.question(seen.ticket, facts.policy) if seen else Part(())
            return Part((lead, *asked.blocks), asked.choices)
        case Say.RATED:
            return Part((_("Thank you! If you'd like to add a word, just write it."),))
        case Say.RATED_AGAIN:
            return Part((_("Thank you, noted."),))
        case Say.COMMENTED:
            return Part((_("Thank you! Staff read it on **#{number}**, which stays closed.", number=number),))
        case Say.BACK_IN_LINE | Say.REOPENED:
            lead = _("I'm sorry that it isn't solved yet. **#{number}** is open again.", number=number)
            return Part((lead, *(status(seen, facts) if seen else ())), phone)
        case Say.WINDOW_OVER:
            return Part(
                (_("**#{number}** was closed too long ago to open it again. Tell me what you see now, and I'll open a"
                   " new one.", number=number),)
            )  # fmt: skip
        case Say.CANCELLED:
            return Part((_("**#{number}** is taken back. If it comes up again, just write here.", number=number),))
        case Say.BUMPED:
            before, after = said.places
            return Part((_("**#{number}** is nudged: it moved from {before} to {after}.", number=number,
                           before=Ordinal(before), after=Ordinal(after)),))  # fmt: skip
        case Say.LEFT_ALONE if place:
            return Part((_("Good choice: **#{number}** keeps {place} place. I'll write as soon as someone answers.",
                           number=number, place=place),))  # fmt: skip
        case Say.LEFT_ALONE:
            return Part((_("All right, **#{number}** stays as it is.", number=number),))
        case Say.FAIR_TO_ASK:
            told = _("You're right to ask, and it costs you nothing: staff have just been told.")
            return Part((told, *(status(seen, facts) if seen else ())), phone)
        case Say.PHONE_NOTED:
            return Part((_("I noted on **#{number}** that you'd like a call. Staff look at your case first and write"
                           " to you here about a day and time.", number=number),))  # fmt: skip
        case _:
            return Part((_("**#{number}** is closed. If there's something new, just tell me.", number=number),))


def _keeps_place(said: Notice, facts: Facts) -> Part:
    """What a nudge is, to whoever doesn't see why it should cost anything."""
    seen = facts.seen(said.number)
    place = Ordinal(seen.place) if seen and seen.place else Ordinal(1)
    return Part(
        (
            _(
                "As it is, **#{number}** keeps its place: {place} in line. Tickets are answered in the order they came;"
                " only a nudge would move it to the end, so that nobody gets ahead by asking.",
                number=said.number,
                place=place,
            ),
        )
    )


def _stands(said: Notice, facts: Facts) -> Part:
    seen = facts.seen(said.number)
    record = next((r for r in facts.records if r.ticket.number == said.number), None)
    if said.say is Say.RECORD and record is not None:
        return _record(seen or TicketView(record.ticket), record, facts)
    if seen is None:
        return Part((_("I don't find **#{number}** among your tickets.", number=said.number),))
    return Part(status(seen, facts), next_steps(seen))


def _transcript(said: Notice, facts: Facts) -> Part:
    """The file itself is made when it is sent."""
    seen = facts.seen(said.number)
    if seen is None or seen.party is not Party.CLIENT:
        return Part((_("I don't find **#{number}** among your tickets.", number=said.number),))
    told = _(
        "Here is all that was said on **#{number}**, with its times, files and promises. It is signed: whoever you"
        " give it to can tell that nothing in it was changed.",
        number=said.number,
    )
    steps = (choice for choice in next_steps(seen) if choice.action != f"@transcript.{said.number}")
    return Part((told, Transcript(said.number)), tuple(steps))


def _record(seen: TicketView, record: TicketRecord, facts: Facts) -> Part:
    ticket, number = record.ticket, record.ticket.number
    about = (_("About {service}.", service=ticket.service),) if ticket.service else ()
    quotes = tuple(Quote(entry.text or "—", _whose(entry, seen)) for entry in record.entries)
    steps = tuple(choice for choice in next_steps(seen) if choice.action != f"@show.{number}")
    if record.earlier and record.entries:
        earlier = n_("{count} earlier entry", "{count} earlier entries", record.earlier)
        steps = (*steps, Choice(earlier, f"@earlier.{number}.{record.entries[0].seq}"))
    return Part((*status(seen, facts), *about, *quotes), steps)


def _whose(entry: StoredEntry, seen: TicketView) -> Msg:
    at = Moment(entry.at, "short")
    if entry.author is Author.STAFF and entry.edited_at is not None:
        taken_back = not entry.text
        said = _("{name}, {at} (taken back)") if taken_back else _("{name}, {at} (edited)")
        return replace(said, args=(("name", entry.by), ("at", at)))
    if entry.author is Author.STAFF:
        return _("{name}, {at}", name=entry.by, at=at)
    if entry.author is Author.PARTICIPANT and entry.part != seen.part:
        return _("{name}, {at}", name=entry.by, at=at) if entry.by else _("Somebody who took part, {at}", at=at)
    if entry.author is Author.CLIENT and seen.party is not Party.CLIENT:
        return _("Client, {at}", at=at)
    if entry.author in (Author.PARTICIPANT, Author.CLIENT):
        return _("You, {at}", at=at)
    return _("Front Door, {at}", at=at)


def _clients_only(said: Notice, facts: Facts) -> Part:
    told = _("Only whoever opened **#{number}** can decide that. You can read it, and add to it.", number=said.number)
    seen = facts.seen(said.number)
    return Part((told,), next_steps(seen) if seen else ())


def _tickets(facts: Facts) -> Part:
    rows = tuple(
        (_("#{number}", number=seen.ticket.number), seen.ticket.subject, short(seen)) for seen in facts.tickets
    )
    choices = tuple(
        Choice(_("Show #{number}", number=seen.ticket.number), f"@show.{seen.ticket.number}") for seen in facts.tickets
    )
    table = Table((_("Ticket"), _("About"), _("How it stands")), rows)
    more = _("There are more that are closed. Name one by its number, such as **#12**, and I show it.")
    return Part((table, more) if facts.more_closed else (table,), choices)


# ── The phone, and what is billed ──────────────────────────────────────────────────────

_PHONE = frozenset({Say.NOT_NOW, Say.FILED, Say.CALL, Say.CALL_SET, Say.CALL_TAKEN, Say.CALL_GONE, Say.CALLED_OFF})
_BILLING = frozenset({Say.CARD_FIRST, Say.WHOSE_HOW, Say.AGREED, Say.DISAGREED, Say.WITHDRAWN, Say.STATEMENT})


def _phone(said: Notice, facts: Facts) -> Part:
    number, seen = said.number, facts.seen(said.number)
    again = (Choice(_("Pick another time"), f"@phone.{number}"),) if seen and seen.ticket.live else ()
    match said.say:
        case Say.FILED if seen is not None:
            return Part(filed(seen, facts))
        case Say.NOT_NOW if seen is not None and seen.active_call is None:
            return Part((_("All right, no call for now. **#{number}** stays as it is.", number=number),), again)
        case Say.CALL | Say.CALL_SET | Say.NOT_NOW if seen is not None and seen.active_call is not None:
            call = seen.active_call
            reminded = appointments.reminded(call) if said.say is Say.CALL_SET else ()
            told = (*appointments.call_status(call, facts.now), *appointments.called_on(facts.account), *reminded)
            return Part(told, (*appointments.call_steps(call), *appointments.another_number(facts.account, number)))
        case Say.CALL_TAKEN:
            return Part((_("That time has just been taken, or is too close by now. These are free:"),))
        case Say.CALLED_OFF:
            return Part((_("The call is cancelled. **#{number}** itself stays open.", number=number),), again)
        case _:
            return Part((_("There is no phone call planned."),), again)


def _billing(said: Notice, facts: Facts) -> Part:
    seen = facts.seen(said.number) if said.number else None
    if said.say is Say.STATEMENT and seen is not None:
        bill = billing.statement(said.number, seen.works, seen.agreed, facts.policy.rates.currency)
        return Part(billing_prompts.statement(bill, seen.ticket.subject).blocks, next_steps(seen))
    if said.say is Say.WITHDRAWN:
        return Part((_("Noted: no billed work on **#{number}** from here on. What was done until now is on your"
                       " statement. Help with our own services goes on.", number=said.number),))  # fmt: skip
    if said.say is Say.CARD_FIRST:
        return Part((billing_prompts.how_to_card(facts.policy),), next_steps(seen) if seen else ())
    if said.say is Say.WHOSE_HOW:
        return Part((_("I need to know which: **our service**, or **{name} itself**?", name=said.text),))
    card = facts.account is not None and facts.account.card
    terms = [entry.terms for entry in seen.agreed if entry.decision is Decision.ACCEPTED] if seen else []
    if said.say is Say.DISAGREED and seen and (standing := billing_prompts.standing(seen, facts)):
        return Part((_("All right, it stays as it was agreed:"), *standing))
    version = terms[-1].version if terms else facts.policy.firm.terms_version
    return billing_prompts.agreed(facts, version, said.say is Say.AGREED, card)


# ── About the talk itself ──────────────────────────────────────────────────────────────


def _too_long(chars: int, facts: Facts) -> Part:
    return Part(
        (
            _(
                "That's {chars} characters; I can take {limit} at once. Nothing of it was saved: please send it in"
                " parts, or only what matters most.",
                chars=Quantity(chars),
                limit=Quantity(facts.policy.limits.text_chars),
            ),
        )
    )


def _code(said: Notice) -> Part:
    """What is done with a code; the code itself is put in when it is sent."""
    until = Moment(said.at, "clock") if said.at else ""
    return Part(
        (
            _(
                "Your code is **{code}**. Type `link {code}` where you write to us from, too, and both become one"
                " account. It works once, until {until}.",
                code=HIDDEN,
                until=until,
            ),
        )
    )


def _foreign(code: str, facts: Facts) -> Msg:
    """Which languages there are, in the one that they wrote in: its words are data, and stay as they are."""
    spoken = ", ".join(facts.languages.name(each) for each in facts.policy.firm.languages)
    hints = facts.languages.neighbours.get(code)
    return Msg(hints.note.replace("{languages}", spoken)) if hints else _("Which language shall I speak?")


def _languages(facts: Facts) -> tuple[Choice, ...]:
    return tuple(Choice(Msg(facts.languages.name(code)), f"@lang.{code}") for code in facts.policy.firm.languages)
