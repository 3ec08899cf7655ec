"""Words that wait to become a ticket, changed or taken back by whoever wrote them: they are found by their event."""

from dataclasses import replace

from bot.core.filing import emptied, headline, settle
from bot.core.intents import read
from bot.core.model import Line, Origin
from bot.core.talk import Agreeing, Draft, Drafting, Idle, Joining, Stage, Talk, Twins, Whose


def reworded(talk: Talk, of: Origin, before: str, after: str, *, old: bool = False) -> Talk:
    """The talk with a message as it reads now; ``after`` is empty once it is gone.

    Nothing else changes, whatever it says: but with ``old``, for a talk of the sender alone, what was kept
    before events were, and reads the same.
    """
    of_old = before if old else ""
    lines = _lines(talk.lines, of, before, after, of_old)
    if talk.question == before and lines != talk.lines:
        talk = replace(talk, question=after or (lines[-1].text if lines else ""))
    return replace(talk, lines=lines, stage=_stage(talk.stage, of, before, after, of_old, lines != talk.lines))


def _lines(lines: tuple[Line, ...], of: Origin, before: str, after: str, old: str) -> tuple[Line, ...]:
    changed = (_line(line, of, before, after, old) for line in lines)
    return tuple(line for line in changed if line.text)


def _line(line: Line, of: Origin, before: str, after: str, old: str) -> Line:
    kept_before = not line.origins and line.text == old
    if of not in line.origins and not kept_before:
        return line
    if len(line.origins) > 1:  # several messages: theirs stands among them
        left = "\n".join(part for part in line.text.replace(before, after, 1).splitlines() if part)
        return replace(line, text=left)
    return replace(line, text=after if line.text == before else read(after).text or after)


def _stage(stage: Stage, of: Origin, before: str, after: str, old: str, theirs: bool) -> Stage:
    match stage:
        case Joining(lines=()):  # kept before its lines were
            return _joining(replace(stage, text=after), after) if stage.text == old else stage
        case Joining(lines=typed):
            left = _lines(typed, of, before, after, old)
            return _joining(replace(stage, text="\n".join(line.text for line in left), lines=left), left)
        case Drafting(draft) | Twins(draft) | Whose(draft=Draft() as draft) | Agreeing(draft=Draft() as draft):
            changed = _draft(draft, of, before, after, theirs)
            return replace(stage, draft=changed) if changed.done == draft.done else Drafting(changed)
        case _:
            return stage


def _joining(stage: Joining, left: object) -> Stage:
    """Without words nothing is left to be placed."""
    return stage if left else Idle()


def _draft(draft: Draft, of: Origin, before: str, after: str, theirs: bool) -> Draft:
    """A subject that was taken from the words, and what was put into the form beside it."""
    if theirs and "subject" not in draft.done and draft.subject == headline(before):
        draft = replace(draft, subject=headline(after))
    if of in draft.origins:
        symptoms = draft.symptoms.replace(before, after, 1)
        draft = replace(draft, symptoms="\n".join(line for line in symptoms.splitlines() if line))
        for name in ("subject", "service", "name"):
            draft = _answer(draft, name, before, after)
    return draft


def _answer(draft: Draft, name: str, before: str, after: str) -> Draft:
    """An answer that was the whole message. One that is gone, and is needed, is asked for again."""
    if name not in draft.done or settle(draft, name, before) != (draft, ""):
        return draft
    changed, problem = settle(draft, name, after)
    return emptied(draft, name) if problem else changed
