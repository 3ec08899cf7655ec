"""Words that wait to become a ticket, changed or taken back by whoever wrote them: they are found by their event."""

from dataclasses import dataclass, replace

from bot.core.conversation.intents import read
from bot.core.conversation.state import (
    AssigningText,
    ClarifyingOwner,
    ConfirmingDuplicate,
    ConfirmingTerms,
    Draft,
    Drafting,
    Idle,
    Stage,
    Talk,
)
from bot.core.conversation.ticket_form import emptied, headline, settle
from bot.core.model.people import Origin
from bot.core.model.record import Line
from bot.core.text.language_data import Languages


@dataclass(frozen=True, slots=True)
class _Edit:
    """What became of a message."""

    of: Origin
    before: str
    after: str
    """Empty once it is gone."""
    recorded: str
    """What a ticket holds of it: "add: it says 550" without "add:"."""
    old: str
    """The same as ``before`` where it is looked for among words from before events were kept; else empty."""


def reworded(talk: Talk, of: Origin, before: str, after: str, languages: Languages, *, old: bool = False) -> Talk:
    """The talk with a message as it reads now; ``after`` is empty once it is gone.

    Nothing else changes, whatever it says: but with ``old``, for a talk of the sender alone, what was kept
    before events were, and reads the same.
    """
    edit = _Edit(of, before, after, read(after, languages).text or after, before if old else "")
    lines = _lines(talk.lines, edit)
    if talk.question == before and lines != talk.lines:
        talk = replace(talk, question=after or (lines[-1].text if lines else ""))
    return replace(talk, lines=lines, stage=_stage(talk.stage, edit, lines != talk.lines))


def _lines(lines: tuple[Line, ...], edit: _Edit) -> tuple[Line, ...]:
    changed = (_line(line, edit) for line in lines)
    return tuple(line for line in changed if line.text)


def _line(line: Line, edit: _Edit) -> Line:
    kept_before = not line.origins and line.text == edit.old
    if edit.of not in line.origins and not kept_before:
        return line
    if len(line.origins) > 1:  # several messages: theirs stands among them
        left = "\n".join(part for part in line.text.replace(edit.before, edit.after, 1).splitlines() if part)
        return replace(line, text=left)
    return replace(line, text=edit.after if line.text == edit.before else edit.recorded)


def _stage(stage: Stage, edit: _Edit, theirs: bool) -> Stage:
    match stage:
        case AssigningText(lines=()):  # kept before its lines were
            return _joining(replace(stage, text=edit.after), edit.after) if stage.text == edit.old else stage
        case AssigningText(lines=typed):
            left = _lines(typed, edit)
            return _joining(replace(stage, text="\n".join(line.text for line in left), lines=left), left)
        case (
            Drafting(draft)
            | ConfirmingDuplicate(draft)
            | ClarifyingOwner(draft=Draft() as draft)
            | ConfirmingTerms(draft=Draft() as draft)
        ):
            changed = _draft(draft, edit, theirs)
            return replace(stage, draft=changed) if changed.done == draft.done else Drafting(changed)
        case _:
            return stage


def _joining(stage: AssigningText, left: object) -> Stage:
    """Without words nothing is left to be placed."""
    return stage if left else Idle()


def _draft(draft: Draft, edit: _Edit, theirs: bool) -> Draft:
    """A subject that was taken from the words, and what was put into the form beside it."""
    if theirs and "subject" not in draft.done and draft.subject == headline(edit.before):
        draft = replace(draft, subject=headline(edit.after))
    if edit.of in draft.origins:
        symptoms = draft.symptoms.replace(edit.before, edit.after, 1)
        draft = replace(draft, symptoms="\n".join(line for line in symptoms.splitlines() if line))
        for name in ("subject", "service", "name"):
            draft = _answer(draft, name, edit)
    return draft


def _answer(draft: Draft, name: str, edit: _Edit) -> Draft:
    """An answer that was the whole message. One that is gone, and is needed, is asked for again."""
    if name not in draft.done or settle(draft, name, edit.before) != (draft, ""):
        return draft
    changed, problem = settle(draft, name, edit.after)
    return emptied(draft, name) if problem else changed
