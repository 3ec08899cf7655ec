"""The moves between rungs: from a question to articles, from articles to the ticket form."""

from collections.abc import Iterable
from dataclasses import replace

from bot.core.conversation import questions, ticket_form
from bot.core.conversation.commands import AddWords, Command, NoteIncident
from bot.core.conversation.facts import Facts
from bot.core.conversation.state import (
    AssigningText,
    ClarifyingOwner,
    ConfirmingDuplicate,
    ConfirmingTerms,
    Draft,
    Drafting,
    KnownIncident,
    NoArticleFound,
    Notice,
    Reading,
    Say,
    Solved,
    Stage,
    Suggested,
    Talk,
)
from bot.core.model.knowledge import Hit
from bot.core.model.record import Line
from bot.core.policy import Channel
from bot.core.rules.billing import costs, terms
from bot.core.rules.staff.tags import articles_asked_for
from bot.core.text.mail import named_in
from bot.core.text.redaction.redact import Secret

MISSES_MAX = 2
"""After so many misses in a row the ticket is offered, not another wording."""

LINES_KEPT_MAX = 50
"""Lines a talk carries until they become a ticket; what comes beyond joins the last of them."""

TOGETHER_MAX = 10
"""So many things are said in the answer to words that were taken together; of more, the last ones."""

Step = tuple[Talk, tuple[Command, ...]]


def begin_turn(talk: Talk, removed: frozenset[Secret] = frozenset()) -> Talk:
    """A new turn: earlier choices are stale from here on; what was removed is said."""
    notices = (Notice(Say.REDACTED, text=" ".join(sorted(removed))),) if removed else ()
    return replace(talk, revision=talk.revision + 1, notices=notices, again=False)


def tell(talk: Talk, *notices: Notice) -> Talk:
    """Say something once, before the stage's own words."""
    return replace(talk, notices=(*talk.notices, *notices))


def together(untold: tuple[Notice, ...], notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
    """What there is to say of several words at once: of the same thing, what came last."""
    latest = {(said.say, said.number, said.text): said for said in (*untold, *notices)}
    return tuple(latest.values())[-TOGETHER_MAX:]


def remember(talk: Talk, line: Line) -> Talk:
    """Keep a typed line for the ticket it may become."""
    return replace(talk, lines=with_line(talk.lines, line))


def with_line(lines: tuple[Line, ...], line: Line) -> tuple[Line, ...]:
    """One more, within what is carried."""
    if len(lines) < LINES_KEPT_MAX:
        return (*lines, line)
    last = lines[-1]
    both = tuple(dict.fromkeys((*last.origins, *line.origins)))
    return (*lines[:-1], Line(f"{last.text}\n{line.text}", last.at, both))


def back_to_rest(talk: Talk) -> Talk:
    """Nothing is under way any more."""
    return Talk(revision=talk.revision, notices=talk.notices, asked=talk.asked)


def remember_all(talk: Talk, lines: tuple[Line, ...]) -> Talk:
    """Keep several typed lines."""
    for line in lines:
        talk = remember(talk, line)
    return talk


def noted_for_staff(number: int, text: str, facts: Facts) -> AddWords:
    """Words that staff read on the ticket, and that answer nothing: it stays with the client."""
    return AddWords(number, (facts.line(text),), back=False)


def opened(talk: Talk, stage: Suggested | Reading, which: int) -> Step:
    """One of the articles that were found, in full."""
    talk = questions.about(talk, stage.hits[which].slug)
    return replace(talk, stage=Reading(stage.hits[which].slug, stage.hits, stage.opened)), ()


def ask(talk: Talk, text: str, facts: Facts, lines: tuple[Line, ...] = (), *, called: str = "") -> Step:
    """Rung 1: show the articles that may answer, or say honestly that none does.

    ``lines`` is the same as it was typed, where that was before this turn; ``called`` what a ticket about it would
    be called, where that is less than all of it.
    """
    talk, left = questions.begin(talk, facts)
    talk, noted = _searched(
        replace(remember_all(talk, lines or (facts.line(text),)), question=called or text), text, facts
    )
    return talk, (*left, *noted)


def more_told(talk: Talk, text: str, facts: Facts) -> Step:
    """More about what was asked, which stays the question: other articles where there are any, else a ticket."""
    stage, hits = talk.stage, _good(facts)
    talk, left = questions.begin(remember(talk, facts.line(text)), facts)
    known = _shown(stage)
    if known and isinstance(stage, Suggested) and all(hit.slug in known for hit in hits):
        return tell(questions.about(talk, stage.hits[0].slug), Notice(Say.NOTED)), left
    opened = stage.opened if isinstance(stage, Suggested | Reading) else ()
    talk, noted = _searched(talk, text, facts, opened)
    return talk, (*left, *noted)


def _searched(talk: Talk, text: str, facts: Facts, opened: tuple[str, ...] = ()) -> Step:
    hits = tuple(hit for hit in _good(facts) if hit.slug not in opened)
    if number := known_incident(talk, facts):
        return of_incident(talk, KnownIncident(number, hits), facts)
    return answered_by(talk, text, hits, facts)


def known_incident(talk: Talk, facts: Facts) -> int:
    """The incident that lasts whose words these are, unless they went on from it already; 0 for none."""
    are_twins = facts.policy.knowledge.are_twins
    alike = (number for number, likeness in facts.found.incidents if are_twins(likeness))
    return next((number for number in alike if number not in talk.known), 0)


def of_incident(talk: Talk, stage: KnownIncident, facts: Facts) -> Step:
    """They are told of the incident now and, where nobody else reads it, of what comes of it."""
    return replace(talk, stage=stage), () if facts.public else (NoteIncident(stage.number),)


def answered_by(talk: Talk, text: str, hits: tuple[Hit, ...], facts: Facts) -> Step:
    """The articles for a question, unless it has to be clear first whose software it is about."""
    named = unsettled(talk, (text,), facts)
    if named in facts.policy.third_party.either:
        return replace(talk, stage=ClarifyingOwner(named, hits)), ()
    return show(replace(talk, third_party=talk.third_party or named), hits, facts)


def show(talk: Talk, hits: tuple[Hit, ...], facts: Facts) -> Step:
    """The articles, or that there are none."""
    if not hits and talk.misses == MISSES_MAX:  # the ticket was offered already, and they tell more
        talk, noted = questions.note(talk, "nothing found")
        return draft(talk, facts), noted
    if not hits:
        talk, noted = questions.note(talk, "nothing found")
        return replace(talk, stage=NoArticleFound(), misses=min(talk.misses + 1, MISSES_MAX)), noted
    if any(hit.lang != (facts.found.reader or facts.lang) for hit in hits):
        talk = tell(talk, Notice(Say.OTHER_LANGUAGE, text=hits[0].lang))
    found = (hit.slug for hit in hits if hit.slug in articles_asked_for(facts.policy.tags))
    talk, noted = questions.shown(talk, hits)
    talk = replace(talk, articles=tuple(dict.fromkeys((*talk.articles, *found))))
    picked = next((which for which, hit in enumerate(hits) if _is_title(talk.question, hit.title)), None)
    if picked is None:
        return replace(talk, stage=Suggested(hits)), noted
    talk, more = opened(talk, Suggested(hits), picked)
    return talk, (*noted, *more)


def _is_title(question: str, title: str) -> bool:
    """Whether a question is an article's title, to the letter: it was picked from what was suggested.

    Platforms cut a long one, and end it by an ellipsis.
    """
    return question == title or (question.endswith("…") and len(question) > 1 and title.startswith(question[:-1]))


def unsettled(talk: Talk, texts: Iterable[str], facts: Facts) -> str:
    """Third-party software in the client's own words that they weren't asked about yet; else empty."""
    if talk.third_party or talk.agreed is not None or not any(costs(facts.policy.rates, each) for each in Channel):
        return ""
    names = [name for name in facts.policy.third_party.names if name not in talk.ours]
    return named_in(texts, names, facts.languages)


def gated(talk: Talk, facts: Facts) -> bool:
    """Whether the billing notice comes before the ticket: it's about their software, and writing costs."""
    return bool(talk.third_party) and talk.agreed is None and costs(facts.policy.rates, Channel.HELPDESK)


def agreeing(talk: Talk, software: str, facts: Facts, form: Draft | None = None) -> Talk:
    """The billing notice, before anything billable: what it costs, and whether they accept."""
    hits = talk.stage.hits if isinstance(talk.stage, ClarifyingOwner) else ()
    asked = terms(facts.policy.rates, facts.policy.firm.terms_version, Channel.HELPDESK)
    return replace(talk, third_party=software, stage=ConfirmingTerms(software, asked, hits=hits, draft=form))


def _good(facts: Facts) -> tuple[Hit, ...]:
    """The articles worth showing: a confident first, and whatever is nearly as good beside it."""
    known = facts.policy.knowledge
    hits = facts.found.hits[: known.suggestions]
    if not hits or hits[0].confidence < known.show_from_confidence:
        return ()
    return tuple(hit for hit in hits if hit.confidence >= known.also_from_confidence)


def solved(talk: Talk) -> Step:
    """Thank, count it where articles were shown, close the talk; or go on with what else was asked."""
    stage = talk.stage
    slug = stage.slug if isinstance(stage, Reading) else ""
    shown = _shown(stage)
    talk, noted = questions.note(talk, "solved", shown, slug) if shown else (talk, ())
    if besides := _asked_besides(stage):
        return replace(talk, stage=besides), noted
    return replace(back_to_rest(talk), stage=Solved(), asked=None), noted


def _asked_besides(stage: Stage) -> Suggested | None:
    """The articles for the other questions of the message, once one is answered."""
    if not isinstance(stage, Reading) or len({hit.about for hit in stage.hits}) < 2:
        return None
    answered = {hit.about for hit in stage.hits if hit.slug == stage.slug}
    done = (*stage.opened, *(hit.slug for hit in stage.hits if hit.about in answered))
    return Suggested(stage.hits, done) if any(hit.slug not in done for hit in stage.hits) else None


def not_yet(talk: Talk, stage: Reading) -> Step:
    """The opened article didn't do it: the others, then the ticket."""
    talk, noted = questions.note(talk, "not solved", _shown(stage), stage.slug)
    opened = tuple(dict.fromkeys((*stage.opened, stage.slug)))
    left = [hit for hit in stage.hits if hit.slug not in opened]
    onward: Stage = Suggested(stage.hits, opened) if left else NoArticleFound(read_some=True)
    return tell(replace(talk, stage=onward), Notice(Say.NOT_YET)), noted


def refuse_articles(talk: Talk, facts: Facts, *, for_person: bool = False) -> Step:
    """None of the articles, or a person instead of them: on to the ticket."""
    talk, noted = questions.note(talk, "person" if for_person else "not solved", _shown(talk.stage))
    return draft(talk, facts), noted


def draft(talk: Talk, facts: Facts) -> Talk:
    """Rung 2: the ticket form, filled with what is known. A draft under way is the form already."""
    if isinstance(talk.stage, Drafting | ConfirmingDuplicate | ClarifyingOwner) or (
        isinstance(talk.stage, ConfirmingTerms) and not talk.stage.number
    ):
        return talk
    if isinstance(talk.stage, KnownIncident) and talk.stage.draft is not None:
        return talk
    if isinstance(talk.stage, AssigningText):
        talk = remember_all(talk, talk.stage.typed(facts.now))
    if gated(talk, facts):
        return agreeing(talk, talk.third_party, facts)
    return replace(talk, stage=Drafting(ticket_form.begin(talk, facts)))


def _shown(stage: Stage) -> tuple[str, ...]:
    return tuple(hit.slug for hit in stage.hits) if isinstance(stage, Suggested | Reading) else ()
