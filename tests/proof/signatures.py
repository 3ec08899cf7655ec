"""Promise 10: requests that Slack didn't sign so are refused with 401, over HTTP as they arrive."""

import asyncio
import json
import random
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from adapters.slack.requests import signature
from tests.adapters.slack.fake_slack import SECRET, TEAM, fake_slack
from tests.adapters.slack.scene import WALL, Scene, connected

AT_ONCE = 16
NOISE = "0123456789abcdefABCDEFvX=,; \t\u00e9\u0661"


@dataclass(frozen=True, slots=True)
class Request:
    """One request: its headers in order, which may be there twice, and its body."""

    headers: tuple[tuple[str, str], ...]
    body: bytes

    @property
    def on_the_wire(self) -> "Request":
        """As it arrives: HTTP knows no space around a header's value."""
        return replace(self, headers=tuple((name, value.strip(" \t")) for name, value in self.headers))


def right(text: str = "let me in", ts: str = "1.0") -> Request:
    """As Slack would send it."""
    event = {"type": "message", "channel": "D1", "channel_type": "im", "user": "U1", "text": text, "ts": ts}
    body = json.dumps({"type": "event_callback", "team_id": TEAM, "event": event}).encode()
    stamp = str(int(WALL))
    signed = signature.sign(SECRET, stamp, body)
    return Request(((signature.TIMESTAMP, stamp), (signature.SIGNATURE, signed)), body)


def mutated(sent: Request, dice: random.Random) -> Request:
    """The request with one or two things about it that aren't as they were signed."""
    wrong = sent
    while wrong.on_the_wire == sent.on_the_wire:
        for _change in range(dice.randint(1, 2)):
            wrong = dice.choice((_body, _signature, _timestamp, _headers, _signed_otherwise))(wrong, dice)
    return wrong


def _body(sent: Request, dice: random.Random) -> Request:
    """A bit flipped, a byte more, less, or moved."""
    body, at = bytearray(sent.body), dice.randrange(len(sent.body))
    match dice.randrange(4):
        case 0:
            body[at] ^= 1 << dice.randrange(8)
        case 1:
            body.insert(at, dice.randrange(256))
        case 2:
            del body[at]
        case _:
            body = body[at:] + body[:at]
    return replace(sent, body=bytes(body))


def _with(sent: Request, name: str, value: str) -> Request:
    return replace(sent, headers=tuple((each, value if each == name else old) for each, old in sent.headers))


def _value(sent: Request, name: str) -> str:
    return next((value for each, value in sent.headers if each == name), "")


def _noisy(text: str, dice: random.Random) -> str:
    at, more = dice.randrange(len(text) + 1), dice.choice(NOISE)
    return dice.choice((text[:at] + more + text[at + 1 :], text[:at] + more + text[at:], text[:at], text[at:], ""))


def _signature(sent: Request, dice: random.Random) -> Request:
    changed = _noisy(_value(sent, signature.SIGNATURE), dice)
    return _with(sent, signature.SIGNATURE, dice.choice((changed, changed.upper(), "v1" + changed[2:])))


def _timestamp(sent: Request, dice: random.Random) -> Request:
    """Earlier, later, or no number of seconds at all."""
    stamp = _value(sent, signature.TIMESTAMP)
    moved = str(int(WALL) + dice.choice((-1, 1)) * dice.randrange(1, 1_000_000))
    return _with(sent, signature.TIMESTAMP, dice.choice((moved, _noisy(stamp, dice), f"-{stamp}", f"{stamp}.0")))


def _headers(sent: Request, dice: random.Random) -> Request:
    """One is missing, or there a second time."""
    one = dice.choice(sent.headers)
    kept = tuple(each for each in sent.headers if each != one)
    return replace(sent, headers=dice.choice((kept or sent.headers, (*sent.headers, one))))


def _signed_otherwise(sent: Request, dice: random.Random) -> Request:
    """A signature that is one: with another secret, or of a moment that is over or to come."""
    stamp = str(int(WALL) + dice.choice((-1, 1)) * dice.randrange(301, 10_000))
    if dice.random() < 0.5:
        signed = signature.sign(SECRET, stamp, sent.body)
        return _with(_with(sent, signature.TIMESTAMP, stamp), signature.SIGNATURE, signed)
    stranger = signature.sign(dice.choice(("", SECRET[:-1], SECRET + "x", "other")), str(int(WALL)), sent.body)
    return _with(sent, signature.SIGNATURE, stranger)


async def asked(scene: Scene, sent: Request) -> int:
    """The status that a request is answered with."""
    headers = [("Content-Type", "application/json"), *((n, v.encode().decode("latin-1")) for n, v in sent.headers)]
    async with scene.http.post(scene.connection.url, data=sent.body, headers=headers) as answer:
        return answer.status


def refused(folder: Path, count: int, seed: int = 10) -> tuple[str, list[str]]:
    """Send so many mutations, and one right request before and after; what wasn't answered as it must be."""
    dice = random.Random(seed)

    async def story() -> Counter[int]:
        async with fake_slack() as slack, connected(folder, slack) as scene:
            assert await asked(scene, right()) == 200
            statuses: Counter[int] = Counter()
            for _part in range(0, count, AT_ONCE):
                wrong = [mutated(right(), dice) for _each in range(AT_ONCE)]
                statuses.update(await asyncio.gather(*(asked(scene, each) for each in wrong)))
            assert await asked(scene, right("and again", ts="2.0")) == 200
            await scene.settled()
            assert len(slack.asked("chat.postMessage")) == 2, "nothing else was taken in"
            return statuses

    statuses = asyncio.run(story())
    wrong = [f"{number} answered {status}" for status, number in statuses.items() if status != 401]
    return f"{statuses.total():,} mutations, {statuses[401]:,} answered 401", wrong
