"""Where Slack's requests come in: signature and shape first, then Bolt with our door in it."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.api import sdk_log
from adapters.slack.event_handler import EventHandler, Self
from adapters.slack.limits import BODY_BYTES_MAX
from adapters.slack.requests import shapes, signature
from adapters.slack.requests.middleware import Middleware
from adapters.slack.requests.shapes import Malformed
from adapters.slack.settings import EVENTS_PATH, Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    """The address that Slack calls: nobody else gets past it."""

    bolt: AsyncApp
    secret: str
    wall: Callable[[], float]

    def app(self) -> web.Application:
        """Its one route."""
        app = web.Application(client_max_size=BODY_BYTES_MAX)
        app.router.add_post(EVENTS_PATH, self.take)
        return app

    async def take(self, request: web.Request) -> web.Response:
        """Check the signature ourselves: Bolt answers some bad ones with 500."""
        body = await request.read()
        stamps = request.headers.getall(signature.TIMESTAMP, [])
        signatures = request.headers.getall(signature.SIGNATURE, [])
        if not signature.is_slacks(self.secret, stamps, signatures, body, self.wall()):
            return web.Response(status=401)
        try:
            payload = shapes.body_of(body, request.content_type)
            shapes.check(payload)
        except Malformed as wrong:
            return _refused(str(wrong))
        headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in request.headers.items()}
        try:
            wanted = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=headers)
            answer = await self.bolt.async_dispatch(wanted)
        except Exception as broken:  # our middleware raises nothing: what Bolt itself reads wasn't as Slack sends it
            return _refused(type(broken).__name__)
        return await to_aiohttp_response(answer)


def _refused(why: str) -> web.Response:
    """Slack shows it to whoever looks after the app; delivered again it would be no better."""
    log.warning("a signed request isn't as Slack sends them: %s", why)
    return web.Response(status=400)


class Socket(AsyncSocketModeHandler):
    """The same by a socket, where nothing is signed: what isn't as Slack sends it goes no further."""

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Take one envelope; one that isn't acknowledged is delivered again, a few times."""
        try:
            shapes.check(req.payload)
        except Malformed as wrong:
            log.warning("a payload isn't as Slack sends them: %s", wrong)
            return
        await super().handle(client, req)


def bolt(handler: EventHandler, us: Self, settings: Settings) -> AsyncApp:
    """Bolt's app with our door in it, and without what would call Slack or answer for us."""
    app = bare(us, settings)
    app.use(Middleware(handler))
    return app


def bare(us: Self, settings: Settings) -> AsyncApp:
    """Bolt's app without anything that takes requests."""

    async def authorize() -> AuthorizeResult:
        return us.authorized(settings.bot_token)

    return AsyncApp(
        name="frontdoor",
        logger=sdk_log,
        client=AsyncWebClient(base_url=settings.base_url, retry_handlers=[], logger=sdk_log),
        signing_secret=settings.signing_secret,
        authorize=authorize,
        request_verification_enabled=False,  # the entrance has done it, and a socket has no signatures
        ignoring_self_events_enabled=False,  # so does the reading of payloads
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )
