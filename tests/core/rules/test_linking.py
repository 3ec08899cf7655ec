"""Codes, what survives when accounts join or part, and what is asked before."""

from dataclasses import replace

import pytest

from bot.core.client_view.linking import NUMBERS_SHOWN_MAX, asked, linked, on_your_own, unlinked
from bot.core.client_view.prompt import needs, prompt
from bot.core.conversation.commands import FindIdentities, IssueCode, LinkUp, Part
from bot.core.conversation.events import Chose, IdentitiesFound, LinkAsked, Said
from bot.core.conversation.intents import Verb, read
from bot.core.conversation.state import Filed, Idle, Linking, NoArticleFound, Notice, Parting, Say, Talk
from bot.core.conversation.step import step
from bot.core.model.people import Account, Block, Identity
from bot.core.rules.linking import CODE_DIGITS, CODE_SIGNS, Link, Side, code, digest, merged, parted, spelt
from tests.builders import ANA, LANGUAGES, WEDNESDAY, facts
from tests.reading import actions, screen

ME, ELSEWHERE, THIRD = Identity("slack", "T1", "U1"), Identity("terminal", "", "ana"), Identity("web", "", "7")
LINK = Link(Side(ME), Side(ELSEWHERE, "Ana", (1001, 1002)))
KNOWN = facts(identity=ME, link=LINK, leaving=Side(ELSEWHERE, "Ana", (1001,)))
ASKED = Talk(3, over=Linking(8))
WHICH = Talk(3, over=Parting((ME, ELSEWHERE, THIRD)))
REALLY = Talk(3, over=Parting((ME, ELSEWHERE, THIRD), 1))
SECRET, OTHER = b"secret", b"other secret"


# ── Codes ──────────────────────────────────────────────────────────────────────────────


def test_a_code_can_be_derived_again_and_only_with_the_secret() -> None:
    assert code(SECRET, 7) == code(SECRET, 7)
    assert len({code(SECRET, 7), code(SECRET, 8), code(OTHER, 7)}) == 3
    assert digest(SECRET, code(SECRET, 7)) != digest(OTHER, code(SECRET, 7))
    assert code(SECRET, 7) not in digest(SECRET, code(SECRET, 7)).upper()


def test_every_code_is_understood_where_it_is_typed() -> None:
    for row in range(500):
        made = code(SECRET, row)
        assert set(made) <= set(CODE_SIGNS)
        assert made[-1] in CODE_DIGITS
        for typed in (f"link {spelt(made)}", f"link {made.lower()}", spelt(made)):
            assert read(typed, LANGUAGES).verb is Verb.LINK, typed
            assert read(typed, LANGUAGES).text.replace("-", "").upper() == made


def test_every_sign_is_used_at_every_place() -> None:
    made = [code(SECRET, row) for row in range(2000)]
    assert all({each[place] for each in made} == set(CODE_SIGNS) for place in range(7))
    assert {each[7] for each in made} == set(CODE_DIGITS)


# ── What an account keeps ──────────────────────────────────────────────────────────────

FULL = Account(1, "Ana", WEDNESDAY, "ana@example.org", "C-17", "sam", card=True, phone="+49 30 5550123")
BLANK = Account(2, "", WEDNESDAY)


def test_what_staff_found_out_survives_only_if_it_is_true_of_both() -> None:
    assert merged(FULL, replace(FULL, id=2)) == FULL
    assert merged(FULL, replace(FULL, id=2, verified_by="")) == replace(FULL, verified_by="")
    assert merged(FULL, replace(FULL, id=2, card=False)) == replace(FULL, card=False)
    for nobody in (None, BLANK):
        assert merged(FULL, nobody) == replace(FULL, verified_by="", card=False)
    assert merged(BLANK, FULL) == replace(FULL, id=2, verified_by="", card=False)


def test_who_an_account_is_about_goes_with_whom_it_began_with() -> None:
    assert parted(FULL, BLANK, founder_leaves=False) == (FULL, BLANK)
    assert parted(FULL, BLANK, founder_leaves=True) == (replace(BLANK, id=1), replace(FULL, id=2))


def test_nobody_gets_rid_of_a_block_by_linking_or_parting() -> None:
    block = Block(WEDNESDAY, WEDNESDAY, "sam", "spam")
    blocked = replace(FULL, block=block)
    assert merged(FULL, blocked).block == block
    assert merged(blocked, FULL).block == block
    assert merged(blocked, None).block == block
    for leaves in (True, False):
        assert [account.block for account in parted(blocked, BLANK, founder_leaves=leaves)] == [block, block]


# ── Asked ──────────────────────────────────────────────────────────────────────────────


def test_a_right_code_asks_before_anything_else_and_leaves_the_rest() -> None:
    talk, commands = step(Talk(2, NoArticleFound()), LinkAsked(8), KNOWN)
    assert (talk, commands) == (Talk(2, NoArticleFound(), over=Linking(8)), ())
    assert needs(talk).link == 8
    shown = screen(prompt(talk, KNOWN))
    assert "Here: Slack (U1): no tickets" in shown
    assert "There: Terminal (ana), Ana: #1001, #1002" in shown
    assert actions(prompt(talk, KNOWN)) == ("leave", "link")
    assert actions(prompt(talk, facts())) == actions(prompt(Talk(2, NoArticleFound()), facts())), (
        "it isn't good any more"
    )


def test_what_would_be_lost_is_said() -> None:
    unverified, cardless = replace(LINK, verified_lost=True), replace(LINK, card_lost=True)
    for lost, words in ((unverified, "check again"), (cardless, "on file again")):
        assert words not in screen(prompt(ASKED, KNOWN))
        assert words in screen(prompt(ASKED, replace(KNOWN, link=lost)))


def test_of_many_tickets_only_some_are_named() -> None:
    many = replace(LINK, there=Side(ELSEWHERE, "", tuple(range(1, NUMBERS_SHOWN_MAX + 2))))
    shown = screen(prompt(ASKED, replace(KNOWN, link=many)))
    assert "Terminal (ana): #1, #2" in shown
    assert f"#{NUMBERS_SHOWN_MAX} …" in shown


@pytest.mark.parametrize("event", [Said("yes"), Said("Sí, por favor"), Said("ja klar"), Chose("link", 3)])
def test_a_clear_yes_links(event: Said | Chose) -> None:
    talk, commands = step(ASKED, event, KNOWN)
    assert (talk.over, commands) == (None, (LinkUp(8),))


@pytest.mark.parametrize("text", ["ok", "sure", "vale", "de acuerdo", "genau"])
def test_an_unclear_one_is_asked_again(text: str) -> None:
    talk, commands = step(ASKED, Said(text), KNOWN)
    assert (talk.over, talk.notices, commands) == (Linking(8), (Notice(Say.CHOOSE),), ())


@pytest.mark.parametrize(
    "event", [Said("no"), Said("never mind"), Said("keiner"), Said("acepto no"), Chose("leave", 3)]
)
def test_anything_else_links_nothing(event: Said | Chose) -> None:
    talk, commands = step(ASKED, event, KNOWN)
    assert talk.over is None
    assert Notice(Say.LINK_LEFT) in talk.notices
    assert LinkUp(8) not in commands


def test_another_code_takes_the_place_of_the_first() -> None:
    talk, commands = step(ASKED, Said("link"), KNOWN)
    assert (talk.over, talk.notices, commands) == (None, (), (IssueCode(),))
    assert step(ASKED, Said("unlink"), KNOWN)[1] == (FindIdentities(),)


@pytest.mark.parametrize("action", ["part", "part.1", "link.1x", "none", "yes"])
def test_a_choice_that_isnt_offered_is_stale(action: str) -> None:
    talk, commands = step(replace(ASKED, over=Linking(8)) if "link" not in action else WHICH, Chose(action, 3), KNOWN)
    assert (talk.notices, commands) == ((Notice(Say.STALE),), ())
    assert talk.over is not None


# ── Taking apart ───────────────────────────────────────────────────────────────────────


def test_of_two_the_other_one_is_meant_and_of_several_it_is_asked() -> None:
    two = step(Talk(2, Filed(1001)), IdentitiesFound((ELSEWHERE, ME)), KNOWN)[0]
    assert (two.over, two.stage) == (Parting((ELSEWHERE, ME), 0), Filed(1001))
    assert step(Talk(2), IdentitiesFound((ME, ELSEWHERE, THIRD)), KNOWN)[0] == replace(WHICH, revision=2)
    assert step(Talk(2), IdentitiesFound(()), KNOWN)[0].notices == (Notice(Say.ONLY_HERE),)


def test_each_is_offered_and_then_asked_about() -> None:
    assert needs(WHICH).leaving is None
    offered = prompt(WHICH, KNOWN)
    assert actions(offered) == ("part.0", "part.1", "part.2", "leave")
    for label in ("[Slack (U1), where you are now]", "[Terminal (ana)]", "[Web (7)]"):
        assert label in screen(offered)
    talk = step(WHICH, Chose("part.1", 3), KNOWN)[0]
    assert needs(talk).leaving == ELSEWHERE
    assert "Shall Terminal (ana) have an account of its own again?" in screen(prompt(talk, KNOWN))
    assert "go with it: #1001" in screen(prompt(talk, KNOWN))
    assert "they all stay" in screen(prompt(talk, replace(KNOWN, leaving=Side(ELSEWHERE))))
    assert asked(talk, facts()) is None


def test_only_a_clear_yes_takes_apart() -> None:
    for event in (Said("yes"), Chose("part", 3)):
        assert step(REALLY, event, KNOWN)[1] == (Part(ELSEWHERE),)
    assert step(REALLY, Said("ok"), KNOWN)[0].over == REALLY.over
    for talk in (REALLY, WHICH):
        assert step(talk, Said("no"), KNOWN)[0].notices == (Notice(Say.PART_LEFT),)
    assert step(WHICH, Said("yes"), KNOWN)[1] == ()
    for action in ("part", "part.3", "part.x", "link"):
        talk, commands = step(WHICH, Chose(action, 3), KNOWN)
        assert (talk.over, talk.notices, commands) == (WHICH.over, (Notice(Say.STALE),), ()), action


def test_everybody_is_told_in_words() -> None:
    assert "type `unlink`" in linked(ME).id
    assert "went with it" in unlinked(ME).id
    assert "stay yours" in on_your_own().id


def test_a_talk_at_rest_asks_nothing() -> None:
    assert asked(Talk(1, Idle()), KNOWN) is None
    assert asked(REALLY, replace(KNOWN, account=ANA)) is not None
