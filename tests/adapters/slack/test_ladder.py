"""A client in Slack goes all the way: from a misspelt question to a ticket and a phone call."""

from pathlib import Path

from tests.adapters.slack.scene import Scene, play


def test_from_a_question_to_a_ticket_with_a_modal(tmp_path: Path) -> None:
    async def story(it: Scene) -> None:
        ana = it.user()
        await ana.writes("my emails dont arive since yestrday")
        ana.sees("I found 3 articles", "[Mail not arriving]", "[None of these]")

        await ana.clicks("None of these")
        ana.sees("I'll open a ticket", "[New ticket]")
        assert [block["block_id"] for block in ana.modal["blocks"]] == [
            "subject", "service", "symptoms", "urgency", "name"]  # fmt: skip
        assert ana.modal["blocks"][0]["element"]["initial_value"] == "my emails dont arive since yestrday"

        assert await ana.submits(urgency="normal", name="Ana") == {"response_action": "clear"}
        ana.sees("Ticket #1001 is in", "1st in line", "Berlin")

    play(tmp_path, story)
