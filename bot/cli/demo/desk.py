"""The demo's small busy desk: two people on staff, and eight made-up clients of the last working day.

Everything happens through the real engine, in the order and at the moments at which it is said to
have happened, so that the record, the line and the promises are what they would be.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from adapters.terminal import session as terminal
from bot.bootstrap import App
from bot.cli.demo.stage import HandClock, Stage, offered, staffed_before
from bot.core.model.people import Role
from bot.ports import UnitOfWork

LEAD, AGENT = "sam", "kim"
STAFF = ((LEAD, Role.LEAD), (AGENT, Role.AGENT))


@dataclass(frozen=True, slots=True)
class Filing:
    """One client's way to a ticket."""

    minutes_ago: int
    """Staffed minutes before now."""
    client: str
    words: str
    symptoms: str
    service: str = ""
    urgency: str = "normal"
    lang: str = "en"
    zone: str = "America/Los_Angeles"


@dataclass(frozen=True, slots=True)
class Deed:
    """One command of staff on a client's ticket: ``line`` with {number}."""

    minutes_ago: int
    staff: str
    client: str
    line: str


DAY = (
    Filing(
        470, "Ana", "since the move nobody can reach our shop, dns maybe?", "The browser says: server not found.",
        "anas-garden.example",
    ),
    Filing(
        415, "Ben", "wordpress shows a white page after an update", "Only a white page, also in wp-admin.",
        "ben-builds.example",
    ),
    Deed(385, AGENT, "Ana", "claim {number}"),
    Filing(
        350, "Carla", "certificate expired, customers get a warning", "NET::ERR_CERT_DATE_INVALID since this morning.",
        "carla-shoes.example", "high", zone="Europe/Madrid",
    ),
    Deed(345, LEAD, "Carla", "urgency {number} high a live shop warns every customer away"),
    Deed(
        340, AGENT, "Ana",
        "reply {number} Your domain still pointed to the old name servers. I've changed them; give it two hours.",
    ),
    Filing(
        290, "Dev", "sftp upload stops in the middle of a big file", "Stops at about 1 GB, every time.",
        "devsphotos.example", zone="Asia/Kolkata",
    ),
    Filing(
        235, "Elif", "where do i find the auth code for moving my domain", "The panel shows no code at all.",
        "elif-reads.example", zone="Europe/Istanbul",
    ),
    Deed(210, LEAD, "Dev", "claim {number}"),
    Deed(205, LEAD, "Dev", "ask {number} Which program do you upload with, and what does its log say at the end?"),
    Filing(
        160, "Felix", "Mein Postfach ist voll und ich kann nichts mehr löschen",
        "Beim Löschen kommt: Kontingent überschritten.", "felix-werkstatt.example", lang="de", zone="Europe/Berlin",
    ),
    Filing(
        95, "Grace", "site is very slow every evening since tuesday", "Pages take 20 seconds between 8 and 10 pm.",
        "gracesongs.example", zone="America/New_York",
    ),
    Deed(80, AGENT, "Ben", "claim {number}"),
    Deed(75, AGENT, "Ben", "note {number} Updated three plugins at once; looking at the error log."),
    Filing(
        40, "Hugo", "wrong company name on the last two invoices", "Invoices of October and November.",
        zone="Europe/Paris",
    ),
)  # fmt: skip
"""In the order in which it happens."""

LATER = (
    Filing(
        0, "Ines", "need a second database for our shop", "The panel says that the limit is one.", "ines-toys.example"
    ),
    Filing(0, "Jon", "how do i get last weeks backup of one folder", "I deleted the folder img.", "jon-maps.example"),
)
"""Who comes after the demo's client."""


def seed(app: App, clock: HandClock) -> Stage:
    """Fill an empty desk with the day up to what its ``clock`` says, and says again at the end; its stage."""
    stage, now = Stage(app, clock), clock.now()
    app.articles.prepare()
    app.articles.catalogue.make_all()  # so that every run tells the same story
    app.store.write(_add_staff).result()
    for at, happening in _moments(stage, now):
        stage.clock.set(at)
        if isinstance(happening, Filing):
            file(stage, happening)
        else:
            stage.commands(happening.staff, happening.line.format(number=stage.ticket_of(happening.client)))
    stage.clock.set(now)
    return stage


def _add_staff(unit: UnitOfWork) -> None:
    for name, role in STAFF:
        unit.add_staff(name, role, terminal.identity(name))


def _moments(stage: Stage, now: datetime) -> Iterator[tuple[datetime, Filing | Deed]]:
    with stage.app.store.read() as unit:
        calendar = stage.engine.context.calendar(unit, now)
    for happening in DAY:
        yield staffed_before(calendar, now, timedelta(minutes=happening.minutes_ago)), happening


def file(stage: Stage, filing: Filing) -> None:
    """Up the ladder: words, no article that helps, billing accepted where it is asked, the form in one go."""
    client = filing.client
    stage.opens(client, filing.lang, filing.zone)
    shown = stage.says(client, filing.words)
    while shown.form is None:
        stage.clock.forward(timedelta(seconds=40))
        onward = offered(shown, "none", "file", "accept")
        shown = stage.takes(client, onward) if onward else stage.says(client, "open a ticket")
    stage.clock.forward(timedelta(seconds=90))
    stage.fills(
        client,
        shown,
        subject=filing.words,
        service=filing.service,
        symptoms=filing.symptoms,
        urgency=filing.urgency,
        name=client,
    )
