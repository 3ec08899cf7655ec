"""Where Slack's requests come in: the signature first, then Bolt with our door in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import signature
from adapters.slack.api import sdk_log
from adapters.slack.app import Door, Self
from adapters.slack.limits import BODY_BYTES_MAX
from adapters.slack.middleware import Middleware
from adapters.slack.settings import EVENTS_PATH, Settings


@dataclass(frozen=True, slots=True)
class Entrance:
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
        text = body.decode("utf-8", errors="replace")
        headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in request.headers.items()}
        wanted = AsyncBoltRequest(body=text, query=request.query_string, headers=headers)
        return await to_aiohttp_response(await self.bolt.async_dispatch(wanted))


def bolt(door: Door, us: Self, settings: Settings) -> AsyncApp:
    """Bolt's app with our door in it, and without what would call Slack or answer for us."""
    app = bare(us, settings)
    app.use(Middleware(door))
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
