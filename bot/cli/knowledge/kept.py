"""What a desk keeps that articles can be made of: questions in vain, and what staff answered on tickets."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.cli.opened_desk import Office
from bot.core.model.record import Author, EntryKind, StoredEntry
from bot.core.model.tickets import State, description
from bot.core.rules.replies.corrections import as_it_reads, stands
from bot.core.text.errors import TicketNotFound
from bot.core.text.language import guess
from bot.core.text.redaction.redact import redact
from bot.i18n import languages
from bot.store.reports import answered_tickets
from bot.store.reports.unanswered_questions import unanswered
from bot.store.transaction.unit_of_work import SqlUnit
from kb.authoring.answered_alike import ANSWER_CHARS_MAX, TICKETS_MAX, Answered
from kb.authoring.from_ticket import Answer
from kb.authoring.gaps import QUESTIONS_MAX, Asked


def asked_in_vain(unit: SqlUnit, days: int, desk: Office) -> tuple[Asked, ...]:
    """The questions that nothing answered, each in the language that it is written in, or in its writer's."""
    offered = desk.policy.firm.languages
    return tuple(
        Asked(each.at, text, guess(text, languages(), offered) or each.lang or offered[0], each.outcome)
        for each in unanswered(unit, desk.now() - timedelta(days=days), QUESTIONS_MAX)
        for text in (redact(each.text, languages()).text,)
    )


def answered_lately(unit: SqlUnit, days: int, desk: Office) -> Iterator[Answered]:
    """The tickets that staff answered, with as much of it as is compared."""
    offered = desk.policy.firm.languages
    for each in answered_tickets.answered(unit, desk.now() - timedelta(days=days), TICKETS_MAX):
        answer = "\n".join(reply.text or "" for reply in _replies(each.entries))[:ANSWER_CHARS_MAX]
        if answer:
            lang = guess(answer, languages(), offered) or offered[0]
            own = description(each)
            yield Answered(each.number, each.answered_at, each.state == State.SOLVED.value, lang, own, answer)


def answer_of(unit: SqlUnit, number: int, desk: Office) -> Answer:
    """All that was said on a ticket, and who is on it. Raises TicketNotFound."""
    ticket = unit.ticket(number)
    if ticket is None:
        raise TicketNotFound(number)
    entries = _standing(as_it_reads(unit.record(number), unit.edits(number)))
    replies = [each for each in entries if _is_reply(each)]
    clients = [each for each in entries if each.author in {Author.CLIENT, Author.PARTICIPANT}]
    account, talk = unit.account(ticket.account), unit.conversation(ticket.conversation)
    staff = [person.name for person, _known in unit.staff_list()]
    others = [each.name for each in unit.participants(number)]
    texts = tuple(each.text or "" for each in replies)
    default = (talk.lang if talk else "") or desk.policy.firm.languages[0]
    return Answer(
        ticket=number,
        lang=guess("\n".join(texts), languages(), desk.policy.firm.languages) or default,
        answered=(replies[-1].at if replies else ticket.filed_at).astimezone(ZoneInfo(desk.zone)).date(),
        replies=texts,
        clients=(ticket.subject, ticket.symptoms, *(each.text or "" for each in clients)),
        names=(account.name if account else "", *staff, *others, *(each.by for each in replies)),
    )


def _replies(entries: Sequence[StoredEntry]) -> list[StoredEntry]:
    edits = [each for each in entries if each.kind is EntryKind.EDIT]
    return [each for each in _standing(as_it_reads(entries, edits)) if _is_reply(each)]


def _standing(entries: Iterable[StoredEntry]) -> list[StoredEntry]:
    return [each for each in entries if each.text and stands(each)]


def _is_reply(entry: StoredEntry) -> bool:
    return entry.kind is EntryKind.REPLY and entry.author is Author.STAFF
