"""Tags are set, shown, found and counted wherever staff work."""

from tests.adapters.conformance.conftest import Play
from tests.adapters.conformance.driver import Ability, Driver
from tests.adapters.conformance.walks import everything, files, ticket


def test_tags_are_set_shown_found_and_counted(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        (await sam.orders("tag 1001 dns spam")).has("The tags of #1001 are changed")
        assert ticket(it).tags == ("dns", "spam")
        await it.settled()
        if Ability.CARDS in it.abilities:
            it.cards()[-1].has("Tags: dns, spam")
        (await sam.orders("show 1001")).has("Tags: dns, spam")
        shown = await sam.orders("tags")
        shown.has("dns", "spam")
        await sam.takes("!find tag:dns state:open", shown)
        sam.answer.has("#1001")
        await sam.orders("tag 1001 -spam")
        assert ticket(it).tags == ("dns",)
        await ana.writes("show 1001")
        assert "spam" not in everything(ana.shown)

    play(story)
