"""Replies: how long they are held, what corrects them, and saved ones with their fields."""

from datetime import timedelta

import pytest

from bot.core.model.held_replies import HeldReply, ReplyKind
from bot.core.model.people import Role, Staff
from bot.core.model.record import Author, EntryKind, StoredEntry
from bot.core.model.tickets import State
from bot.core.rules.change import Change, Refused
from bot.core.rules.replies import corrections, held, saved
from tests.builders import WEDNESDAY, ticket

SAM, KIM = Staff("sam", Role.AGENT), Staff("kim", Role.LEAD)
LATER = WEDNESDAY + timedelta(hours=1)


def reply(kind: ReplyKind = ReplyKind.REPLY, seen: int = 0) -> HeldReply:
    return HeldReply(1001, "sam", kind, WEDNESDAY, None, seen, "Try it now")


def entry(seq: int, kind: EntryKind, text: str | None = "words", by: str = "sam", of: int = 0) -> StoredEntry:
    return StoredEntry(1001, seq, kind, Author.STAFF, by, text, WEDNESDAY, of)


# ── Held ───────────────────────────────────────────────────────────────────────────────


def test_a_hold_ends_with_the_next_promise_as_long_as_nobody_answered() -> None:
    now = WEDNESDAY + timedelta(hours=1)
    soon, late = now + timedelta(seconds=8), now + timedelta(days=1)
    just = soon - held.BEFORE_PROMISE
    in_ten = now + timedelta(seconds=10)
    assert held.due(ticket(grace_until=late, promise_at=late), 10, now) == in_ten
    assert held.due(ticket(grace_until=soon, promise_at=late), 10, now) == just
    assert held.due(ticket(grace_until=WEDNESDAY, promise_at=soon), 10, now) == just
    assert held.due(ticket(grace_until=WEDNESDAY, promise_at=WEDNESDAY), 10, now) == in_ten
    assert held.due(ticket(grace_until=now + held.BEFORE_PROMISE, promise_at=late), 10, now) is None
    assert held.due(ticket(grace_until=soon, promise_at=soon, answered_at=WEDNESDAY), 10, now) == in_ten


def test_whoever_writes_has_the_ticket() -> None:
    taken = held.taken(ticket(), SAM, LATER)
    assert taken is not None
    assert (taken.after.owner, taken.after.acted_at, taken.after.answered_at) == ("sam", LATER, None)
    assert held.taken(ticket(owner="sam"), SAM, LATER) is None
    assert held.taken(ticket(owner="sam"), KIM, LATER) is not None


@pytest.mark.parametrize(
    ("kind", "state"),
    [(ReplyKind.REPLY, State.ANSWERED), (ReplyKind.ASK, State.ASKED), (ReplyKind.RESOLVE, State.SOLVED)],
)
def test_each_kind_does_what_its_command_does(kind: ReplyKind, state: State) -> None:
    sent = held.sent(ticket(owner="sam"), reply(kind), SAM, LATER)
    assert isinstance(sent, Change)
    assert (sent.after.state, sent.after.answered_at, sent.responded) == (state, LATER, True)
    assert isinstance(held.sent(ticket(state=State.CANCELLED), reply(kind), SAM, LATER), Refused)


def test_what_cant_go_any_more_stays_as_a_note() -> None:
    kept = held.not_sent(ticket(state=State.SOLVED), reply(), LATER)
    (note,) = kept.entries
    assert kept.after == kept.before
    assert "Try it now" in str(note.text)


def test_a_reply_that_never_goes_leaves_no_words() -> None:
    (entry_,) = held.taken_back(ticket(owner="sam"), SAM, LATER).entries
    assert "took back a reply before it was sent" in str(entry_)
    assert "Try it now" not in str(entry_)


def test_news_is_what_was_said_since() -> None:
    said = [entry(1, EntryKind.WORDS), entry(2, EntryKind.ACT), entry(3, EntryKind.WORDS), entry(4, EntryKind.NOTE)]
    assert [each.seq for each in held.news(reply(seen=1), said)] == [3]
    assert held.news(reply(seen=3), said) == ()


# ── Corrected ──────────────────────────────────────────────────────────────────────────


def test_the_last_correction_is_how_an_entry_reads() -> None:
    edits = [entry(3, EntryKind.EDIT, "two", of=1), entry(4, EntryKind.EDIT, "three", of=1)]
    read = corrections.as_it_reads([entry(1, EntryKind.REPLY, "one"), entry(2, EntryKind.WORDS), *edits], edits)
    assert [(each.seq, each.text, each.edited_at) for each in read] == [(1, "three", WEDNESDAY), (2, "words", None)]
    assert corrections.last(read) == read[0]


def test_what_was_taken_back_isnt_there_to_be_changed() -> None:
    read = corrections.as_it_reads([entry(1, EntryKind.REPLY)], [entry(2, EntryKind.EDIT, "", of=1)])
    assert not corrections.stands(read[0])
    assert corrections.last(read) is None
    for seq in (0, 1):
        assert isinstance(corrections.chosen(read, seq, SAM), Refused)


def test_the_entry_is_ones_own_last_or_the_one_that_is_named() -> None:
    record = [
        entry(1, EntryKind.WORDS),
        entry(2, EntryKind.REPLY),
        entry(3, EntryKind.ASK),
        entry(4, EntryKind.REPLY, by="kim"),
    ]
    assert corrections.chosen(record, 0, SAM) == record[2]
    assert corrections.chosen(record, 4, SAM) == record[3]
    for seq in (1, 9):
        assert isinstance(corrections.chosen(record, seq, SAM), Refused)
    assert isinstance(corrections.chosen([entry(1, EntryKind.REPLY, None)], 1, SAM), Refused)


def test_its_writer_and_leads_may_change_it_as_long_as_the_ticket_is_one() -> None:
    mine = entry(2, EntryKind.REPLY)
    answered = ticket(state=State.ANSWERED, owner="sam", answered_at=WEDNESDAY)
    for by in (SAM, KIM):
        done = corrections.correct(answered, mine, by, "new", LATER, last=True)
        assert isinstance(done, Change)
        assert (done.after.state, done.entries[0].text) == (State.ANSWERED, "new")
    assert isinstance(corrections.correct(answered, mine, Staff("lee", Role.AGENT), "new", LATER, last=True), Refused)
    assert isinstance(corrections.correct(answered, mine, SAM, "words", LATER, last=True), Refused)
    merged = ticket(state=State.MERGED, merged_into=7)
    assert isinstance(corrections.correct(merged, mine, SAM, "new", LATER, last=True), Refused)


@pytest.mark.parametrize(
    ("state", "last", "text", "after"),
    [
        (State.ANSWERED, True, "", State.OPEN),
        (State.ASKED, True, "", State.OPEN),
        (State.ANSWERED, False, "", State.ANSWERED),
        (State.ANSWERED, True, "new", State.ANSWERED),
        (State.SOLVED, True, "", State.SOLVED),
    ],
)
def test_what_nobody_answered_any_more_is_with_its_owner(state: State, last: bool, text: str, after: State) -> None:
    before = ticket(state=state, answered_at=WEDNESDAY)
    done = corrections.correct(before, entry(2, EntryKind.REPLY), SAM, text, LATER, last=last)
    assert isinstance(done, Change)
    assert (done.after.state, done.after.answered_at) == (after, WEDNESDAY)
    assert done.after.owner == ("sam" if after is State.OPEN else "")


# ── Saved ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("~mx-records", ("mx-records", "")),
        ("~mx-records and this", ("mx-records", "and this")),
        ("~mx-records: and\nthis", ("mx-records", "and\nthis")),
        ("~done!", ("done", "")),
        ("~done.", ("done", "")),
        ("~2fa", ("2fa", "")),
        ("~grüße", ("grüße", "")),
        ("~5 minutes", None),
        ("~ done", None),
        ("~/.ssh", None),
        ("so ~done", None),
        ("~~done", None),
        ("", None),
    ],
)
def test_how_a_saved_reply_is_named(text: str, asked: tuple[str, str] | None) -> None:
    found = saved.asked(text)
    assert (found and (found.name, found.also)) == asked


def filled(text: str, **values: str) -> str:
    return saved.filled(text, values, lambda slug: f"<{slug}>")


def test_fields_are_filled() -> None:
    assert filled("Hello {client}, {number}.", client="Ana", number="#12") == "Hello Ana, #12."
    assert filled("Hello {client},") == "Hello,"
    assert filled("see {article:mx-records}") == "see <mx-records>"
    assert filled("{{client}} {{") == "{client} {"
    assert filled("Hello {client}", client="{staff}") == "Hello {staff}"  # what people wrote is no field


def test_words_of_ones_own_stand_above_the_signature() -> None:
    assert saved.with_words("Hello\n\n{staff}", "") == "Hello\n\n{staff}"
    assert filled(saved.with_words("Hello\n\n{staff}", "try {client}"), staff="sam") == "Hello\n\ntry {client}\n\nsam"
    assert filled(saved.with_words("Hello {client}", "there"), client="Ana") == "Hello Ana\n\nthere"


def test_what_is_no_field_is_named_with_its_line_and_the_nearest() -> None:
    assert list(saved.unknown_fields("{client} {{x}} {article:y}")) == []
    assert list(saved.unknown_fields("a\n{clinet} {} {article:}")) == [
        (1, "clinet", "client"),
        (1, "", ""),
        (1, "article:", "article:"),
    ]
    assert list(saved.articles_named("a\n\n{article:mx} {client} {{")) == [(2, "mx")]
    assert saved.fields_of("{client} {{ {number}") == {"client", "number"}


def test_of_many_wrong_fields_the_first_are_named() -> None:
    found = list(saved.unknown_fields("{client}\n" + "{a}\n" * (saved.FIELDS_NAMED_MAX + 1)))
    assert [line for line, _name, _near in found] == list(range(1, saved.FIELDS_NAMED_MAX + 1))
