"""Whose it is: another's click, choices and forms that nobody offered, and what others read."""

import pytest

from bot.core.model.record import EntryKind
from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import Ability, Driver
from tests.adapters.conformance.walks import (
    QUESTION,
    asked,
    everything,
    files,
    fills_in,
    find,
    opens_a_form,
    record,
    texts,
    ticket,
)

SECRET = "my flamingo emails dont arive"
GARBAGE = ("x", ":", "1.1:", "1.1:none", "@show.1001", "zzzzzzzz.1:@show.1001", "!", "1.1:" + "a" * 80, "\u202e\x01")
"""Tokens that are none of ours, or not of anybody's screen."""


@pytest.mark.needs(Ability.PUBLIC, Ability.OLD_CHOICES, Ability.FORMS)
def test_another_persons_click_is_answered_to_them_alone_and_disturbs_nobody(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, bo = await it.client(), await it.client("bo")
        question = await ana.asks(QUESTION)
        said = len(it.public())
        await bo.takes("none", question)
        assert bo.answer.text
        assert bo.form == ()
        assert (len(it.public()), list(ana.shown), list(bo.shown)) == (said, [], [])
        await bo.takes("ask", bo.answer)
        await bo.submits(text="my mailbox is full")
        await bo.takes("none")
        await fills_in(it, bo, name="Bo")
        assert texts(it)[0] == "my mailbox is full"

        await bo.takes("read.1", question)  # reading is everybody's
        read = it.public()[-1]
        assert len(it.public()) == said + 1
        await bo.takes("yes", read)
        assert (len(it.public()), list(ana.shown)) == (said + 1, [])
        await ana.takes("no", read)
        await ana.takes("none", it.public()[-1])
        assert asked(ana)["subject"] == QUESTION

    play(story)


@pytest.mark.needs(Ability.PUBLIC)
def test_what_others_read_holds_nothing_personal(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await ana.takes("none", await ana.asks(QUESTION))
        told = ana.answer
        await fills_in(it, ana, name="Anastasia")
        assert "in private" in everything([*it.public()[1:], told, ana.answer])  # to everybody there, or to them alone
        ana.shown[-1].has("#1001")
        await ana.asks("any news?")
        assert "1001" in everything(ana.shown[-1:])
        assert not [word for word in ("1001", "Anastasia") if word in everything(it.public())]

    play(story)


@pytest.mark.needs(Ability.FORGERY, Ability.FORMS)
def test_a_choice_that_was_another_persons_or_nobodys_does_and_tells_nothing(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, bo, sam = await it.client(), await it.client("bo"), await it.staff()
        await files(it, ana, SECRET)
        await sam.orders("claim 1001")
        await sam.orders("reply 1001 Is it better now?")
        tokens = [offer.token for shown in ana.shown for offer in shown.offers]
        assert any(token.endswith("@solved.1001") for token in tokens)
        before = (ticket(it), record(it), len(ana.shown))
        await bo.writes("help")

        for token in (*tokens, *GARBAGE, "!claim 1001", "!resolve 1001 gone", "!reply 1001", "!show 1001"):
            await bo.forges(token)
            assert (ticket(it), record(it), len(ana.shown)) == before, token
            assert not [q for q in bo.form if SECRET in q.value], token
            assert "flamingo" not in bo.answer.text + everything(bo.shown), token

    play(story)


@pytest.mark.needs(Ability.FORGERY, Ability.FORMS)
def test_a_form_that_was_another_persons_or_nobodys_does_and_tells_nothing(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, bo = await it.client(), await it.client("bo")
        token = (await opens_a_form(ana, SECRET)).token
        await bo.writes("help")
        for forged in (token, *GARBAGE):
            await bo.forges_form(forged, subject="pwned", symptoms="pwned", urgency="outage", name="Bo")
            assert find(it, 1001) is None, forged
            assert "flamingo" not in bo.answer.text + everything(bo.shown), forged
        await fills_in(it, ana)
        before = (ticket(it), record(it), len(ana.shown))
        for line in ("!reply 1001", "!note 1001", "!resolve 1001"):
            await bo.forges_form(line, text="pwned")
            assert (ticket(it), record(it), len(ana.shown)) == before, line

    play(story)


@pytest.mark.needs(Ability.CARDS)
def test_who_is_no_staff_gets_one_and_the_same_answer_from_a_card(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, bo = await it.client(), await it.client("bo")
        await files(it, ana, SECRET)
        (card,) = it.cards()
        answers = set()
        for action in card.actions:
            await bo.takes(action, card)
            answers.add(bo.answer.text)
        assert len(answers) == 1
        assert "flamingo" not in answers.pop()
        assert ticket(it).owner == ""

    play(story)


@pytest.mark.needs(Ability.CARDS)
def test_a_ticket_has_one_card_which_is_renewed_and_claimed_once(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam, kim = await it.client(), await it.staff(), await it.staff("kim")
        await files(it, ana)
        (card,) = it.cards()
        card.has("#1001")
        await sam.takes("!claim 1001", card)
        assert ticket(it).owner == "sam"
        await kim.takes("!claim 1001", card)  # it stands on their screen still
        assert ticket(it).owner == "sam"
        kim.answer.has("sam")
        (renewed,) = it.cards()
        assert "!claim 1001" not in renewed.actions
        renewed.has("sam")
        await sam.orders("resolve 1001 All well now")
        (solved,) = it.cards()
        assert solved.text != renewed.text

    play(story)


def test_who_is_staff_hears_of_what_clients_do_and_clients_hear_no_notes(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        await sam.orders("claim 1001")
        await sam.orders("note 1001 the spam filter, between us")
        await ana.writes("add: it says 550")
        (await sam.orders("show 1001")).has("550", "between us")
        assert "between us" not in everything(ana.shown)

    play(story)


@pytest.mark.needs(Ability.CARDS, Ability.EDITS, Ability.DELETIONS)
def test_what_staff_write_under_a_card_is_a_note_as_it_reads_now(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, bo, sam = await it.client(), await it.client("bo"), await it.staff()
        await files(it, ana)
        (card,) = it.cards()
        before = len(ana.shown)
        said = await sam.remarks(card, "the spam filter")
        await bo.remarks(card, "I am no staff")
        await sam.edits(said, "the virus filter")
        await sam.edits(said, "the mail log")
        await sam.deletes(said)

        notes = [entry.text or "" for entry in record(it) if entry.kind.value == "note"]
        assert [word for note in notes for word in ("spam", "virus", "log") if word in note] == [
            "spam", "spam", "virus", "virus", "log", "log"]  # fmt: skip
        assert not [text for text in texts(it) if "no staff" in text]
        assert len(ana.shown) == before

    play(story)


@pytest.mark.needs(Ability.CARDS, Ability.FORMS)
def test_staff_answer_by_a_button_and_its_form(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        await sam.orders("claim 1001")
        for verb, text in (
            ("reply", "Please look at\nthe delivery log"),
            ("ask", "Which one?"),
            ("note", "Between us"),
        ):
            await sam.takes(f"!{verb} 1001", it.cards()[-1])
            assert [question.name for question in sam.form] == (["text"] if verb == "note" else ["text", "saved"])
            await sam.submits(text=text)
            sam.answer.has(*text.split("\n"))
        assert [text for text in ("delivery log", "Which one?", "Between us") if text in everything(ana.shown)] == [
            "delivery log", "Which one?"]  # fmt: skip
        await sam.takes("!resolve 1001", sam.answer)
        assert not ticket(it).live

    play(story)


def test_an_order_without_its_words_is_answered_and_does_nothing(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        before, said = record(it), len(ana.shown)
        for line in ("reply 1001", "ask 1001", "note 1001", "nonsense", "claim 9", "merge 1001 1001"):
            shown = await sam.orders(line)
            assert shown.text or sam.form, line
        assert (record(it), len(ana.shown)) == (before, said)

    play(story)


def test_whom_staff_let_take_part_reads_along_and_writes_under_their_own_name(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, bo, sam = await it.client(), await it.client("bo"), await it.staff()
        await files(it, ana)
        await bo.writes("help")
        who = bo.identity
        named = f"<@{who.user}>" if who.platform in BY_MENTION else f"{who.platform}:{who.user}"
        (await sam.orders(f"participant 1001 add {named} as Bo Bertram")).has("Bo Bertram takes part in #1001")
        await it.settled()
        bo.shown[-1].has("take part in #1001")
        await bo.takes("@show.1001")
        bo.shown[-1].has("Takes part in this ticket from now on.")
        await bo.writes("add to #1001: since monday")
        said = [(entry.author.value, entry.by, entry.text) for entry in record(it) if entry.kind is EntryKind.WORDS]
        assert said[-1] == ("participant", "Bo Bertram", "since monday")

        (await sam.orders(f"participant 1001 remove {named}")).has("no more")
        await it.settled()
        bo.shown[-1].has("don't take part in #1001 any more")
        await bo.writes("add to #1001: and tuesday")
        assert "and tuesday" not in texts(it)
        assert not [entry for entry in record(it) if "tuesday" in (entry.text or "")]

    play(story)


BY_MENTION = frozenset({"slack", "discord"})
"""Platforms on which staff mention people; elsewhere they are named."""
