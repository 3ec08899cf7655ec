"""A thread under a message about a ticket is that ticket's."""

from tests.adapters.slack.conftest import Play
from tests.adapters.slack.scene import Scene, User


async def two_answered(it: Scene) -> tuple[User, User, list[str]]:
    """A client with two tickets that staff answered; and where these answers stand."""
    ana, sam = it.user(), it.staff()
    await ana.files()
    await sam.types("/desk new for <@U1|ana>: The control panel shows a blank page")
    stands = []
    for number in (1001, 1002):
        await sam.types(f"/desk claim {number}")
        await sam.types(f"/desk reply {number} Try it once more.")
        stands.append(it.slack.posts(ana.channel)[-1]["ts"])
    return ana, sam, stands


def said(it: Scene, number: int) -> list[str]:
    """What stands on a ticket's record."""
    return [entry.text or "" for entry in it.house.record(number)]


def test_words_under_an_answer_join_its_ticket_whatever_was_read_last(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, _sam, (first, _second) = await two_answered(it)
        await ana.writes("still the same error 550", thread_ts=first)
        assert any("error 550" in text for text in said(it, 1001))
        assert not any("error 550" in text for text in said(it, 1002))
        ana.sees("#1001")

    on_slack(story)


def test_a_yes_under_an_answer_solves_that_ticket(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, _sam, (first, _second) = await two_answered(it)
        await ana.writes("yes, it works now", thread_ts=first)
        ana.sees("#1001", "closed")
        assert "solved" not in said(it, 1002)[-1]

    on_slack(story)


def test_while_another_ticket_is_being_written_too(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, _sam, (first, _second) = await two_answered(it)
        await ana.writes("ticket")
        await ana.writes("the invoice is wrong")
        await ana.writes("still the same error 550", thread_ts=first)
        assert any("error 550" in text for text in said(it, 1001))
        ana.sees("Back to what we were at")

    on_slack(story)


def test_commands_and_what_stands_under_other_messages_are_as_everywhere(on_slack: Play) -> None:
    async def story(it: Scene) -> None:
        ana, _sam, (first, _second) = await two_answered(it)
        await ana.writes("status", thread_ts=first)
        ana.sees("#1001", "#1002")
        before = said(it, 1001), said(it, 1002)
        await ana.writes("how do I add another mailbox?", thread_ts="1.000001")
        assert (said(it, 1001), said(it, 1002)) == before

    on_slack(story)
