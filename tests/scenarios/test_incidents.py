"""One fault that many report: proposed by likeness, confirmed by a lead, told to each once, ended."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.model.incidents import IncidentState
from bot.core.model.people import Role
from bot.core.model.promises import TimerKind
from bot.core.model.tickets import State, Ticket
from bot.core.policy import Incidents
from bot.engine.tickets import incidents
from bot.engine.transaction import Transaction
from bot.ports import UnitOfWork
from bot.store.admin import erase, person
from bot.store.sql_store import SqlStore
from tests.builders import policy
from tests.dialogue import Agent, Client, House, open_house

FAULT = "Mails bounce everywhere"


def happens(house: House) -> None:
    """All that falls due by now, and what falls due by that."""
    while house.fire():
        pass


def report(house: House, *names: str) -> list[Client]:
    """Clients file the same fault, a minute apart."""
    clients = [house.client(name) for name in names]
    for who in clients:
        who.files(FAULT, name=who.name.title())
        house.clock.forward(minutes=1)
    return clients


def ticket(house: House, number: int) -> Ticket:
    with house.store.read() as unit:
        found = unit.ticket(number)
    assert found is not None
    return found


def state(house: House, number: int = 1) -> IncidentState | None:
    with house.store.read() as unit:
        found = unit.incident(number)
    return found.state if found else None


@pytest.mark.both
def test_three_alike_are_proposed_and_one_tap_of_a_lead_tells_all(house: House) -> None:
    sam = house.agent()
    clients = report(house, "ana", "bo", "cy")
    places = [ticket(house, n).since for n in (1001, 1002, 1003)]
    happens(house)
    assert state(house) is IncidentState.PROPOSED
    sam.sees("3 tickets resemble each other", "#1001", "#1003")
    sam.chooses("One fault: tell them")
    sam.sees("Incident 1", "lasts")
    happens(house)
    for who, number in zip(clients, (1001, 1002, 1003), strict=True):
        who.shown = []
        who.sees("several clients report the same", f"#{number}", "keeps its place")
        assert any("part of a fault" in (entry.text or "") for entry in house.record(number))
    assert [ticket(house, n).since for n in (1001, 1002, 1003)] == places
    sam.types("why 1002")
    sam.sees("part of an incident", "incident 1", "2nd → 2nd")
    happens(house)
    for who in clients:
        who.shown = []
        who.deliver()
        assert who.shown == []


def lasts(house: House, words: str = "The mail server is full") -> tuple[Agent, list[Client]]:
    """An incident of three tickets, of which all were told."""
    sam, clients = house.agent(), report(house, "ana", "bo", "cy")
    sam.types(f"incident new 1001 1002, #1003: {words}")
    happens(house)
    return sam, clients


def reads(who: Client) -> str:
    """What came since they looked last."""
    who.shown = []
    who.deliver()
    return who.text


def answers(who: Client) -> None:
    """The form under way, in a few words."""
    while who.field:
        if who.field == "urgency":
            who.takes("set.normal")
        elif who.field == "name":
            who.says(who.name.title())
        else:
            who.takes("keep")


# ── Proposed ───────────────────────────────────────────────────────────────────────────


def test_it_takes_three_clients_within_half_an_hour(house: House) -> None:
    ana = house.client()
    for _ticket in range(3):
        ana.files(FAULT)
    bo = house.client("bo")
    bo.files(FAULT, name="Bo")
    happens(house)
    assert state(house) is None
    house.clock.forward(minutes=31)
    house.client("cy").files(FAULT, name="Cy")
    happens(house)
    assert state(house) is None
    house.client("di").files(FAULT, name="Di")
    house.client("ed").files(FAULT, name="Ed")
    happens(house)
    assert state(house) is IncidentState.PROPOSED
    assert [n for n in range(1001, 1008) if ticket(house, n).incident] == [1005, 1006, 1007]


def test_another_that_is_alike_joins_what_is_proposed(house: House) -> None:
    sam = house.agent()
    report(house, "ana", "bo", "cy")
    happens(house)
    report(house, "di")
    happens(house)
    sam.sees("4 tickets resemble each other", "#1004")
    sam.types("show 1004")
    sam.sees("Resembles others: incident 1?")


@pytest.mark.both
def test_what_is_waved_away_does_not_come_again(house: House) -> None:
    sam = house.agent()
    report(house, "ana", "bo", "cy")
    happens(house)
    sam.sees("3 tickets")
    sam.chooses("No, different things")
    sam.sees("waved it away")
    sam.types("show 1001")
    sam.sees_not("incident")
    report(house, "di", "ed")
    happens(house)
    assert (state(house), state(house, 2)) == (IncidentState.DISMISSED, None)
    report(house, "flo")
    happens(house)
    assert state(house, 2) is IncidentState.PROPOSED
    assert ticket(house, 1001).incident == 1
    assert ticket(house, 1004).incident == 2


def test_a_policy_may_propose_none_and_a_lead_makes_one(tmp_path: Path) -> None:
    with open_house(tmp_path, rules=replace(policy(), incidents=Incidents(clients=0))) as house:
        sam = house.agent()
        report(house, "ana", "bo", "cy")
        happens(house)
        assert state(house) is None
        sam.types("incident new 1001 1002 the disk is full")
        sam.sees("Incident 1", "the disk is full", "with 2 tickets")
        house.client("di").says(FAULT)
        house.client("ed").says(FAULT)
        happens(house)
        sam.types("incident")
        sam.sees("the disk is full", "open")


def test_a_ticket_that_is_filed_meanwhile_is_offered_and_joins_with_one_tap(house: House) -> None:
    sam, _clients = lasts(house)
    sam.types("incident update 1: We move mailboxes")
    happens(house)
    di = house.client("di")
    di.says(FAULT)
    di.takes("file")
    answers(di)
    di.sees("is in.")
    happens(house)
    sam.sees("#1004", "resembles incident 1")
    sam.chooses("Add #1004 to incident 1")
    happens(house)
    assert ticket(house, 1004).incident == 1
    assert reads(di) == ""  # they read it before they filed
    sam.types("why 1004")
    sam.sees("part of an incident")
    sam.types("incident end 1: All is well")
    happens(house)
    assert reads(di).count("is over") == 1


# ── Told, each once ────────────────────────────────────────────────────────────────────


def test_news_and_the_end_are_told_to_all_and_a_tap_closes_the_ticket(house: House) -> None:
    sam, (ana, bo, _cy) = lasts(house)
    assert "The mail server is full" in reads(ana)
    sam.types("incident update 1: We move mailboxes")
    sam.sees("We move mailboxes", "The latest")
    happens(house)
    assert "We move mailboxes" in reads(bo)
    sam.types("incident end 1: All is well again")
    sam.sees("is over since")
    happens(house)
    ana.shown = []
    ana.sees("is over", "All is well again", "keeps its place")
    ana.chooses("It works again")
    assert ticket(house, 1001).state is State.SOLVED
    assert ticket(house, 1002).state is State.OPEN
    sam.types("why 1002")
    sam.sees("the incident is over")


def test_a_client_with_two_tickets_is_told_once_and_both_records_say_it(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files(FAULT)
    ana.files(FAULT)
    sam.types("incident new 1001 1002: The disk is full")
    happens(house)
    assert reads(ana).count("several clients report the same") == 1
    for number in (1001, 1002):
        assert sum("part of a fault" in (entry.text or "") for entry in house.record(number)) == 1


def test_two_places_of_one_account_are_told_once(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files(FAULT)
    other = house.client("ana2", "second")
    code = ana.shows_code()
    other.says(f"link {code}")
    other.says("yes")
    other.says("open a ticket")
    other.says(FAULT)
    while other.field:
        other.takes("keep") if other.can("keep") else other.chooses("Normal")
    if other.can("file"):
        other.takes("file")
    sam.types("incident new 1001 1002: The disk is full")
    happens(house)
    assert (reads(ana) + reads(other)).count("several clients report the same") == 1


def test_who_joins_late_reads_the_latest_once(house: House) -> None:
    sam, _clients = lasts(house)
    sam.types("incident update 1: We move mailboxes")
    di = house.client("di")
    di.files("Something else", name="Di")
    sam.types("incident add 1 1004")
    happens(house)
    said = reads(di)
    assert (said.count("several clients report"), said.count("We move mailboxes"), said.count("server is full")) == (
        1, 1, 1,
    )  # fmt: skip


def test_german_words_are_ours_and_staffs_are_theirs(house: House) -> None:
    di, sam = house.client("di", lang="de"), house.agent()
    di.says("Die Mails sind weg")
    di.takes("none")
    answers(di)
    assert di.tickets, di.text
    sam.types("incident new 1001: The disk is full")
    happens(house)
    said = reads(di)
    assert "The disk is full" in said
    assert "Störung" in said


# ── Those who come with the same words ─────────────────────────────────────────────────


@pytest.mark.both
def test_who_comes_with_the_same_words_is_told_first_and_hears_of_the_end(house: House) -> None:
    sam, _clients = lasts(house)
    di = house.client("di")
    di.says(FAULT)
    di.sees("We know of this", "The mail server is full", "Open a ticket all the same")
    di.chooses("All right, I'll wait")
    di.sees("Thank you for your patience")
    sam.types("incident update 1: We move mailboxes")
    happens(house)
    assert "News of the fault" in reads(di)
    sam.types("incident end 1")
    happens(house)
    assert reads(di).count("is over") == 1
    happens(house)
    assert reads(di) == ""
    di.says(FAULT)
    di.sees("found")


def test_it_is_something_else_and_the_search_answers(house: House) -> None:
    lasts(house)
    di = house.client("di")
    di.says("Mails bounce since the move")
    di.chooses("It's something else")
    di.sees("found")
    di.says("Mails bounce always")
    di.sees_not("We know of this")


@pytest.mark.parametrize(
    ("words", "sees"),
    [
        ("no", "found"),
        ("yes", "patience"),
        ("thanks", "patience"),
        ("talk to a person", "ticket"),
        ("open a ticket", "ticket"),
        ("hello", "Hello"),
        ("Mails bounce to Berlin as well", "Noted"),
        ("how do I move my domain to another owner?", "no article"),
        ("status", "no open ticket"),
        ("what are your opening hours?", "until 4:00 AM"),
    ],
)
def test_the_question_is_answered_in_words(house: House, words: str, sees: str) -> None:
    lasts(house)
    di = house.client("di")
    di.says(FAULT)
    di.says(words)
    di.sees(sees)


def test_a_form_that_tells_the_same_is_asked_about_and_filed_all_the_same(house: House) -> None:
    lasts(house)
    di = house.client("di")
    di.says("open a ticket")
    di.says(FAULT)
    answers(di)
    di.sees("We know of this")
    di.says("since nine o'clock")
    di.sees("Noted")
    di.says("please open the ticket")
    di.sees("is in.")
    assert any("nine o'clock" in (entry.text or "") for entry in house.record(1004))


def test_a_form_may_be_left_at_that(house: House) -> None:
    lasts(house)
    di = house.client("di")
    di.says("open a ticket")
    di.says(FAULT)
    answers(di)
    di.says("no")
    di.sees("is in.")


def test_it_may_be_over_by_the_time_they_answer(house: House) -> None:
    sam, _clients = lasts(house)
    di = house.client("di")
    di.says(FAULT)
    sam.types("incident end 1")
    happens(house)
    di.opens()
    di.sees("is over, as far as we know")


# ── Nothing is falsified ───────────────────────────────────────────────────────────────


def test_any_news_is_free_and_keeps_the_place(house: House) -> None:
    _sam, (_ana, _bo, cy) = lasts(house)
    since = ticket(house, 1003).since
    cy.says("any news?")
    cy.sees("part of a fault", "The mail server is full", "3rd in line", "costs you nothing")
    cy.sees_not("Nudge")
    assert ticket(house, 1003).since == since
    house.clock.forward(days=2)
    cy.says("any news?")
    cy.sees("part of a fault", "staff have just been told")
    cy.says("status")
    cy.sees("It is part of a fault")


def test_no_promise_is_kept_or_moved_by_it(house: House) -> None:
    sam, _clients = lasts(house)
    before = ticket(house, 1001)
    sam.types("incident update 1: We move mailboxes")
    sam.types("incident end 1")
    happens(house)
    after = ticket(house, 1001)
    assert (after.answered_at, after.promise_at, after.grace_until) == (None, before.promise_at, before.grace_until)
    with house.store.read() as unit:
        assert len(unit.unscored(1001)) == 2
    house.clock.forward(days=7)
    happens(house)
    with house.store.read() as unit:
        assert not unit.unscored(1001) or all(each.kept is False for each in unit.unscored(1001))


def test_silence_ends_nothing_while_it_lasts(house: House) -> None:
    sam, _clients = lasts(house)
    sam.types("reply 1001 We are at it")
    for _day in range(10):
        house.clock.forward(days=1)
        happens(house)
    assert ticket(house, 1001).state is State.ANSWERED
    sam.types("incident end 1")
    for _day in range(10):
        house.clock.forward(days=1)
        happens(house)
    assert ticket(house, 1001).state is State.SILENT


def test_who_took_it_back_or_was_solved_before_is_not_told(house: House) -> None:
    sam, (ana, bo, _cy) = house.agent(), report(house, "ana", "bo", "cy")
    happens(house)
    ana.says("cancel")
    ana.says("yes")
    bo.says("it's solved")
    sam.types("incident confirm 1")
    happens(house)
    assert reads(ana) == reads(bo) == ""


@pytest.mark.both
def test_a_merged_ticket_goes_on_in_the_other(house: House) -> None:
    ana, sam = house.client(), house.agent()
    ana.files(FAULT)
    ana.files("Another matter")
    sam.types("incident new 1001: The disk is full")
    sam.types("merge 1001 into 1002")
    happens(house)
    happens(house)
    assert ticket(house, 1002).incident == 1
    assert "several clients" in ana.text or "several clients" in reads(ana)
    sam.types("incident end 1")
    happens(house)
    assert "is over" in reads(ana)


# ── Staff ──────────────────────────────────────────────────────────────────────────────


def test_only_a_lead_decides_and_anybody_looks_and_adds(house: House) -> None:
    lasts(house)
    house.client("di").files("Something else", name="Di")
    kim = house.agent("kim", Role.AGENT)
    for line in (
        "incident new 1004: words", "incident confirm 1", "incident dismiss 1", "incident update 1: words",
        "incident end 1",
    ):  # fmt: skip
        kim.types(line)
        assert kim.text == "Only a lead can do that."
    kim.types("incident 1")
    kim.sees("The mail server is full")
    kim.types("incident add 1 1004")
    kim.sees("with 4 tickets")


@pytest.mark.parametrize(
    ("line", "sees"),
    [
        ("incident 7", "no incident 7"),
        ("incident new: words", "Please write"),
        ("incident new 1001", "Please write"),
        ("incident add 1", "Please write"),
        ("incident add 1 1001 words", "Please write"),
        ("incident update 1", "Please write"),
        ("incident frobnicate", "Please write"),
        ("incident new 1999 and 2000: words", "no ticket #1999"),
        ("incident new 4005 4006 4008 4009: words", "could be a card's"),
        ("incident add 1 4005 4006 4008 4009", "could be a card's"),
        ("incident new 1001: words", "#1001 is a part of incident 1"),
        ("incident add 1 1001", "already"),
        ("incident confirm 1", "lasts already"),
        ("incident dismiss 1", "lasts already"),
        ("incident update 7 words", "no incident 7"),
        ("incident update 1: " + "w" * 1001, "1000 fit"),
        ("incident end 1: " + "w" * 1001, "1000 fit"),
        ("incident new " + " and ".join(map(str, range(1, 60))) + ": words", "50 tickets at once"),
    ],
)
def test_what_can_not_be_is_said_and_does_nothing(house: House, line: str, sees: str) -> None:
    sam, _clients = lasts(house)
    sam.types(line)
    sam.sees(sees)
    with house.store.read() as unit:
        incident = unit.incident(1)
    assert incident is not None
    assert (incident.state, incident.said) == (IncidentState.OPEN, 1)


def test_what_is_over_stays_over(house: House) -> None:
    sam, _clients = lasts(house)
    sam.types("incident end 1")
    for line in ("incident update 1: more", "incident end 1", "incident confirm 1"):
        sam.types(line)
        sam.sees("is over")
    sam.types("incident new 1001: Again")
    sam.sees("Incident 2")


def test_a_proposal_is_confirmed_once_and_a_closed_ticket_starts_none(house: House) -> None:
    sam, clients = house.agent(), report(house, "ana", "bo", "cy")
    happens(house)
    sam.types("incident update 1: words")
    sam.sees("only proposed")
    sam.types("incident confirm 1 " + "w" * 1001)
    sam.sees("1000 fit")
    for who in clients:
        who.says("it's solved")
    sam.types("incident confirm 1")
    sam.sees("None of its tickets is open")
    sam.types("incident new 1001: words")
    sam.sees("#1001 is closed")
    sam.types("incident dismiss 1")
    sam.types("incident confirm 1")
    sam.sees("was waved away")


def test_a_lead_who_makes_one_of_a_proposals_tickets_takes_them_out(house: House) -> None:
    sam, _clients = house.agent(), report(house, "ana", "bo", "cy")
    happens(house)
    sam.types("incident new 1001: The disk is full")
    assert (state(house, 1), state(house, 2)) == (IncidentState.DISMISSED, IncidentState.OPEN)


def test_words_that_are_secret_are_not_kept(house: House) -> None:
    sam, (ana, *_others) = lasts(house, "the card 4111 1111 1111 1111 was charged")
    assert "4111" not in reads(ana)
    sam.types("incident 1")
    sam.sees_not("4111")


@pytest.mark.both
def test_an_erased_client_is_told_nothing_and_leaves_nothing(house: House) -> None:
    sam, annabel = house.agent(), house.client("annabel")
    annabel.files(FAULT, name="Annabel")
    report(house, "bo")
    sam.types("incident new 1001 1002: The mails of Annabel bounce")
    happens(house)
    di = house.client("di")
    di.says(FAULT)
    assert isinstance(house.store, SqlStore)
    for who in (annabel, di):
        assert len(person.export(house.store, who.identity)["told of incidents"]) == 1
        erase.erase(house.store, who.identity, house.clock.now())
    with house.store.read() as unit:
        found = unit.incident(1)
        assert unit.told(1, ticket(house, 1001).conversation) == ()
    assert found is not None
    assert (found.words, found.news) == ("", "")
    sam.types("incident end 1")
    happens(house)
    assert reads(annabel) == reads(di) == ""


def test_what_changed_since_the_search_counts(house: House) -> None:
    sam, _clients = house.agent(), report(house, "ana", "bo", "cy")
    timer = next(each for each in house.engine.due() if (each.ticket, each.kind) == (1003, TimerKind.LIKENESS))
    likely = incidents.look(house.engine.context, house.store, 1003)
    assert likely.tickets == (1001, 1002, 1003)
    sam.types("incident new 1003: The disk is full")

    def act(unit: UnitOfWork) -> bool:
        known = replace(likely, incident=1)
        return incidents.likened(Transaction(unit, house.engine.context, house.clock.now()), timer, known)

    assert house.store.write(act).result()
    assert (state(house, 2), ticket(house, 1001).incident) == (None, 0)
    sam.sees_not("resembles incident")


def test_all_who_have_no_ticket_are_told_however_many(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(incidents, "OTHERS_AT_ONCE", 1)
    sam, _clients = lasts(house)
    others = [house.client(name) for name in ("di", "ed", "flo", "gus", "hal")]
    for who in others:
        who.says(FAULT)
    sam.types("incident end 1")
    for _look in range(3):
        house.fire()
    assert [reads(who).count("is over") for who in others] == [1] * 5


def test_whoever_has_a_ticket_of_it_is_told_by_that_alone(house: House) -> None:
    lasts(house)
    talk = ticket(house, 1002).conversation

    def shown(unit: UnitOfWork) -> None:
        incidents.note_shown(Transaction(unit, house.engine.context, house.clock.now()), 1, talk)

    house.store.write(shown).result()
    with house.store.read() as unit:
        assert [each.ticket for each in unit.told(1, talk)] == [1002]
