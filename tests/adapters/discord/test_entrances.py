"""What only Discord has on the way: forwarded messages, and the language that comes with a click."""

from tests.adapters.discord.conftest import Play
from tests.adapters.discord.mishaps import speaking
from tests.adapters.discord.scene import Scene
from tests.adapters.discord.shown import form_of


def test_a_forwarded_message_is_read(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana, bo = it.user(), it.user("bo")
        sent = await bo.writes("all our mails bounce", it.lobby)
        await ana.actor.forward(sent, ana.dm)
        await it.settled()
        ana.sees("I found 3 articles")
        await ana.clicks("None of these")
        await ana.submits(urgency="normal", name="Ana")
        assert it.house.record(1001)[0].text == "all our mails bounce"

    on_discord(story)


def test_the_language_comes_with_what_is_clicked(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        with speaking(it, "de"):
            await ana.types("support", question="mail")
            ana.sees("privat", on=ana.whispers)
            ana.sees("Artikel", "[Keiner davon]")
            await ana.clicks("Keiner davon")
            assert form_of(ana.form).title == "Neues Ticket"
        with speaking(it, "es-419"):
            await ana.submits(urgency="normal", name="Ana")
        ana.sees("#1001", "fila")

    on_discord(story)
