"""One person on several platforms: a code, a question, a yes; and taken apart again."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.conversation.state import Linking, Notice, Say
from bot.core.model.people import Account, Address, Identity
from bot.core.model.record import EntryKind
from bot.core.rules.linking import HIDDEN
from bot.store import codec
from bot.store.admin import operations
from bot.store.schema.tables import conversations
from tests.dialogue import Client, House, open_house
from tests.proof.records import store_of
from tests.proof.stored import haystack


def pair(house: House) -> tuple[Client, Client]:
    """Ana at her terminal and on Slack."""
    return house.client("ana", "terminal"), house.client("U123", "slack")


def link(here: Client, there: Client) -> None:
    """The whole way."""
    there.says(f"link {here.shows_code()}")
    there.chooses("Yes, link them")
    there.sees("one account now")


def know(client: Client, **changes: object) -> None:
    """What staff note about somebody."""
    account = client.account
    assert account is not None
    client.house.store.write(lambda unit: unit.save_account(replace(account, **changes))).result()  # type: ignore[arg-type]


def known(client: Client) -> Account:
    """What is known of somebody."""
    assert client.account is not None
    return client.account


# ── Asked first ────────────────────────────────────────────────────────────────────────


def test_a_code_shows_what_would_be_linked_and_only_a_yes_links_it(house: House) -> None:
    here, there = pair(house)
    here.files("Mail is slow")
    there.says(f"link {here.shows_code().lower()}")
    there.sees("Link these two?", "Here: Slack (U123): no tickets", "There: Terminal (ana), Ana: #1001")
    there.sees("If you didn't ask for this code yourself, say no")
    there.says("my tickets")
    assert there.account is None
    there.says("yes")
    there.sees("Done: both places are one account now")
    there.says("my tickets")
    there.sees("#1001")


def test_both_sides_are_told(house: House) -> None:
    here, there = pair(house)
    third = house.client("ana-at-work", "discord")
    here.files()
    link(here, third)
    here.shown.clear()
    third.shown.clear()
    link(here, there)
    for other in (here, third):
        other.sees("Your account has just been linked with Slack (U123)", "If that wasn't you, type unlink")
    there.sees_not("has just been linked")


def test_who_brings_an_account_along_tells_its_places_too(house: House) -> None:
    here, there = pair(house)
    third = house.client("ana-at-work", "discord")
    there.files()
    link(there, third)
    third.shown.clear()
    link(here, there)
    third.sees("linked with Terminal (ana)")


@pytest.mark.parametrize("answer", ["no", "nope", "cancel", "none of these", "i don't accept", "nein danke"])
def test_a_no_links_nothing(house: House, answer: str) -> None:
    here, there = pair(house)
    here.files()
    there.says(f"link {here.shows_code()}")
    there.says(answer)
    there.sees("nothing was linked")
    there.says("yes")
    assert there.account is None
    here.sees_not("has just been linked")


def test_an_ok_is_no_clear_yes(house: House) -> None:
    here, there = pair(house)
    here.files()
    there.says(f"link {here.shows_code()}")
    for unsure in ("ok", "sure", "vale", "passt"):
        there.says(unsure)
        there.sees("Link these two?")
        assert there.account is None
    there.says("Ja, bitte")
    there.sees("one account now")


def test_what_is_said_instead_is_taken_as_ever_and_links_nothing(house: House) -> None:
    here, there = pair(house)
    here.files()
    there.says(f"link {here.shows_code()}")
    there.says("my emails dont arive")
    there.sees("nothing was linked", "None of these")
    there.says("yes")
    assert there.account is None


def test_what_is_asked_beside_it_leaves_the_question_open(house: House) -> None:
    here, there = pair(house)
    here.files()
    there.says(f"link {here.shows_code()}")
    for beside in ("help", "status", "hello", "thanks", "zone"):
        there.says(beside)
        there.sees("Link these two?", "Yes, link them")
    there.chooses("No, leave it")
    there.sees("nothing was linked")


def test_what_was_under_way_goes_on_afterwards(house: House) -> None:
    here, there = pair(house)
    here.files()
    code = here.shows_code()
    there.says("my emails dont arive")
    there.says("none of these")
    there.sees("What do you see?")
    there.says(f"link {code}")
    there.sees("Link these two?")
    there.sees_not("What do you see?")
    there.says("yes")
    there.sees("one account now", "What do you see?")
    there.says("no mail at all")
    assert there.tickets[-1].subject != "yes"
    there.sees("How urgent")


def test_a_yes_that_was_offered_before_is_stale(house: House) -> None:
    here, there = pair(house)
    here.files()
    there.says(f"link {here.shows_code()}")
    yes = there.offer("Yes, link them").token
    there.says("no")
    there.clicks(yes)
    there.sees("That choice is from earlier")
    assert there.account is None


def test_a_form_that_is_sent_meanwhile_answers_no_question(house: House) -> None:
    here, there = pair(house)
    here.files()
    there.says("my emails dont arive")
    there.says("none of these")
    there.says(f"link {here.shows_code()}")
    there.house.engine.turn(there.inbound(token="", form=(("subject", "yes"),))).result()
    there.says("yes")
    assert there.account is None


def test_only_whoever_typed_the_code_can_say_yes(house: House) -> None:
    here, there = pair(house)
    thief = house.client("U9", "slack")
    here.files()
    code = here.shows_code()
    there.says(f"link {code}")
    thief.says(f"link {code}")
    thief.sees("wrong or no longer valid")
    there.says("yes")
    there.sees("one account now")
    thief.says(f"link {code}")
    thief.sees("wrong or no longer valid")


def test_their_own_code_is_refused_and_stays_good(house: House) -> None:
    here, there = pair(house)
    here.files()
    code = here.shows_code()
    here.says(f"link {code}")
    here.sees("wrong or no longer valid")
    there.says(code)
    there.sees("Link these two?")


def test_whoever_thought_better_of_it_types_the_code_again(house: House) -> None:
    here, there = pair(house)
    other = house.client("eve", "discord")
    here.files()
    code = here.shows_code()
    for _time in range(2):
        there.says(f"link {code}")
        there.sees("Link these two?")
        there.says("let me think")
        there.sees("nothing was linked")
    other.says(f"link {code}")
    other.sees("wrong or no longer valid")
    there.says(f"link {code}")
    there.says("yes")
    there.sees("one account now")
    there.says(f"link {code}")
    there.sees("wrong or no longer valid")


def test_a_code_is_void_once_a_new_one_was_asked_for_or_its_time_is_over(house: House) -> None:
    here, there = pair(house)
    here.files()
    there.says(f"link {here.shows_code()}")
    here.shows_code()
    there.says("yes")
    there.sees("wrong or no longer valid")
    there.says(f"link {here.shows_code()}")
    house.clock.forward(minutes=60)
    there.says("yes")
    there.sees("wrong or no longer valid")
    assert there.account is None


def test_a_code_expires_and_can_not_be_guessed_by_trying(house: House) -> None:
    here, there = pair(house)
    code = here.shows_code()
    house.clock.forward(minutes=60)
    there.says(f"link {code}")
    there.sees("wrong or no longer valid")
    for _attempt in range(10):
        there.says("link ABCD-EFG2")
    there.sees("wait an hour")


def test_who_is_linked_already_is_told_so(house: House) -> None:
    here, there = pair(house)
    here.files()
    link(here, there)
    there.says(f"link {here.shows_code()}")
    there.sees("one account now")
    there.sees_not("Link these two?")


def test_two_accounts_become_one(house: House) -> None:
    here, there = pair(house)
    here.files("Mail is slow")
    there.files("Website is down")
    there.says(f"link {here.shows_code()}")
    there.sees("Here: Slack (U123), Ana: #1002", "There: Terminal (ana), Ana: #1001")
    there.says("yes")
    for either in (here, there):
        either.says("my tickets")
        either.sees("#1001", "#1002")
    [noted] = [entry for entry in house.record(1002) if entry.kind is EntryKind.ACT]
    assert "its client linked another identity" in (noted.text or "")
    assert all(entry.kind is not EntryKind.ACT for entry in house.record(1001))


def test_an_identity_that_never_filed_can_issue_the_code(house: House) -> None:
    here, there = pair(house)
    link(here, there)
    there.files("Mail is slow", name="Ana")
    here.says("status")
    here.sees("#1001")
    third = house.client("ana-at-work", "discord")
    here.shown.clear()
    there.shown.clear()
    link(there, third)
    for other in (here, there):
        other.sees("linked with Discord (ana-at-work)")


# ── What survives ──────────────────────────────────────────────────────────────────────


def test_verified_and_card_survive_only_if_both_had_them(house: House) -> None:
    here, there = pair(house)
    here.files()
    there.files()
    know(here, verified_by="sam", card=True)
    there.says(f"link {here.shows_code()}")
    there.sees("they'd have to check again", "put on file again")
    there.says("yes")
    assert (known(here).verified_by, known(here).card) == ("", False)


def test_they_survive_if_both_had_them(house: House) -> None:
    here, there = pair(house)
    here.files()
    there.files()
    know(here, verified_by="sam", card=True)
    know(there, verified_by="kim", card=True)
    there.says(f"link {here.shows_code()}")
    there.sees_not("check again", "on file")
    there.says("yes")
    assert (known(there).verified_by, known(there).card) == ("sam", True)


@pytest.mark.parametrize("theirs", [True, False], ids=["shown by the verified", "typed by the verified"])
def test_somebody_unknown_becomes_neither_by_a_code(house: House, theirs: bool) -> None:
    ana, thief = house.client("ana"), house.client("eve")
    ana.files()
    know(ana, verified_by="sam", card=True)
    here, there = (ana, thief) if theirs else (thief, ana)
    there.says(f"link {here.shows_code()}")
    there.sees("they'd have to check again", "put on file again")
    there.says("yes")
    assert (known(thief).verified_by, known(thief).card) == ("", False)


# ── No code is kept ────────────────────────────────────────────────────────────────────


def test_a_code_stands_nowhere_in_the_database(house: House) -> None:
    here, there = pair(house)
    here.files()
    here.says("my emails dont arive")  # choices stand on the screen: the message is edited later
    code = here.shows_code()
    kept = haystack(house.store)
    there.says(f"link {code}")
    there.says(f"code: {code}")
    there.says(code)
    kept += haystack(house.store)
    for trace in (code, code.replace("-", ""), code.lower()):
        assert trace.encode() not in kept, trace
    assert HIDDEN.encode() in kept


def test_a_code_travels_in_the_acknowledgement_and_when_it_is_asked_for_again(house: House) -> None:
    here = house.client("ana", "terminal")
    asked = here.inbound(text="link")
    first = house.engine.turn(asked).result()
    again = house.engine.turn(asked).result()
    here.deliver()
    assert again.repeated
    for answer in (first, again):
        said = codec.pack(answer.shown)
        assert HIDDEN not in said
        assert "Your code is" in said
        assert here.text.split("Your code is ")[1][:9] in said


def test_a_code_is_the_same_after_a_restart(tmp_path: Path) -> None:
    with open_house(tmp_path) as house:
        here, there = pair(house)
        here.files()
        house.engine.turn(here.inbound(text="link")).result()
    with open_house(tmp_path) as house:
        here, there = pair(house)
        here.deliver()
        code = here.text.split("Your code is ")[1][:9]
        there.says(f"link {code}")
    with open_house(tmp_path) as house:
        here, there = pair(house)
        there.opens()
        there.sees("Link these two?", "#1001")
        there.says("yes")
        there.sees("one account now")


def test_a_code_that_is_void_by_now_isnt_shown(house: House) -> None:
    here = house.client("ana", "terminal")
    house.engine.turn(here.inbound(text="link")).result()
    house.store.write(lambda unit: unit.renew_link_secret()).result()  # type: ignore[attr-defined]
    here.sees(HIDDEN)


def test_a_talk_that_was_stored_with_its_code_still_opens(house: House) -> None:
    here = house.client("ana", "terminal")
    here.says("my emails dont arive")
    with house.store.read() as unit:
        talk = unit.find_conversation(here.address)
    assert talk is not None
    old = replace(talk.state.talk, notices=(Notice(Say.CODE, text="ABCD-EFG2", at=house.clock.now()),))
    state = codec.save(replace(talk.state, talk=old)).replace(',"over":null', "")
    assert '"over"' not in state
    there = conversations.update().where(conversations.c.id == talk.id).values(state=state)
    house.store.write(lambda unit: unit.connection.execute(there)).result()  # type: ignore[attr-defined]
    codec._kept.clear()
    here.opens()
    here.sees("Does this help?")
    assert codec.read(state).talk.notices[0].text == "ABCD-EFG2"


# ── Taken apart ────────────────────────────────────────────────────────────────────────


def test_who_is_unlinked_gets_an_account_of_their_own_and_what_was_filed_there(house: House) -> None:
    here, there = pair(house)
    here.files("Mail is slow")
    there.files("Website is down")
    link(here, there)
    here.says("unlink")
    here.sees("Shall Slack (U123) have an account of its own again?", "go with it: #1002. All others stay.")
    here.says("ok")
    here.sees("Shall Slack (U123)")
    here.says("yes")
    here.sees("Done: Slack (U123) has an account of its own again.")
    there.sees("This place isn't linked with another one any more")
    here.says("my tickets")
    here.sees("#1001")
    here.sees_not("#1002")
    there.says("my tickets")
    there.sees("#1002")
    there.sees_not("#1001")
    assert "which left account" in (house.record(1002)[-1].text or "")
    assert known(here).id != known(there).id


def test_who_was_tricked_into_it_takes_it_back_from_either_side(house: House) -> None:
    ana, thief = house.client("ana"), house.client("eve")
    ana.files()
    know(ana, email="ana@example.org", customer="C-17")
    ana.says(f"link {thief.shows_code()}")
    ana.says("yes")
    ana.says("unlink")
    ana.sees("Shall Test (eve)", "No open ticket was filed there")
    ana.says("yes")
    thief.says("my tickets")
    thief.sees_not("#1001")
    ana.says("my tickets")
    ana.sees("#1001")
    assert known(thief).email == known(thief).customer == ""


def test_a_thief_who_leaves_takes_nothing_along(house: House) -> None:
    ana, thief = house.client("ana"), house.client("eve")
    ana.files()
    link(ana, thief)
    know(ana, verified_by="sam", card=True, email="ana@example.org")
    thief.says("unlink")
    thief.sees("Shall Test (ana)", "#1001")
    thief.says("yes")
    ana.sees("This place isn't linked with another one any more")
    assert (known(ana).name, known(ana).verified_by, known(ana).card) == ("Ana", "sam", True)
    assert (known(thief).name, known(thief).verified_by, known(thief).card) == ("", "", False)
    assert known(thief).email == ""


def test_of_several_the_one_is_chosen_and_all_are_told(house: House) -> None:
    here, there = pair(house)
    third = house.client("ana-at-work", "discord")
    here.files()
    link(here, there)
    link(here, third)
    there.shown.clear()
    here.says("unlink my account")
    here.sees("Which of these", "[Terminal (ana), where you are now]", "[Slack (U123)]", "[Discord (ana-at-work)]")
    here.chooses("Discord")
    here.sees("Shall Discord (ana-at-work)", "they all stay")
    here.chooses("Yes, take them apart")
    there.sees("Discord (ana-at-work) isn't linked with your account any more")
    third.sees("This place isn't linked")
    third.says("status")
    third.sees_not("#1001")
    there.says("status")
    there.sees("#1001")


@pytest.mark.parametrize("answer", ["no", "cancel", "my emails dont arive"])
def test_without_a_yes_they_stay_linked(house: House, answer: str) -> None:
    here, there = pair(house)
    here.files()
    link(here, there)
    here.says("unlink")
    here.says(answer)
    here.sees("they stay linked")
    assert known(here) == known(there)


def test_who_never_linked_has_nothing_to_take_apart(house: House) -> None:
    here = house.client()
    here.says("unlink")
    here.sees("Nothing is linked")
    here.files()
    here.says("unlink")
    here.sees("Nothing is linked")


def test_who_left_meanwhile_isnt_taken_apart_twice(house: House) -> None:
    here, there = pair(house)
    here.files()
    link(here, there)
    here.says("unlink")
    there.says("unlink")
    there.says("yes")  # the terminal leaves
    here.says("yes")
    here.sees("Slack (U123) isn't linked with your account any more. Nothing was changed.")


def test_a_link_is_no_answer_to_what_staff_asked_and_neither_is_its_end(house: House) -> None:
    here, there = pair(house)
    sam = house.agent()
    here.files()
    sam.types("ask 1001 which of your accounts is it?")
    there.says(f"link {here.shows_code()}")
    there.chooses("Yes, link them")
    there.says("unlink")
    there.sees("Shall Terminal (ana) have an account of its own again?")
    here.says("unlink")
    here.sees("Shall Slack (U123) have an account of its own again?")
    here.says("no")
    here.says("ABCD-EFG2")
    here.sees("Added to #1001")
    assert [entry.text for entry in house.record(1001) if entry.kind is EntryKind.WORDS][1:] == ["ABCD-EFG2"]


def test_an_unlinked_identity_can_be_linked_again(house: House) -> None:
    here, there = pair(house)
    here.files()
    link(here, there)
    here.says("unlink")
    here.says("yes")
    link(here, there)
    there.says("status")
    there.sees("#1001")


# ── Nothing is left behind ─────────────────────────────────────────────────────────────


def test_who_is_erased_is_gone_from_the_question_that_somebody_was_asked(house: House) -> None:
    ana, eve = house.client("ana-of-the-lake"), house.client("eve")
    ana.files(name="Anabella")
    eve.files("Something else", name="Eve")
    eve.says(f"link {ana.shows_code()}")
    eve.sees("Anabella")
    eve.says("no")
    operations.erase(store_of(house), known(ana).id, house.clock.now())
    left = haystack(house.store)
    for trace in (b"Anabella", b"ana-of-the-lake"):
        assert trace not in left, trace
    eve.says("status")
    eve.sees("#1002")


def test_nor_does_anything_stay_of_who_was_unlinked_before(house: House) -> None:
    ana, bo = house.client("ana-of-the-lake"), house.client("bo")
    ana.files(name="Anabella")
    bo.files("Something else", name="Bo")
    link(ana, bo)
    bo.says("unlink")
    bo.sees("Shall Test (ana-of-the-lake)")
    bo.says("yes")  # said in their talk, until they write again
    operations.erase(store_of(house), ana.identity, house.clock.now())
    assert b"ana-of-the-lake" not in haystack(house.store)
    assert b"Anabella" not in haystack(house.store)
    bo.says("status")
    bo.sees("#1002")


def test_nor_while_somebody_still_chooses_or_wasnt_told_yet(house: House) -> None:
    ana, bo, cy = house.client("ana-of-the-lake"), house.client("bo"), house.client("cy")
    for each in (ana, bo, cy):
        each.files(f"Something of {each.name}", name=each.name.title())
    link(bo, cy)
    link(bo, ana)
    bo.shown.clear()
    bo.says("unlink")  # among three: all of them stand in the talk
    ana.says("unlink")
    ana.chooses("Test (ana-of-the-lake)")
    ana.says("yes")  # the others are told: it waits
    operations.erase(store_of(house), ana.identity, house.clock.now())
    assert b"ana-of-the-lake" not in haystack(house.store)
    bo.says("status")
    bo.sees("#1002")


def test_a_desk_of_its_own_secret(house: House, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with open_house(tmp_path / "other") as other:
        here = house.client("ana", "terminal")
        there = other.client("U123", "slack")
        there.says(f"link {here.shows_code()}")
        there.sees("wrong or no longer valid")


def test_a_link_in_public_is_asked_for_in_private(house: House) -> None:
    here, there = pair(house)
    here.files()
    code = here.shows_code()
    lobby = Address("slack", "", "lobby/1")
    inbound = replace(there.inbound(text=f"link {code}"), address=lobby, private_address=there.address)
    house.engine.turn(inbound).result()
    there.sees("Link these two?")
    with house.store.read() as unit:
        talk, public = unit.find_conversation(there.address), unit.find_conversation(lobby)
    assert talk is not None
    assert public is not None
    assert isinstance(talk.state.talk.over, Linking)
    assert public.state.talk.over is None
    assert there.identity == Identity("slack", "", "U123")
