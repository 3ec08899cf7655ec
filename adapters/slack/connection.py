"""One connection to Slack: events in over HTTP or a socket, messages out, for as long as it holds."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from adapters.kit.attachments import AttachmentCopier
from adapters.kit.history import PlatformHistory
from adapters.kit.outage import Away
from adapters.slack import PLATFORM, addresses
from adapters.slack.answers import Answers
from adapters.slack.api import CALL_SECONDS_MAX, Api, Done, Refused, sdk_log
from adapters.slack.backfill import Backfill
from adapters.slack.event_handler import EventHandler, Self
from adapters.slack.profiles import People
from adapters.slack.requests.webhook_endpoint import Socket, WebhookEndpoint, bolt
from adapters.slack.sender import Sender
from adapters.slack.settings import EVENTS_PATH, SOCKET, Settings
from bot.core.client_view.notices import ELSEWHERE, NOT_SAVED, QUESTION, question_about
from bot.core.text.surface import LocalizedForm, LocalizedReply
from bot.core.text.tokens import ASK
from bot.i18n import Reader, localize, plain, sentence
from bot.ports import Clock, Store
from bot.ports.gateway import GatewayApi

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
    desk: GatewayApi
    store: Store
    clock: Clock
    wall: Callable[[], float] = time.time
    """Seconds since 1970, for the age of signatures."""
    pause: Pause = asyncio.sleep
    behind: bool = True
    """Whether something may have been missed, and not all of it was read yet."""
    url: str = ""
    """Where events are taken, once HTTP is listened to."""
    answers: Answers | None = None
    """What is under way beside acknowledgements, while connected."""
    handler: EventHandler | None = None
    """Where everything comes in, while connected."""
    api: Api = field(init=False)
    files: AttachmentCopier = field(init=False)
    adapter: Sender = field(init=False)
    _us: Self | None = None
    _open: bool = False
    _away: bool = False
    _whole_at: datetime | None = None
    """Until then nothing was missed."""
    _socket_client: "SocketModeClient | None" = None
    _catching_up: "asyncio.Task[None] | None" = None

    def __post_init__(self) -> None:
        self.api = Api(self.settings.bot_token, self.settings.base_url)
        self.adapter = Sender(self.api, self._team)

    def _team(self) -> str:
        return self._us.team if self._us else ""

    @property
    def ready(self) -> bool:
        """Whether events come in and messages go out."""
        return self._open and not self._away and not self.adapter.trouble

    async def run(self) -> None:
        """Take events in until cancelled; raises when the connection fails."""
        people, answers = People(self.api), Answers(api=self.api)
        self.answers = answers
        try:
            us = await self._who_we_are()
            self.files = AttachmentCopier(PLATFORM, us.team, self.api.download, self.desk)
            channel = self.settings.staff_channel
            saying = self._elsewhere, self._not_saved, self._question
            handler = self.handler = EventHandler(self.desk, us, people, answers, *saying, self.files.look, channel)
            await asyncio.wrap_future(
                self._seen(us).keep_board(addresses.channel(us.team, channel) if channel else None)
            )
            self.behind, self._whole_at = True, self.clock.now()
            app = bolt(handler, us, self.settings)
            listening = self._socket(app) if self.settings.mode == SOCKET else self._http(app)
            async with listening:
                self._us, self._open = us, True
                try:
                    await self._watch(handler, us)
                finally:
                    await self._stop_catching_up()
        finally:
            self._open = False
            await answers.finish()
            await people.close()
            await self.api.close()

    async def caught_up(self) -> None:
        """Wait until what was written before the start is read."""
        await asyncio.sleep(0)
        if self._catching_up is not None:
            await asyncio.wait({self._catching_up})

    async def _who_we_are(self) -> Self:
        """Ask until the token is accepted: it may be given back."""
        while True:
            outcome = await self.api.call("auth.test")
            if isinstance(outcome, Done):
                self.adapter.trouble = ""
                data = outcome.data
                return Self(str(data["team_id"]), str(data["user_id"]), str(data.get("bot_id") or ""))
            if not (isinstance(outcome, Refused) and outcome.token_dead):
                raise NotSlack(outcome.reason)
            self.adapter.pause(outcome.reason)
            await self.pause(LOOK_AGAIN_SECONDS)

    def _elsewhere(self, lang: str) -> str:
        return plain(ELSEWHERE, Reader(lang, "UTC", self.clock.now()))

    def _not_saved(self, lang: str) -> LocalizedReply:
        return sentence(NOT_SAVED, Reader(lang, "UTC", self.clock.now()))

    def _question(self, lang: str, about: str) -> LocalizedForm:
        lang = lang.replace("_", "-").partition("-")[0]
        asked = question_about(about) if about else QUESTION
        form = localize(asked, Reader(lang, "UTC", self.clock.now()), lambda _action: ASK).form
        assert form is not None  # noqa: S101 (it is one)
        return form

    async def _watch(self, handler: EventHandler, us: Self) -> None:
        """Until cancelled: notice when Slack is away, and catch up when it is back, as at the start."""
        while True:
            if self._away:
                await self._stop_catching_up()
                self.behind = True
            elif not self.behind:
                self._whole_at = self.clock.now()
            elif self._catching_up is None or self._catching_up.done():
                self._catching_up = asyncio.create_task(self._backfill(handler, us))
            await self.pause(LOOK_AGAIN_SECONDS)
            self._away = not await self._is_there()
            handler.answers.begin(self._files())

    async def _is_there(self) -> bool:
        """Whether Slack answers, takes the token, and events can come in."""
        outcome = await self.api.call("auth.test")
        if isinstance(outcome, Refused) and outcome.token_dead:
            self.adapter.pause(outcome.reason)
        elif isinstance(outcome, Done) and self.adapter.trouble:
            log.info("Slack accepts the bot's token again")
            self.adapter.trouble = ""
        return isinstance(outcome, Done) and await self._hears()

    async def _stop_catching_up(self) -> None:
        if self._catching_up is not None:
            self._catching_up.cancel()
            await asyncio.gather(self._catching_up, return_exceptions=True)

    async def _files(self) -> None:
        """Copy what is due still; what fails is tried again at the next look."""
        try:
            await self.files.look()
        except Exception as broken:  # a worker's loop
            log.error("looking for files failed: %s", type(broken).__name__)

    async def _backfill(self, handler: EventHandler, us: Self) -> None:
        seen, whole_at = self._seen(us), self._whole_at or self.clock.now()
        channel_of = self.adapter.channel_of
        backfill = Backfill(self.api, seen, channel_of, handler.written, us.bot_user, whole_at, self.pause)
        try:
            await backfill.run()
        except Exception as broken:  # it begins anew at the next look
            log.error("the back-fill failed: %s", type(broken).__name__)
        else:
            self.behind = not backfill.whole

    def _seen(self, us: Self) -> PlatformHistory:
        return PlatformHistory(self.store, PLATFORM, us.team)

    async def _hears(self) -> bool:
        """Whether the socket, if there is one, stands; the SDK makes it anew by itself."""
        return self._socket_client is None or bool(await self._socket_client.is_connected())

    # ── HTTP and Socket Mode ───────────────────────────────────────────────────────────

    @asynccontextmanager
    async def _http(self, app: AsyncApp) -> AsyncIterator[None]:
        entrance = WebhookEndpoint(app, self.settings.signing_secret, self.wall)
        runner = web.AppRunner(entrance.app(), access_log=None)
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
