"""A client on Discord goes all the way: from a misspelt question to a ticket and a phone call."""

from tests.adapters.discord.conftest import Play
from tests.adapters.discord.scene import Scene


def test_from_a_question_to_a_ticket_with_a_modal(on_discord: Play) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive since yestrday")
        ana.sees("I found 3 articles", "[Mail not arriving]", "[None of these]")

        await ana.clicks("None of these")
        assert [each["component"]["custom_id"] for each in ana.form["components"]] == [
            "subject", "service", "symptoms", "urgency", "name"]  # fmt: skip
        ana.sees("I'll open a ticket", "[New ticket]")

        await ana.submits(urgency="normal", name="Ana")
        ana.sees("Ticket #1001 is in", "1st in line")
        assert it.house.record(1001)[0].text == "my emails dont arive since yestrday"

    on_discord(story)
