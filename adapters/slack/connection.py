"""One connection to Slack: events in over HTTP or a socket, messages out, for as long as it holds."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from adapters.kit.catch_up import CatchUp
from adapters.kit.outage import Away
from adapters.slack import PLATFORM, addresses
from adapters.slack.addresses import Place
from adapters.slack.answers import Answers
from adapters.slack.api import CALL_SECONDS_MAX, Api, Done, Refused, sdk_log
from adapters.slack.backfill import SlackHistory
from adapters.slack.event_handler import EventHandler, Self
from adapters.slack.incoming.agent_panel import AgentPanel
from adapters.slack.incoming.staff_group import StaffGroup
from adapters.slack.payloads import Written
from adapters.slack.profiles import People
from adapters.slack.requests.webhook_endpoint import Socket, WebhookEndpoint, bolt
from adapters.slack.sender import Sender
from adapters.slack.settings import EVENTS_PATH, SOCKET, Settings
from bot.core.model.files import FileDue
from bot.core.model.people import Address
from bot.ports.clock import Clock
from bot.ports.gateway import Gateway

LOOK_AGAIN_SECONDS = 30.0
"""So often a refused token is tried again, and a socket looked at."""

Pause = Callable[[float], Awaitable[None]]

log = logging.getLogger(__name__)


class NotSlack(Away):
    """Slack, or what answers in its place, doesn't tell who we are."""


@dataclass(slots=True)
class Connection:
    """Slack, connected to one desk."""

    settings: Settings
    gateway: Gateway
    clock: Clock
    wall: Callable[[], float] = time.time
    """Seconds since 1970, for the age of signatures."""
    pause: Pause = asyncio.sleep
    url: str = ""
    """Where events are taken, once HTTP is listened to."""
    answers: Answers | None = None
    """What is under way beside acknowledgements, while connected."""
    handler: EventHandler | None = None
    """Where everything comes in, while connected."""
    api: Api = field(init=False)
    adapter: Sender = field(init=False)
    panel: AgentPanel = field(init=False)
    _us: Self | None = None
    _open: bool = False
    _away: bool = False
    _socket_client: "SocketModeClient | None" = None
    catching_up: "CatchUp[Place, Written] | None" = None

    def __post_init__(self) -> None:
        self.api = Api(self.settings.bot_token, self.settings.base_url)
        self.panel = AgentPanel(self.api, self.gateway)
        self.adapter = Sender(self.api, self._team, self.settings.staff_group, self.panel.thread_of)

    def _team(self) -> str:
        return self._us.team if self._us else ""

    @property
    def ready(self) -> bool:
        """Whether events come in and messages go out."""
        return self._open and not self._away and not self.adapter.trouble

    def file_sources(self) -> Sequence[Address]:
        """Our team, and those whose people wrote to us in channels that are shared with them."""
        neighbours = sorted(self.handler.neighbours) if self.handler else []
        ours = self.adapter.targets()
        return (*ours, *(Address(PLATFORM, team, "") for team in neighbours)) if ours else ()

    async def download(self, file: FileDue, bytes_max: int) -> bytes | str:
        """A file that somebody attached, or why it can't be had."""
        return await self.api.download(file, bytes_max)

    async def run(self) -> None:
        """Take events in until cancelled; raises when the connection fails."""
        people, answers, group = People(self.api), Answers(api=self.api), self.settings.staff_group
        staff_group = StaffGroup(self.api, group) if group else None
        self.answers = answers
        try:
            us = await self._who_we_are()
            channel = self.settings.staff_channel
            board = addresses.channel(us.team, channel) if channel else None
            await asyncio.wrap_future(self.gateway.keep_board(PLATFORM, us.team, board))
            handler = self.handler = EventHandler(
                self.gateway,
                us,
                people,
                answers,
                self.panel,
                channel,
                self.settings.ticket_emoji,
                staff_group=staff_group,
            )
            history = SlackHistory(self.api, handler, self.adapter.channel_of, self.pause)
            catching_up = self.catching_up = CatchUp(
                self.gateway, self.clock, PLATFORM, self._team, history, self.pause
            )
            catching_up.went()
            app = bolt(handler, us, self.settings)
            async with self._socket(app) if self.settings.mode == SOCKET else self._http(app):
                self._us, self._open = us, True
                try:
                    await self._watch(catching_up)
                finally:
                    await catching_up.stop()
        finally:
            self._open = False
            await answers.finish()
            await people.close()
            if staff_group is not None:
                await staff_group.close()
            await self.api.close()

    async def caught_up(self) -> None:
        """Wait until what was written before the start is read."""
        if self.catching_up is not None:
            await self.catching_up.done()

    async def _who_we_are(self) -> Self:
        """Ask until the token is accepted: it may be given back."""
        while True:
            outcome = await self.api.call("auth.test")
            if isinstance(outcome, Done):
                self.adapter.trouble = ""
                data = outcome.data
                if self.answers is not None:
                    self.answers.url = str(data.get("url") or "")
                return Self(str(data["team_id"]), str(data["user_id"]), str(data.get("bot_id") or ""))
            if not (isinstance(outcome, Refused) and outcome.token_dead):
                raise NotSlack(outcome.reason)
            self.adapter.pause(outcome.reason)
            await self.pause(LOOK_AGAIN_SECONDS)

    async def _watch(self, catching_up: "CatchUp[Place, Written]") -> None:
        """Until cancelled: notice when Slack is away, and catch up when it is back, as at the start."""
        catching_up.came_back()
        while True:
            well_at = self.clock.now()
            await self.pause(LOOK_AGAIN_SECONDS)
            was_away, self._away = self._away, not await self._is_there()
            if self._away:
                await catching_up.stop()
                catching_up.went(well_at)
            elif was_away:
                catching_up.came_back()

    async def _is_there(self) -> bool:
        """Whether Slack answers, takes the token, and events can come in."""
        outcome = await self.api.call("auth.test")
        if isinstance(outcome, Refused) and outcome.token_dead:
            self.adapter.pause(outcome.reason)
        elif isinstance(outcome, Done) and self.adapter.trouble:
            log.info("Slack accepts the bot's token again")
            self.adapter.trouble = ""
        return isinstance(outcome, Done) and await self._hears()

    async def _hears(self) -> bool:
        """Whether the socket, if there is one, stands; the SDK makes it anew by itself."""
        return self._socket_client is None or bool(await self._socket_client.is_connected())

    # ── HTTP and Socket Mode ───────────────────────────────────────────────────────────

    @asynccontextmanager
    async def _http(self, app: AsyncApp) -> AsyncIterator[None]:
        endpoint = WebhookEndpoint(app, self.settings.signing_secret, self.wall)
        runner = web.AppRunner(endpoint.app(), access_log=None)
        await runner.setup()
        try:
            await web.TCPSite(runner, self.settings.host, self.settings.port).start()
            self.url = f"http://{self.settings.host}:{runner.addresses[0][1]}{EVENTS_PATH}"
            log.info("Slack's events are taken at %s", self.url)
            yield
        finally:
            await runner.cleanup()

    @asynccontextmanager
    async def _socket(self, app: AsyncApp) -> AsyncIterator[None]:
        client = AsyncWebClient(base_url=self.settings.base_url, timeout=CALL_SECONDS_MAX, retry_handlers=[])
        handler = Socket(app, self.settings.app_token, logger=sdk_log, web_client=client)
        try:
            try:
                await handler.connect_async()  # type: ignore[no-untyped-call]
            except SlackApiError as refused:
                raise Away(f"SLACK_APP_TOKEN: {refused.response.get('error')}") from None
            self._socket_client = handler.client
            yield
        finally:
            self._socket_client = None
            await handler.close_async()  # type: ignore[no-untyped-call]
