"""The contexts of the dialogue corpus: what Ana did before, and what stands on her screen last."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from bot.core.model.knowledge import Article, Hit
from bot.i18n import languages
from bot.ports import Search
from kb.articles import loader
from kb.search import ArticleSearch
from tests.dialogue import Agent, Client, House, open_house

QUESTION = {
    "en": "my emails dont arive since yestrday",
    "es": "no me llegan los correos desde ayer",
    "de": "meine mails kommen seit gestern nicht an",
}
VAGUE = {
    "en": "the thing with the blue box keeps jumping",
    "es": "la cosa del recuadro azul no para de saltar",
    "de": "das ding mit dem blauen kasten springt dauernd",
}
MAIL = {
    "en": "Mails to info@ don't arrive",
    "es": "No llegan los correos a info@",
    "de": "Mails an info@ kommen nicht an",
}
WEBSITE = {
    "en": "Website shows error 500 after update",
    "es": "La web muestra error 500 tras actualizar",
    "de": "Website zeigt Fehler 500 nach Update",
}
OUTLOOK = {
    "en": "Outlook keeps asking for my password",
    "es": "Outlook me pide la contraseña todo el rato",
    "de": "Outlook fragt ständig nach meinem Passwort",
}
ANSWER = "Please try it once more: I've reset the mailbox."
ASKED = "Which mail program do you use, and since when does it happen?"
CALL_DAY, CALL_TIME = "2026-12-17", "at.20261217T1830"
"""Thursday, 19:30 in Berlin, is 18:30 UTC."""
NUMBER = "+49 30 901820"
"""The number that Ana gave with her first call."""
_NUMBER_ASKED = re.compile(r"(number|número|nummer)[^\n]*\?", re.I)
PINNED = 0.5
"""Confidence of the scene's articles, at least."""

FOUND = ("mail-not-arriving", "mailbox-full", "mx-records")


@dataclass(frozen=True)
class PinnedSearch:
    """The shipped articles, with the results of the scene's own questions pinned."""

    real: Search

    def find(self, text: str, lang: str, limit: int = 3) -> tuple[Hit, ...]:
        """As the shipped search finds; three articles for the scene's question, none for the vague one."""
        if text.strip() in VAGUE.values():
            return ()
        if text.strip() in QUESTION.values():
            by_slug = {
                hit.slug: replace(hit, confidence=max(hit.confidence, PINNED)) for hit in self.real.find(text, lang, 10)
            }
            return tuple(by_slug.get(slug) or _plain(self.article(slug, lang)) for slug in FOUND)[:limit]
        return self.real.find(text, lang, limit)

    def article(self, slug: str, lang: str) -> Article | None:
        """An article of the library."""
        return self.real.article(slug, lang)

    def alike(self, text: str, others: Sequence[str]) -> tuple[float, ...]:
        """As the shipped search compares."""
        return self.real.alike(text, others)


def _plain(article: Article | None) -> Hit:
    assert article is not None
    return Hit(article.slug, article.title, article.lang, 5.0, PINNED, ())


@cache
def search() -> PinnedSearch:
    """The shipped library, loaded once."""
    return PinnedSearch(ArticleSearch(loader.load(loader.shipped()), languages()))


class SceneNotReached(AssertionError):
    """The talk no longer leads to a context of the corpus: its walk needs a new way there."""


@dataclass(frozen=True)
class Scene:
    """Ana at the point where she types, and the desk around her."""

    house: House
    ana: Client
    sam: Agent
    answered: set[str] = field(default_factory=set)
    """The fields of the form on the screen that were answered on the way, as the corpus calls them."""

    def pushes(self, line: str) -> None:
        """Sam types a command, and what it sends reaches Ana."""
        self.sam.types(line)
        self.ana.shown = []
        self.ana.deliver()


@contextmanager
def scene(context: str, lang: str, folder: Path) -> Iterator[Scene]:
    """A desk in a folder, walked to one context."""
    with open_house(folder, search()) as house:
        ana = house.client("ana", lang=lang, zone="Europe/Berlin")
        at = Scene(house, ana, house.agent("sam"))
        if context == "form_name":
            ana.display = ""
        try:
            _WALKS[context](at)
        except AssertionError as missed:
            raise SceneNotReached(f"{context}: {missed}") from missed
        yield at


OTHERS = 4
"""Other clients with a ticket each: one is ahead of Ana's, three are behind."""


def _others(at: Scene) -> None:
    for n in range(OTHERS):
        other = at.house.client(f"ben{n}", lang="en")
        number = other.files(f"Invoice number {n} is wrong", name="Ben").number
        if n == 0:
            at.sam.types(f"urgency {number} high everything waits for it")


def _ticket(at: Scene, subject: str) -> None:
    """Ana files one, by the shortest way there is."""
    ana = at.ana
    ana.says(_TICKET[ana.lang])
    if ana.can("new"):
        ana.takes("new")
    _to_field(at, "subject")
    ana.says(subject)
    _finish(at)


_TICKET = {"en": "open a ticket", "es": "abrir un ticket", "de": "ticket eröffnen"}
_NEWS = {"en": "any news?", "es": "¿hay novedades?", "de": "gibt es neuigkeiten?"}


_OWN_NAMES = {
    "subject": "subject",
    "service": "domain",
    "symptoms": "symptoms",
    "urgency": "urgency",
    "name": "name",
    "phone": "phone_number",
}


def corpus_name(field_name: str) -> str:
    """What the corpus calls a form's field."""
    return _OWN_NAMES[field_name]


def _to_field(at: Scene, wanted: str) -> None:
    """Answer the form's other questions the shortest way until this one is asked."""
    for _step in range(8):
        asked = at.ana.field
        assert asked is not None, f"no form before {wanted}:\n{at.ana.text}"
        if corpus_name(asked) == wanted:
            return
        _settle(at, asked)
    raise AssertionError(f"the form never asks for {wanted}")


def _settle(at: Scene, asked: str) -> None:
    at.answered.add(corpus_name(asked))
    match asked:
        case "urgency":
            at.ana.takes("set.normal")
        case "name":
            at.ana.says("Ana")
        case _:
            at.ana.takes("keep")


def _finish(at: Scene) -> None:
    for _step in range(8):
        asked = at.ana.field
        if asked is not None:
            _settle(at, asked)
        elif any(at.ana.can(action) for action in ("file", "ours")):
            at.ana.takes(next(action for action in ("file", "ours") if at.ana.can(action)))
        else:
            return
    raise AssertionError(f"the form never ends:\n{at.ana.text}")


def _articles(at: Scene) -> None:
    at.ana.says(QUESTION[at.ana.lang])


def _reading(at: Scene) -> None:
    _articles(at)
    at.ana.takes("read.2")


def _none_found(at: Scene) -> None:
    at.ana.says(VAGUE[at.ana.lang])


def _form(wanted: str) -> Callable[[Scene], None]:
    def walk(at: Scene) -> None:
        if wanted == "subject":
            at.ana.says(_TICKET[at.ana.lang])
        else:
            _articles(at)
            at.ana.takes("none")
            at.answered.add("subject")
        _to_field(at, wanted)

    return walk


@contextmanager
def _an_hour_ago(at: Scene) -> Iterator[None]:
    """What happens here was an hour ago: a nudge comes behind those who have waited as long."""
    now = at.house.clock.now()
    at.house.clock.at = now - timedelta(hours=1)
    yield
    at.house.clock.at = now


def _open_one(at: Scene) -> None:
    with _an_hour_ago(at):
        _ticket(at, MAIL[at.ana.lang])
        _others(at)


def _answered(at: Scene) -> None:
    _open_one(at)
    at.sam.types("claim 1001")
    at.pushes(f"reply 1001 {ANSWER}")


def _asked(at: Scene) -> None:
    _open_one(at)
    at.sam.types("claim 1001")
    at.pushes(f"ask 1001 {ASKED}")


def _solved(at: Scene) -> None:
    now = at.house.clock.now()
    at.house.clock.at = now - timedelta(days=1)
    _answered(at)
    at.pushes("resolve 1001 All messages came through.")
    at.house.clock.at = now
    at.house.fire()
    at.ana.deliver()


def _two_open(at: Scene) -> None:
    with _an_hour_ago(at):
        _ticket(at, MAIL[at.ana.lang])
        _ticket(at, WEBSITE[at.ana.lang])
        _others(at)


def _slots_day(at: Scene) -> None:
    _open_one(at)
    at.ana.takes("@phone.1001")


def _slots_time(at: Scene) -> None:
    _slots_day(at)
    at.ana.takes(f"day.{CALL_DAY}")


def _call_requested(at: Scene) -> None:
    _slots_time(at)
    at.ana.takes(CALL_TIME)
    if at.ana.field == "phone" or _NUMBER_ASKED.search(at.ana.text):
        at.ana.says(NUMBER)


def _notice(at: Scene) -> None:
    with _an_hour_ago(at):
        _ticket(at, OUTLOOK[at.ana.lang])
        _others(at)
    at.pushes("notice 1001 helpdesk Outlook")


def _nudge(at: Scene) -> None:
    _open_one(at)
    at.ana.says(_NEWS[at.ana.lang])


def _second(at: Scene, wanted: str) -> None:
    """Ana writes a second ticket and stands at a field."""
    _open_one(at)
    at.answered.clear()
    at.ana.says(_TICKET[at.ana.lang])
    if at.ana.can("new"):
        at.ana.takes("new")
    _to_field(at, "subject")
    at.ana.says(WEBSITE[at.ana.lang])
    at.answered.add("subject")
    _to_field(at, wanted)


def _pushed_answer(at: Scene) -> None:
    _second(at, "urgency")
    at.sam.types("claim 1001")
    at.pushes(f"reply 1001 {ANSWER}")


def _pushed_question(at: Scene) -> None:
    _second(at, "domain")
    at.sam.types("claim 1001")
    at.pushes(f"ask 1001 {ASKED}")


def _pushed_notice(at: Scene) -> None:
    with _an_hour_ago(at):
        _ticket(at, OUTLOOK[at.ana.lang])
        _others(at)
    at.ana.takes("@phone.1001")
    at.sam.types("claim 1001")
    at.pushes("notice 1001 helpdesk Outlook")


def _pushed_offer(at: Scene) -> None:
    _second(at, "symptoms")
    at.sam.types("claim 1001")
    at.pushes("exception 1001 2026-12-17 09:00 because it is urgent")


_WALKS: dict[str, Callable[[Scene], None]] = {
    "first": lambda at: None,
    "articles": _articles,
    "reading": _reading,
    "none_found": _none_found,
    "form_subject": _form("subject"),
    "form_symptoms": _form("symptoms"),
    "form_urgency": _form("urgency"),
    "form_domain": _form("domain"),
    "form_name": _form("name"),
    "open_one": _open_one,
    "answered": _answered,
    "asked": _asked,
    "solved": _solved,
    "two_open": _two_open,
    "slots_day": _slots_day,
    "slots_time": _slots_time,
    "call_requested": _call_requested,
    "notice": _notice,
    "nudge": _nudge,
    "pushed_answer": _pushed_answer,
    "pushed_question": _pushed_question,
    "pushed_notice": _pushed_notice,
    "pushed_offer": _pushed_offer,
}
