"""A ticket's transcript: everything on it that its client may read, as a page to be kept; internal notes as digests."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from bot.core.client_view import billing as billing_prompts
from bot.core.client_view.ticket_status import short
from bot.core.conversation.facts import TicketView
from bot.core.model.files import RecordFile
from bot.core.model.promises import PromiseKind
from bot.core.model.record import PUBLIC, Author, Chained, StoredEntry
from bot.core.policy import Firm
from bot.core.reports.promise_report import Line, Verdict
from bot.core.rules.billing import Statement
from bot.core.rules.replies.corrections import as_it_reads
from bot.core.text.reply_parts import Page, Section
from bot.core.text.surface import Block, Moment, Msg, Quantity, Quote, Table, _, n_

KILO = 1000
MINUTE_S, HOUR_S = 60, 3600


@dataclass(frozen=True, slots=True)
class TicketFile:
    """All that a transcript is made of, from one snapshot."""

    seen: TicketView
    client: str
    """The client's name; empty where it isn't known, or is erased."""
    entries: tuple[StoredEntry, ...]
    """The whole record, oldest first."""
    chain: tuple[Chained, ...]
    """The same entries' digests."""
    files: tuple[RecordFile, ...]
    promises: tuple[Line, ...]
    bill: Statement


def page(file: TicketFile, firm: Firm, now: datetime, key: str) -> Page:
    """The transcript as it stands now; ``key`` is the public half that it will be signed with, or empty."""
    ticket = file.seen.ticket
    sections = (
        Section("ticket", _("The ticket"), (_facts(file),)),
        Section("record", _("What was said"), tuple(_record(file))),
        *((Section("files", _("Files"), (_files(file),)),) if file.files else ()),
        Section("promises", _("What was promised"), (_promises(file.promises),)),
        Section("statement", _("Statement"), tuple(_statement(file))),
        Section("internal", _("What isn't shown"), tuple(_internal(file))),
        Section("seal", _("Seal"), tuple(_seal(file, key))),
    )
    title = _("{firm}: transcript of #{number}", firm=firm.name, number=ticket.number)
    foot = _("Made {at}. Times are in {zone}.", at=Moment(now, "lasting"), zone=Moment(now, "zone"))
    return Page(title, _("About “{subject}”", subject=ticket.subject), sections, (foot,))


def _facts(file: TicketFile) -> Table:
    ticket = file.seen.ticket
    rows: list[tuple[Msg | str, ...]] = [
        (_("Ticket"), _("#{number}", number=ticket.number)),
        (_("Client"), file.client or "—"),
        *(((_("Service"), ticket.service),) if ticket.service else ()),
        (_("How it stands"), short(file.seen)),
        (_("Filed"), _moment(ticket.filed_at)),
        *(((_("First answer"), _moment(ticket.answered_at)),) if ticket.answered_at else ()),
        *(((_("Closed"), _moment(ticket.closed_at)),) if ticket.closed_at else ()),
    ]
    return Table((_("What"), _("How it is")), tuple(rows))


# ── The record ─────────────────────────────────────────────────────────────────────────


def _record(file: TicketFile) -> Iterator[Block]:
    """Every public entry as it reads by now, with the files that came with it."""
    came: dict[int, list[RecordFile]] = {}
    for each in file.files:
        came.setdefault(each.seq, []).append(each)
    edits = [entry for entry in file.entries if entry.of]
    for entry in as_it_reads(file.entries, edits):
        if entry.kind in PUBLIC:
            yield Quote(_words(entry), _whose(entry, file.client))
            yield from (_("File: {name}", name=each.name) for each in came.get(entry.seq, ()))


def _words(entry: StoredEntry) -> str:
    return entry.text or "—"


def _whose(entry: StoredEntry, client: str) -> Msg:
    """Entry, whose, when; what became of the words, if anything did."""
    told = _("{seq}. {name}, {at}", seq=entry.seq, name=_name(entry, client), at=Moment(entry.at, "lasting"))
    if entry.text is None:
        return _("{entry} (erased)", entry=told)
    if entry.edited_at is None:
        return told
    edited = Moment(entry.edited_at, "lasting")
    if not entry.text:
        return _("{entry} (taken back {at})", entry=told, at=edited)
    return _("{entry} (edited {at})", entry=told, at=edited)


def _name(entry: StoredEntry, client: str) -> Msg | str:
    match entry.author:
        case Author.STAFF:
            return entry.by
        case Author.PARTICIPANT:
            return entry.by or _("Somebody who took part")
        case Author.CLIENT:
            return client or _("Client")
        case Author.BOT:
            return _("Front Door")
        case _:
            assert_never(entry.author)


def _files(file: TicketFile) -> Table:
    head = (_("File"), _("Entry"), _("Size"), _("SHA-256"))
    return Table(head, tuple((each.name, str(each.seq), size(each.bytes), each.digest) for each in file.files))


def size(count: int) -> Msg:
    """How large a file is, in words."""
    if count < KILO:
        return n_("{count} byte", "{count} bytes", count)
    if count < KILO * KILO:
        return _("{size} kB", size=Quantity(round(count / KILO)))
    return _("{size} MB", size=Quantity(round(count / KILO / KILO)))


# ── Promises and the bill ──────────────────────────────────────────────────────────────

_KINDS: Mapping[PromiseKind, Msg] = {
    PromiseKind.ESTIMATE: _("Estimate, with its grace; not guaranteed"),
    PromiseKind.RESPONSE: _("Guaranteed answer"),
}


def _promises(lines: tuple[Line, ...]) -> Table:
    head = (_("What"), _("Said"), _("Due"), _("How it went"))
    rows = ((_KINDS[each.kind], _moment(each.shown_at), _moment(each.due_at), _went(each)) for each in lines)
    return Table(head, tuple(rows))


def _moment(at: datetime) -> Msg:
    return _("{at}", at=Moment(at, "lasting"))


def _went(line: Line) -> Msg:
    match line.verdict:
        case Verdict.KEPT:
            return _("kept")
        case Verdict.MISSED if line.answered_at is None:
            return _("missed: no answer")
        case Verdict.MISSED:
            return _("missed by {time}", time=_late(line.late_s or 0))
        case Verdict.RUNNING:
            return _("not due yet")
        case Verdict.VOID:
            return _("not needed any more")
        case _:
            assert_never(line.verdict)


def _late(seconds: int) -> Msg:
    if seconds < HOUR_S:
        return n_("{count} minute", "{count} minutes", max(1, seconds // MINUTE_S))
    return n_("{count} hour", "{count} hours", seconds // HOUR_S)


def _statement(file: TicketFile) -> Iterator[Block]:
    """Without the line that names the ticket again."""
    _lead, *rest = billing_prompts.statement(file.bill, file.seen.ticket.subject).blocks
    yield from rest


# ── What isn't shown, and the seal ─────────────────────────────────────────────────────


def _internal(file: TicketFile) -> Iterator[Block]:
    hidden = {entry.seq: entry for entry in file.entries if entry.kind not in PUBLIC}
    if not hidden:
        yield _("Nothing: there are no internal notes.")
        return
    yield _(
        "Notes and steps that staff keep among themselves. A salted digest stands for each: if one is ever laid open,"
        " it can be shown that it is the same."
    )
    rows = tuple(
        (str(link.seq), _moment(hidden[link.seq].at), link.digest) for link in file.chain if link.seq in hidden
    )
    yield Table((_("Entry"), _("When"), _("Salted SHA-256")), rows)


def _seal(file: TicketFile, key: str) -> Iterator[Block]:
    last = file.chain[-1] if file.chain else None
    if last is not None:
        yield n_(
            "The record has {count} entry, each sealed with the one before. The last one's hash: **{hash}**",
            "The record has {count} entries, each sealed with the one before. The last one's hash: **{hash}**",
            last.seq,
            hash=last.hash,
        )
    if not key:
        yield _("This transcript isn't signed: the desk has no key.")
        return
    yield _("Signed with the desk's Ed25519 key. Its public half: **{key}**", key=key)
    yield _(
        "Whoever has Front Door checks it without us: **frontdoor verify FILE --key {key}**. A single letter that was"
        " changed is noticed. Please compare the key with the one on our support page.",
        key=key,
    )
