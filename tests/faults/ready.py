"""From the first 200 of ``/readyz`` on: every event is answered in time, however many articles there are."""

import asyncio
import json
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from aiohttp import ClientSession, TCPConnector

from bot.core.model.knowledge import Article
from kb.articles.loader import Library
from tests.faults.load import Load
from tests.faults.places import Place
from tests.faults.processes import Replica
from tests.faults.slack_side import faulty_slack


@dataclass(frozen=True)
class Answered:
    """What came of the first events after a process said that it was ready."""

    ready_s: float
    """From its start until it said so."""
    events: int
    refused: int
    """Answered too late for Slack, with an error, or not at all."""
    p99_ms: float
    longest_ms: float


@contextmanager
def written(library: Library) -> Iterator[Path]:
    """The library as files in a folder of its own."""
    with TemporaryDirectory(prefix="fd-articles-") as folder:
        for article in library.articles:
            Path(folder, f"{article.slug}.md").write_text(_file(article), encoding="utf-8")
        yield Path(folder)


def _file(article: Article) -> str:
    keywords = json.dumps(list(article.keywords))
    return f"---\ntitle: {json.dumps(article.title)}\nkeywords: {keywords}\n---\n\n{article.markdown}"


def answered(place: Place, articles: Path, layer: str, questions: Sequence[str], rate: float) -> Answered:
    """Ask these questions, each of somebody else, as soon as a process is ready: so many a second."""
    return asyncio.run(_answered(place, articles, layer, questions, rate))


async def _answered(place: Place, articles: Path, layer: str, questions: Sequence[str], rate: float) -> Answered:
    place.store().close()
    async with (
        faulty_slack() as slack,
        ClientSession(connector=TCPConnector(limit=0)) as http,
    ):
        replica = Replica(place, slack.base, board="", search=layer, articles=str(articles))
        load = Load(slack, http, [replica.url], random.Random(7))
        try:
            started = time.perf_counter()
            replica.start()
            await replica.ready(http)
            began, under_way = time.perf_counter(), []
            for number, question in enumerate(questions):
                await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
                event = load.written(f"U{number:05}", question)
                under_way.append(asyncio.create_task(load.deliver(event)))
            taken = await asyncio.gather(*under_way)
        finally:
            await replica.die()
    waits = [wait * 1000 for wait in load.waits_s] or [float("inf")] * 2
    return Answered(began - started, len(taken), taken.count(False), quantiles(waits, n=100)[98], max(waits))
