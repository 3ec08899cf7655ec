"""How a ticket stands, in words for its client: place, estimate, promise, and what can be done."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core.client_view.ticket_status import next_steps, short, status, times
from bot.core.conversation.facts import Facts, TicketView
from bot.core.model.appointment import CallState
from bot.core.model.tickets import State, Ticket
from bot.core.policy import Channel
from bot.core.rules.billing import Decision
from tests.builders import ANA, WEDNESDAY, agreement, call, facts, terms, ticket
from tests.reading import words

GRACE = ticket().grace_until
PROMISE = ticket().promise_at
SECOND = timedelta(seconds=1)


def says(ticket: Ticket, place: int | None = None, at: Facts | None = None) -> str:
    return "\n".join(map(words, status(TicketView(ticket, place), at or facts())))


STANDS = [
    (ticket(), 3, "is 3rd in line", "3rd in line"),
    (ticket(owner="kim"), None, "kim is working on it", "kim is working on it"),
    (ticket(state=State.ASKED), None, "wait for your answer. Just write it here", "waits for your answer"),
    (ticket(state=State.ANSWERED), None, "is answered", "answered"),
    (ticket(state=State.SOLVED), None, "is solved", "solved"),
    (ticket(state=State.SILENT), None, "I heard nothing more", "closed without a word"),
    (
        ticket(state=State.RESTING, rest_until=PROMISE, answered_at=WEDNESDAY),
        None,
        "is set aside until Fri, Dec 18, 9:10 PM Berlin time, while we wait for something",
        "set aside until Fri, Dec 18, 9:10 PM Berlin time",
    ),
    (ticket(state=State.RESTING), None, "is set aside until —", "set aside until —"),
    (ticket(state=State.MERGED, merged_into=1002), None, "goes on as #1002", "goes on as #1002"),
    (ticket(state=State.CANCELLED), None, "was taken back", "taken back"),
]


@pytest.mark.parametrize(("of", "place", "long", "brief"), STANDS, ids=[brief for *_rest, brief in STANDS])
def test_every_state_has_its_words(of: Ticket, place: int | None, long: str, brief: str) -> None:
    assert long in says(of, place)
    assert "#1001 “My emails dont arive”" in says(of, place)
    assert words(short(TicketView(of, place))) == brief


def test_a_waiting_ticket_says_estimate_grace_and_guarantee_and_which_is_which() -> None:
    told = says(ticket(), 1)
    assert "I estimate an answer by Thu, Dec 17, 9:10 PM Berlin time" in told
    assert "allow until Thu, Dec 17, 10:10 PM" in told
    assert "it's not guaranteed" in told
    assert "What we do guarantee: an answer by Fri, Dec 18, 9:10 PM Berlin time." in told


def test_a_ticket_that_came_back_after_an_answer_says_its_place_and_promises_nothing_twice() -> None:
    assert says(ticket(answered_at=WEDNESDAY), 4) == "#1001 “My emails dont arive” is 4th in line."


def test_a_claimed_ticket_keeps_its_promises_until_it_is_answered() -> None:
    assert "What we do guarantee" in says(ticket(owner="kim"))
    answered = ticket(owner="kim", answered_at=WEDNESDAY)
    assert "estimate" not in says(answered)
    assert "guarantee" not in says(answered)


@pytest.mark.parametrize(
    ("now", "estimates", "past_estimate", "missed"),
    [
        (GRACE, True, False, False),
        (GRACE + SECOND, False, True, False),
        (PROMISE, False, True, False),
        (PROMISE + SECOND, False, False, True),
    ],
    ids=["grace", "past grace", "promise", "past promise"],
)
def test_what_is_said_about_time_is_true_at_each_moment(
    now: datetime, estimates: bool, past_estimate: bool, missed: bool
) -> None:
    told = "\n".join(map(words, times(ticket(), facts(now=now))))
    assert ("I estimate" in told) is estimates
    assert ("past our estimate" in told) is past_estimate
    assert ("missed it" in told) is missed
    assert ("What we do guarantee" in told) is not missed
    assert ("costs you nothing" in told) is not estimates


@pytest.mark.parametrize(
    ("of", "offered"),
    [
        (ticket(), ["@show.1001", "@phone.1001"]),
        (ticket(wants_phone=True), ["@show.1001", "@phone.1001"]),
        (ticket(state=State.ASKED), ["@show.1001", "@phone.1001"]),
        (ticket(state=State.ANSWERED), ["@solved.1001", "@unsolved.1001", "@phone.1001"]),
        (ticket(state=State.SOLVED), ["@show.1001", "@transcript.1001"]),
        (ticket(state=State.CANCELLED), ["@show.1001", "@transcript.1001"]),
    ],
)
def test_what_can_be_done_about_it(of: Ticket, offered: list[str]) -> None:
    assert [choice.action for choice in next_steps(TicketView(of))] == offered


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        (CallState.REQUESTED, ["@movecall.1001", "@calloff.1001"]),
        (CallState.OFFERED, ["@take.1001.1.0", "@movecall.1001", "@calloff.1001"]),
        (CallState.CONFIRMED, ["@movecall.1001", "@calloff.1001"]),
        (CallState.DECLINED, ["@phone.1001"]),
    ],
)
def test_what_can_be_done_about_its_call_stands_in_the_phones_place(state: CallState, offered: list[str]) -> None:
    seen = TicketView(ticket(wants_phone=True), call=call(state))
    assert [choice.action for choice in next_steps(seen)] == ["@show.1001", *offered]


def test_a_ticket_says_how_its_call_stands_and_what_is_agreed() -> None:
    helpdesk = agreement(of=terms(Channel.HELPDESK, 80))
    seen = TicketView(ticket(third_party="Outlook"), 3, call=call(CallState.CONFIRMED), agreed=(helpdesk, agreement()))
    told = [words(line) for line in status(seen, facts(account=ANA))][-5:]
    assert told[:3] == [
        "Phone call confirmed: Thu, Dec 17, 7:30 PM Berlin time, 30 minutes.",
        "Billed help in writing is agreed: $80.00 per hour, up to 1 hour.",
        "Billed help by phone is agreed: $100.00 per hour, up to 1 hour.",
    ]
    assert told[3] == "You can take that back at any time: type withdraw."
    assert "There's no card on file for you yet" in told[4]
    assert "no card on file" not in says_all(seen, facts(account=replace(ANA, card=True)))
    assert "no card on file" not in says_all(seen, facts())
    withdrawn = replace(seen, call=call(CallState.CANCELLED), agreed=(agreement(), agreement(Decision.WITHDRAWN, n=2)))
    assert "Phone call" not in says_all(withdrawn, facts(account=ANA))
    assert "Billed" not in says_all(withdrawn, facts(account=ANA))


def says_all(seen: TicketView, at: Facts) -> str:
    return "\n".join(map(words, status(seen, at)))


def test_a_notice_that_waits_is_read_and_answered_wherever_the_ticket_is_shown() -> None:
    asked = agreement(Decision.ASKED, n=2, by="kim")
    seen = TicketView(ticket(third_party="Outlook"), 3, agreed=(asked,))
    assert "Before a call about Outlook: help by phone" in says_all(seen, facts())
    steps = [choice.action for choice in next_steps(seen)]
    assert steps == ["@agree.1001.2", "@refuse.1001.2", "@show.1001", "@phone.1001"]
    answered = TicketView(seen.ticket, 3, agreed=(asked, agreement(Decision.DECLINED, n=3)))
    assert "Before a call" not in says_all(answered, facts())
    assert [choice.action for choice in next_steps(answered)] == ["@show.1001", "@phone.1001"]


def test_what_rests_unanswered_is_promised_as_before() -> None:
    resting = ticket(state=State.RESTING, rest_until=PROMISE)
    assert "What we do guarantee" in says(resting)
    assert "guarantee" not in says(replace(resting, answered_at=WEDNESDAY))
