"""What only Discord has on the way: forwarded messages, and the language that comes with a click."""

from dataclasses import replace

from tests.adapters.discord.conftest import Play
from tests.adapters.discord.mishaps import speaking
from tests.adapters.discord.scene import Scene
from tests.adapters.discord.shown import form_of
from tests.proof.stored import haystack


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


def test_an_account_of_today_isnt_heard_where_the_policy_says_so_and_is_told_once(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.files()  # a client already
        context = it.house.engine.context
        limits = replace(context.policy.limits, account_days_min=3)
        context.policy = replace(context.policy, limits=limits)
        bo = it.user("bo")
        for n in range(30):
            await bo.writes(f"flood number {n}")
        assert len([each for each in bo.dm.history() if each.author.bot]) == 1
        bo.sees("still very new")
        await bo.types("support", question="flood")
        assert "still very new" in bo.whispers
        assert b"flood number" not in haystack(it.house.store)
        await ana.writes("it says 550")
        ana.sees("Added to #1001")
        it.house.clock.forward(days=4)
        await bo.types("support", question="my emails dont arive")
        bo.sees("I found 3 articles")

    on_discord(story)
