"""Replies: held and taken back, corrected once they are sent, and saved ones that are shown before they go."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.model.people import Role
from bot.core.model.record import EntryKind
from bot.core.model.tickets import State
from bot.core.policy import Replies
from bot.ports import UnitOfWork
from bot.store.admin import person
from bot.store.admin.erase import erase
from bot.store.sql_store import SqlStore
from bot.workers.clock_watch import WAITS
from bot.workers.timers import Failed, fire_due
from tests.dialogue import Client, House, open_house


def holds(house: House, seconds: int = 10) -> None:
    """From now on replies are held so long."""
    context = house.engine.context
    context.policy = replace(context.policy, replies=Replies(seconds))


def passes(house: House, seconds: float) -> None:
    """Time passes, and what is due is done."""
    house.clock.forward(seconds=seconds)
    asyncio.run(fire_due(house.engine, Failed()))


def said(house: House, number: int = 1001) -> list[str | None]:
    """What staff wrote to the client of a ticket, as it is on the record."""
    return [entry.text for entry in house.record(number) if entry.kind in {EntryKind.REPLY, EntryKind.ASK}]


def state(ana: Client) -> State:
    """Where her first ticket stands."""
    return ana.tickets[0].state


def waiting(house: House, number: int = 1001) -> int:
    """How many replies are held or shown on a ticket."""
    with house.store.read() as unit:
        return len(unit.held_on(number))


def files_in_spanish(ana: Client) -> None:
    """Walk the shortest way to a ticket."""
    ana.says("hablar con una persona")
    ana.says("No me llegan los correos")
    while ana.field:
        if ana.field == "name":
            ana.says("Ana")
        else:
            ana.takes("keep") if ana.can("keep") else ana.says("normal")


# ── Held ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.both
def test_a_held_reply_can_be_taken_back_before_the_client_sees_it(house: House) -> None:
    holds(house)
    ana, sam = house.client(), house.agent()
    ana.files()
    ana.shown = []
    sam.types("reply 1001 Try it now")
    sam.sees("Your reply to #1001 goes out in 10 s", "[Undo]")
    ana.sees_not("Try it now")
    passes(house, 9)
    sam.chooses("Undo")
    sam.sees("Taken back: the client of #1001 was sent nothing", "Try it now")
    passes(house, 60)
    ana.sees_not("Try it now")
    assert said(house) == []
    ticket = ana.tickets[0]
    assert (ticket.state, ticket.owner, ticket.answered_at) == (State.OPEN, "sam", None)
    acts = [entry.text for entry in house.record(1001) if entry.kind is EntryKind.ACT]
    assert acts[-2:] == ["claimed", "took back a reply before it was sent"]


@pytest.mark.both
def test_a_held_reply_is_a_response_only_when_it_goes(house: House) -> None:
    holds(house)
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 Try it now")
    assert ana.tickets[0].answered_at is None
    passes(house, 10)
    ana.sees("sam answered #1001", "Try it now")
    assert ana.tickets[0].answered_at == house.clock.at
    assert ana.tickets[0].state is State.ANSWERED
    with house.store.read() as unit:
        assert all(promise.kept for promise in unit.promises(1001))
    sam.types("undo")
    sam.sees("Entry", "is taken back. The client may have read it")


def test_a_hold_ends_when_a_promise_does(house: House) -> None:
    holds(house)
    ana, sam = house.client(), house.agent()
    ticket = ana.files()
    house.clock.at = ticket.promise_at - timedelta(seconds=8)
    sam.types("reply 1001 Try it now")
    sam.sees("goes out in 5 s")
    passes(house, 6)  # what is due is looked for now and then
    ana.sees("Try it now")
    with house.store.read() as unit:
        assert [promise.kept for promise in unit.promises(1001) if promise.due_at == ticket.promise_at] == [True]


def test_a_reply_just_before_a_promise_goes_at_once(house: House) -> None:
    holds(house)
    ana, sam = house.client(), house.agent()
    ticket = ana.files()
    house.clock.at = ticket.promise_at - timedelta(seconds=2)
    sam.types("reply 1001 Try it now")
    sam.sees("is on its way")
    ana.sees("Try it now")


def test_a_clock_that_is_set_back_keeps_no_reply_waiting(house: House) -> None:
    holds(house)
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 Try it now")
    house.clock.forward(hours=-1)
    now = house.clock.at
    house.store.write(lambda unit: unit.bring_forward(WAITS, now, timedelta(hours=1))).result()
    passes(house, 10)
    ana.sees("Try it now")


def test_what_is_done_next_on_the_ticket_sends_what_is_held(house: House) -> None:
    holds(house)
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("claim")
    sam.types("reply First")
    sam.types("reply Second")
    ana.sees("First")
    ana.sees_not("Second")
    assert said(house) == ["First"]
    sam.types("resolve")
    sam.sees("#1001 is resolved")
    ana.sees("Second", "sam resolved #1001")
    assert said(house) == ["First", "Second"]
    assert waiting(house) == 0


def test_releasing_and_handing_over_send_it_first(house: House) -> None:
    holds(house)
    ana, sam, kim = house.client(), house.agent(), house.agent("kim", Role.AGENT)
    ana.files()
    sam.types("reply 1001 One")
    sam.types("assign 1001 to kim")
    sam.sees("#1001 is with kim now")
    kim.types("reply 1001 Two")
    kim.types("release 1001")
    assert said(house) == ["One", "Two"]
    assert ana.tickets[0].owner == ""


def test_merging_sends_what_is_held_on_both(house: House) -> None:
    holds(house)
    ana, sam = house.client(), house.agent()
    ana.files()
    ana.files("My website is slow too")
    sam.types("reply 1001 One")
    sam.types("reply 1002 Two")
    sam.types("merge 1002 into 1001")
    assert [text for text in said(house) if text] == ["One", "Two"]


def test_a_question_and_a_closing_word_are_held_as_well(house: House) -> None:
    holds(house)
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("ask 1001 Which device?")
    sam.sees("Your question to the client of #1001 goes out in 10 s")
    passes(house, 10)
    ana.sees("Which device?")
    ana.says("my phone")
    sam.types("resolve 1001 It was the server name.")
    sam.sees("goes out in 10 s; then it is resolved")
    assert ana.tickets[0].live
    passes(house, 10)
    ana.sees("sam resolved #1001", "It was the server name.")
    assert ana.tickets[0].state is State.SOLVED


def test_a_held_reply_outlives_a_restart(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        holds(house)
        ana, sam = house.client(), house.agent()
        ana.files()
        sam.types("reply 1001 Try it now")
    with open_house(tmp_path) as house:  # whatever its policy says by now
        passes(house, 5)
        assert said(house) == []
        passes(house, 5)
        house.client().sees("Try it now")


def test_the_client_may_write_meanwhile_and_close_meanwhile(house: House) -> None:
    holds(house)
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 Try it now")
    ana.says("add: it says 550")
    sam.sees("it says 550")
    passes(house, 10)
    assert [entry.text for entry in house.record(1001)][-2:] == ["add: it says 550"[5:], "Try it now"]
    sam.types("reply 1001 And now?")
    ana.says("it is solved, thanks")
    assert not ana.tickets[0].live
    passes(house, 10)
    sam.sees("sam's reply to #1001", "wasn't sent", "And now?")
    assert said(house) == ["Try it now"]
    assert "And now?" in str(house.record(1001)[-1].text)
    assert house.record(1001)[-1].kind is EntryKind.NOTE


def test_nobody_else_answers_what_somebody_is_answering(house: House) -> None:
    holds(house)
    ana, sam, kim = house.client(), house.agent("sam", Role.AGENT), house.agent("kim", Role.AGENT)
    ana.files()
    sam.types("reply 1001 Try it now")
    kim.types("reply 1001 Me too")
    kim.sees("sam has #1001")
    assert waiting(house) == 1
    kim.types("undo 1001")
    kim.sees("There is no reply of yours to undo")
    assert waiting(house) == 1


def test_whoever_left_the_desk_is_read_all_the_same(house: House) -> None:
    holds(house)
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 Try it now")
    house.store.write(lambda unit: unit.remove_staff("sam")).result()
    passes(house, 10)
    ana.sees("Try it now")


@pytest.mark.both
def test_what_is_held_or_shown_goes_with_an_erased_client(house: House) -> None:
    holds(house)
    ana, sam, kim = house.client(), house.agent(), house.agent("kim")
    ana.files()
    sam.types("reply 1001 ~restored")
    kim.types("reply 1001 Try it now, Ana")
    account, now = ana.account, house.clock.at
    assert account
    assert isinstance(house.store, SqlStore)
    (ticket,) = person.export(house.store, account.id)["tickets"]
    assert [held["by_name"] for held in ticket["held replies"]] == ["kim", "sam"]
    erase(house.store, account.id, now)
    assert waiting(house) == 0
    passes(house, 60)
    assert said(house) == []


def test_a_last_reply_that_waits_is_undone_rather_than_corrected(house: House) -> None:
    holds(house)
    house.client().files()
    sam = house.agent()
    sam.types("reply 1001 Try it now")
    sam.types("edit 1001 Try it later")
    sam.sees("isn't sent yet", "[Undo]")


# ── Corrected ──────────────────────────────────────────────────────────────────────────


@pytest.mark.both
def test_a_sent_reply_is_corrected_on_the_record_and_for_the_client(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 Use port 25")
    ana.sees("Use port 25")
    ana.shown = []
    sam.types("edit 1001 Use port 587")
    sam.sees("reads otherwise now")
    ana.sees("sam corrected a message about #1001", "It reads now:", "sam (edited): “Use port 587”")
    ana.says("show 1001")
    ana.sees("sam, ", "(edited)", "Use port 587")
    ana.sees_not("Use port 25")
    sam.types("show 1001")
    sam.sees("Use port 25", "Use port 587", "sam replied", "sam changed entry")
    edit = house.record(1001)[-1]
    assert (edit.kind, edit.by, edit.text) == (EntryKind.EDIT, "sam", "Use port 587")
    assert house.record(1001)[edit.of - 1].text == "Use port 25"


def test_an_older_entry_is_named_by_its_number(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 One")
    first = house.record(1001)[-1].seq
    sam.types("reply 1001 Two")
    sam.types(f"edit 1001 entry {first} Uno")
    ana.says("show 1001")
    ana.sees("Uno", "Two")
    sam.types("edit 1001 entry 1 Mine now")
    sam.sees("Entry 1 is nothing that was written to the client", f"These are: {first}")
    sam.types(f"edit 1001 entry {first} Uno")
    sam.sees("That is what it says already")


def test_what_is_taken_back_is_with_its_owner_again(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 This was for somebody else")
    ana.sees("This was for somebody else")
    answered = ana.tickets[0].answered_at
    sam.types("delete 1001 last")
    sam.sees("is taken back. The client may have read it")
    ana.sees("sam took back this message about #1001")
    ticket = ana.tickets[0]
    assert (ticket.state, ticket.owner, ticket.answered_at) == (State.OPEN, "sam", answered)
    ana.says("show 1001")
    ana.sees("(taken back)")
    ana.sees_not("somebody else")
    sam.types("delete 1001")
    sam.sees("You wrote nothing to the client that could be changed")


def test_a_question_that_is_taken_back_is_asked_no_more(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("ask 1001 Which device?")
    ana.sees("Which device?")
    sam.types("edit 1001 Which program?")
    ana.sees("Which program?")
    assert state(ana) is State.ASKED
    sam.types("delete 1001")
    assert state(ana) is State.OPEN
    ana.opens()
    ana.sees_not("Just write your answer")


def test_only_its_writer_and_leads_change_a_reply(house: House) -> None:
    ana, sam = house.client(), house.agent("sam", Role.AGENT)
    kim, lee = house.agent("kim", Role.AGENT), house.agent("lee", Role.LEAD)
    ana.files()
    sam.types("reply 1001 One")
    ana.sees("One")
    seq = house.record(1001)[-1].seq
    kim.types(f"edit 1001 entry {seq} Two")
    kim.sees("sam wrote that")
    lee.types(f"edit 1001 entry {seq} Three")
    ana.sees("lee corrected a message", "Three")


def test_undo_takes_back_only_what_was_sent_a_moment_ago(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("undo")
    sam.sees("There is no reply of yours to undo")
    sam.types("undo 99")
    sam.sees("There is no ticket #99")
    sam.types("reply 1001 Try it now")
    sam.sees("on its way", "[Undo]")
    ana.sees("Try it now")
    house.clock.forward(minutes=2)
    sam.chooses("Undo")
    sam.sees("was sent", "[Take it back]")
    assert ana.tickets[0].state is State.ANSWERED
    sam.chooses("Take it back")
    ana.sees("sam took back this message")


def test_merged_tickets_carry_what_stands(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    ana.files("My website is slow too")
    sam.types("reply 1002 Old words")
    sam.types("edit 1002 New words")
    sam.types("reply 1002 Wrong")
    sam.types("delete 1002")
    sam.types("merge 1002 into 1001")
    assert said(house) == ["New words"]
    sam.types("edit 1002 Anything")
    sam.sees("#1002 was merged into #1001")


def test_words_that_were_erased_stay_erased(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 Try it now")
    seq = house.record(1001)[-1].seq

    def forget(unit: UnitOfWork) -> None:
        erase = "UPDATE record SET words = NULL, salt = NULL WHERE kind = 'reply'"
        unit.connection.exec_driver_sql(erase)  # type: ignore[attr-defined]
        unit.add_erasure(1001, seq)  # type: ignore[attr-defined]

    house.store.write(forget).result()
    sam.types("edit 1001 Anything")
    sam.sees("Its words were erased")


def test_what_isnt_sent_yet_is_changed_or_dropped_before_it_goes(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 Use port 25")
    sam.types("edit 1001 Use port 587")
    ana.sees("edited: “Use port 587”")
    ana.sees_not("Use port 25", "corrected")
    sam.types("reply 1001 This was for somebody else")
    sam.types("delete 1001")
    ana.sees_not("somebody else", "took back")


# ── Saved ──────────────────────────────────────────────────────────────────────────────


@pytest.mark.both
def test_a_saved_reply_is_shown_before_it_goes(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 ~try-again It took a minute.")
    sam.sees("This goes to the client of #1001", "Hello Ana,", "It took a minute.", "[Send]", "[Cancel]")
    assert said(house) == []
    sam.chooses("Send")
    sam.sees("Your reply to #1001 is on its way")
    ana.sees("Hello Ana,", "tell me here whether it works", "It took a minute.")
    sam.types("send")
    sam.sees("There is nothing to send")


def test_a_preview_may_be_dropped(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 ~restored")
    sam.chooses("Cancel")
    sam.sees("Nothing was sent on #1001")
    assert waiting(house) == 0
    assert said(house) == []


def test_fields_are_filled_as_the_client_reads_them(house: House) -> None:
    ana, sam = house.client("ana", lang="es"), house.agent()
    files_in_spanish(ana)
    sam.types("reply 1001 ~looking")
    sam.sees("Hola, Ana:", "#1001", "No me llegan los correos", "sam")
    sam.sees_not("{", "There is no ~looking")
    sam.types("reply 1001 ~dns-wait")  # this desk has no such article
    sam.sees("Not known, and left out: dns-records.", "Cómo funciona:")
    sam.sees_not("https://")


def test_an_article_is_a_saved_reply_too(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 ~mx-records")
    sam.sees("Mx records", "Read about mx-records.", "https://help.example.com/en/mx-records", "[Send]")


def test_an_unknown_name_gets_the_nearest_and_nothing_is_sent(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 ~try-agian")
    sam.sees("No saved reply or article is called ~try-agian. Nothing was sent.", "~try-again")
    sam.chooses("~try-again")
    sam.sees("This goes to the client")
    sam.types("reply 1001 ~xyzzy")
    sam.sees("is called ~xyzzy", "[Saved replies]")
    assert said(house) == []


@pytest.mark.parametrize("text", ["~5 minutes more", "~/.ssh/config is the file", "~ about an hour", "so ~done"])
def test_other_words_with_a_tilde_are_words(house: House, text: str) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types(f"reply 1001 {text}")
    assert said(house) == [text]


def test_what_was_said_since_a_preview_is_read_first(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("reply 1001 ~restored")
    ana.says("add: it is the printer after all")
    sam.types("send")
    sam.sees("Nothing was sent: this was said on #1001 meanwhile", "it is the printer after all", "[Send]")
    assert said(house) == []
    sam.types("send")
    assert len(said(house)) == 1


def test_a_saved_reply_can_ask_and_resolve_and_is_held(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("ask 1001 ~details")
    sam.sees("This is asked of the client of #1001")
    sam.types("send 1001")
    assert state(ana) is State.ASKED
    ana.says("since noon")
    holds(house)
    sam.types("resolve 1001 ~restored")
    sam.sees("which is resolved then")
    sam.types("send")
    sam.sees("goes out in 10 s")
    passes(house, 10)
    assert state(ana) is State.SOLVED


def test_the_list_of_saved_replies(house: House) -> None:
    sam = house.agent()
    sam.types("replies")
    sam.sees("~anything-else", "~try-again", "Please try once more", "reply 12 ~")


def test_a_saved_reply_on_a_closed_ticket_says_so_at_once(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files()
    sam.types("resolve 1001 Done.")
    sam.types("reply 1001 ~restored")
    sam.sees("#1001 is solved")
    sam.types("reply 77 ~restored")
    sam.sees("There is no ticket #77")
