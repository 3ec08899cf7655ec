"""Tags are set, shown, found and counted wherever staff work; and tickets are opened for clients, who are told."""

from bot.core.model.platform_user import shown as written
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


def test_a_ticket_is_opened_in_a_clients_name(play: Play) -> None:
    async def story(it: Driver) -> None:
        ana, sam = await it.client(), await it.staff()
        await files(it, ana)
        (await sam.orders("new for Ana: The invoice is wrong")).has("#1002 is filed for Ana", "2nd in line")
        await it.settled()
        ana.shown[-1].has("opened a ticket for you", "The invoice is wrong", "2nd in line")
        assert ticket(it, 1002).account == ticket(it, 1001).account
        (await sam.orders("new for Anna: Something")).has("Did you mean Ana?")

    play(story)


def test_who_never_wrote_is_told_where_they_are(play: Play) -> None:
    async def story(it: Driver) -> None:
        bo, sam = await it.client("bo"), await it.staff()
        (await sam.orders(f"new for {written(bo.identity)}: The invoice is wrong")).has("#1001 is filed for")
        await it.settled()
        await bo.writes("it says 300 and should say 200")
        assert "opened a ticket for you: “The invoice is wrong”" in everything(bo.shown)
        assert any("should say 200" in (entry.text or "") for entry in it.house.record(1001))

    play(story)
