"""A ticket's transcript: its client asks for it by words or by a tap, and gets the file where they are."""

from bot.pages.seal import Verdict, check
from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import Driver, Person
from tests.adapters.conformance.walks import QUESTION, files


def transcript(it: Driver, person: Person) -> str:
    """The file that came last, whole."""
    keys = it.house.engine.context.keys
    assert keys is not None
    assert check(person.received[-1], keys.known).verdict is Verdict.WHOLE
    return person.received[-1].decode()


def test_a_client_asks_for_it(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana = await it.client()
        await files(it, ana)
        await ana.writes("send me the transcript")
        await it.settled()
        assert QUESTION in transcript(it, ana)

    play(story)


def test_a_closed_ticket_has_it_a_tap_away_with_the_last_words(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        await sam.orders("note 1001 moonlight customer")
        await sam.orders("reply 1001 Try it now")
        await sam.orders("resolve 1001")
        await it.settled()
        await ana.writes("show 1001")
        await ana.takes("@transcript.1001")
        await it.settled()
        page = transcript(it, ana)
        assert "Try it now" in page
        assert "moonlight" not in page
        assert len(ana.received) == 1

    play(story)
