"""``kb gaps`` of what staff answered alike, what drafted articles saved, and ``kb check`` of those that help less."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.bootstrap import open_desk
from bot.cli.demo.desk import AGENT, LEAD, Deed, Filing, seed
from bot.cli.demo.stage import HandClock
from bot.clock import SystemClock
from bot.config import settings
from bot.core.model.people import Address, Identity
from bot.core.model.record import Author, Entry, EntryKind
from bot.ports import UnitOfWork
from bot.store import open_store
from tests.cli.conftest import Run

SECRETS = ("Ana", "Ben", "Carla", "Kim", "Sam", "5550", "ben-builds", "hunter2moon", "small charity", "4711")


def filed(minutes_ago: int, client: str, words: str, symptoms: str) -> Filing:
    """A ticket of somebody's."""
    return Filing(minutes_ago, client, words, symptoms, f"{client.lower()}.example")


def answered(minutes_ago: int, staff: str, client: str, words: str) -> tuple[Deed, Deed]:
    """Staff take it and reply."""
    return (
        Deed(minutes_ago + 5, staff, client, "claim {number}"),
        Deed(minutes_ago, staff, client, f"reply {{number}} {words}"),
    )


CHARITIES = (
    filed(470, "Ana", "do you have a discount for a charity", "We are a small charity, reg. 4711-0815-99."),
    filed(460, "Ben", "charity discount for ben@ben-builds.example ?", "We build houses for children."),
    filed(450, "Carla", "is it cheaper for charities", "We are a charity, my password: hunter2moon"),
    filed(440, "Grace", "site is very slow every evening since tuesday", "Pages take 20 seconds."),
    *answered(
        300, AGENT, "Ana",
        "Hello Ana, charities get half off. You wrote: We are a small charity, reg. 4711-0815-99. Send the papers of"
        " your charity to billing@harbour.example and we lower the price with the next invoice. Regards, Kim",
    ),
    Deed(290, AGENT, "Ana", "resolve {number}"),
    *answered(
        280, LEAD, "Ben",
        "Charities get a discount of a half. Please send us your charity's papers, Ben; the next invoice has the lower"
        " price. Call me at +49 30 5550 1234. Sam",
    ),
    *answered(270, AGENT, "Carla", "Yes! Send the charity's papers, then the price on the next invoice is a half. Kim"),
    *answered(
        240, AGENT, "Grace", "We restarted the server, Grace. Please look again and tell us should it still be slow.",
    ),
)  # fmt: skip


@pytest.fixture(scope="session")
def charities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a desk that answered three charities alike; made once, not to be changed."""
    folder = tmp_path_factory.mktemp("charities")
    chosen = settings.load(data=folder).model_copy(update={"policy": None, "articles": None})
    clock = HandClock(SystemClock().now())
    with open_desk(chosen, clock) as app, pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.cli.demo.desk.DAY", CHARITIES)
        seed(app, clock)
    return folder


@pytest.fixture
def desk(charities: Path, tmp_path: Path, frontdoor: Run) -> Path:
    """A copy of it, where the program finds it."""
    return Path(shutil.copytree(charities, tmp_path / "desk"))


def asked(folder: Path, slug: str, outcome: str, times: int, days_ago: int = 1) -> None:
    """Let so many clients have asked something that this article was shown for."""
    store = open_store(folder / settings.DATABASE_FILE)

    def note(unit: UnitOfWork) -> None:
        at = SystemClock().now() - timedelta(days=days_ago)
        for number in range(times):
            place = Address("terminal", "", f"{slug}-{outcome}-{days_ago}-{number}")
            talk = unit.open_conversation(place, Identity("terminal", "", place.channel))
            unit.add_feedback(talk.id, at, "", (slug,), slug, outcome, at)

    try:
        store.write(note).result()
    finally:
        store.close()


def drafted(frontdoor: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The draft of ticket 1001, put among articles of one's own."""
    file = desk / "articles" / "charities.md"
    file.parent.mkdir()
    file.write_text(frontdoor("kb", "draft", "--ticket", 1001).out, "utf-8")
    monkeypatch.setenv("FRONTDOOR_ARTICLES", str(file.parent))
    return file


# ── What staff answered alike ──────────────────────────────────────────────────────────


def test_what_staff_answered_alike_is_proposed_as_an_article(frontdoor: Run, desk: Path) -> None:
    done = frontdoor("kb", "gaps", "--answered")
    assert done.code == 0, done.err
    assert "1. Charities get half off\n" in done.out
    assert ": #1003 #1002 #1001\n" in done.out
    assert "Nearest article: " in done.out
    assert "Begin with: frontdoor kb draft --ticket 1001\n" in done.out
    assert "2. " not in done.out, "what was said of a slow site is alone"
    assert not [secret for secret in SECRETS if secret in done.out]


def test_it_says_which_questions_the_article_would_have_answered(frontdoor: Run, desk: Path) -> None:
    said = frontdoor("kb", "gaps", "--answered").out
    assert "Would have answered 2 of " in said
    assert "1 × do you have a discount for a charity\n" in said
    assert "1 × charity discount for [address] ?\n" in said
    assert "slow" not in said


def test_for_people_it_stands_below_the_questions(frontdoor: Run, desk: Path) -> None:
    both = frontdoor("kb", "gaps").out
    assert both.index("Begin an article with: frontdoor kb draft NUMBER") < both.index("1. Charities get half off")
    assert all("count" in gap and "examples" in gap for gap in frontdoor("kb", "gaps", "--json").json)


def test_the_same_for_programs(frontdoor: Run, desk: Path) -> None:
    found = frontdoor("kb", "gaps", "--answered", "--json").json
    (group,) = found["groups"]
    assert (group["count"], group["tickets"], group["lang"]) == (3, [1003, 1002, 1001], "en")
    assert (group["ticket"], group["draft"]) == (1001, "frontdoor kb draft --ticket 1001")
    assert (group["title"], group["article"]) == ("Charities get half off", "")
    assert {each["text"] for each in group["would_have_answered"]} == {
        "do you have a discount for a charity", "charity discount for [address] ?"
    }  # fmt: skip
    assert found["questions"] >= 3
    assert found["drafted"] == []
    assert frontdoor("kb", "gaps", "--answered", "--json").json == found


def test_what_staff_took_back_or_changed_is_read_as_it_stands(frontdoor: Run, desk: Path) -> None:
    store = open_store(desk / settings.DATABASE_FILE)

    def correct(unit: UnitOfWork) -> None:
        (reply,) = (each for each in unit.record(1003) if each.kind is EntryKind.REPLY)
        unit.append(1003, Entry(EntryKind.EDIT, Author.STAFF, AGENT, "", SystemClock().now(), reply.seq))

    try:
        store.write(correct).result()
    finally:
        store.close()
    (group,) = frontdoor("kb", "gaps", "--answered", "--json").json["groups"]
    assert group["tickets"] == [1002, 1001]


def test_only_so_many_groups_of_so_many_days(frontdoor: Run, desk: Path) -> None:
    store = open_store(desk / settings.DATABASE_FILE)

    def answer(unit: UnitOfWork) -> None:
        for number in (1001, 1002, 1003):
            ticket = unit.ticket(number, for_change=True)
            assert ticket is not None
            unit.save_ticket(replace(ticket, answered_at=SystemClock().now() - timedelta(days=40)))

    try:
        store.write(answer).result()
    finally:
        store.close()
    assert len(frontdoor("kb", "gaps", "--answered", "--days", 41, "--limit", 1, "--json").json["groups"]) == 1
    assert frontdoor("kb", "gaps", "--answered", "--days", 39, "--json").json["groups"] == []


def test_a_desk_that_answered_nothing_says_so(frontdoor: Run, empty: Path) -> None:
    assert "Staff answered no two tickets of the last 90 days alike." in frontdoor("kb", "gaps").out
    nothing = {"groups": [], "questions": 0, "drafted": []}
    assert frontdoor("kb", "gaps", "--answered", "--json").json == nothing


# ── What drafted articles saved ────────────────────────────────────────────────────────


def test_a_group_that_is_an_article_already_isnt_proposed(
    frontdoor: Run, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafted(frontdoor, desk, monkeypatch)
    said = frontdoor("kb", "gaps", "--answered").out
    assert "Is an article already: charities\n" in said
    assert "kb draft" not in said
    (group,) = frontdoor("kb", "gaps", "--answered", "--json").json["groups"]
    assert (group["article"], group["draft"], group["ticket"]) == ("charities", "", None)


def test_what_drafted_articles_saved(frontdoor: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = drafted(frontdoor, desk, monkeypatch)
    (file.parent / "papers.md").write_text("---\ntitle: Papers\ndrafted: questions\n---\nSend them.\n", "utf-8")
    (file.parent / "own.md").write_text("---\ntitle: Own\n---\nNothing.\n", "utf-8")
    asked(desk, "charities", "solved", 4, days_ago=20)
    asked(desk, "charities", "not solved", 2, days_ago=20)
    asked(desk, "charities", "silent", 5, days_ago=20)
    asked(desk, "charities", "solved", 9, days_ago=200)
    charities, papers = frontdoor("kb", "gaps", "--answered", "--json").json["drafted"]
    assert charities == {
        "slug": "charities", "lang": "en", "drafted": "ticket 1001",
        "asked": 11, "solved": 4, "came_back": {"count": 0, "of": 4}, "saved": 4,
    }  # fmt: skip
    assert (papers["slug"], papers["drafted"], papers["asked"], papers["saved"]) == ("papers", "questions", 0, 0)
    rows = [" ".join(line.split()) for line in frontdoor("kb", "gaps").out.splitlines()]
    assert "charities.md #1001 11 4 0/4 4" in rows
    assert "papers.md questions 0 0 — 0" in rows


def test_who_came_back_was_not_spared_a_ticket(frontdoor: Run, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drafted(frontdoor, desk, monkeypatch)
    for days_ago in (20, 18):
        store = open_store(desk / settings.DATABASE_FILE)

        def note(unit: UnitOfWork, days_ago: int = days_ago) -> None:
            place = Address("terminal", "", "again")
            talk = unit.open_conversation(place, Identity("terminal", "", "again"))
            at = SystemClock().now() - timedelta(days=days_ago)
            unit.add_feedback(talk.id, at, "", ("charities",), "charities", "solved", at)

        try:
            store.write(note).result()
        finally:
            store.close()
    (charities,) = frontdoor("kb", "gaps", "--answered", "--json").json["drafted"]
    assert (charities["solved"], charities["came_back"], charities["saved"]) == (2, {"count": 1, "of": 2}, 1)


# ── Articles that help less than they did ──────────────────────────────────────────────


def test_an_article_whose_answer_rate_fell_is_named(frontdoor: Run, empty: Path) -> None:
    for slug in ("mailbox-full", "gone"):
        asked(empty, slug, "solved", 80, days_ago=60)
        asked(empty, slug, "filed", 20, days_ago=60)
        asked(empty, slug, "solved", 10)
        asked(empty, slug, "not solved", 20)
    done = frontdoor("kb", "check")
    assert done.code == 1
    said = (
        "en/mailbox-full.md: warning: solved 33 % (10 of 30) of the questions of the last 30 days of which anything was"
        " said, after 80 % (80 of 100) in the 180 days before"
    )
    assert said in done.out
    assert "gone" not in done.out
    assert done.out.count("warning") == 1


def test_noise_is_no_finding(frontdoor: Run, empty: Path) -> None:
    asked(empty, "mailbox-full", "solved", 80, days_ago=60)
    asked(empty, "mailbox-full", "filed", 20, days_ago=60)
    asked(empty, "mailbox-full", "solved", 20)
    asked(empty, "mailbox-full", "not solved", 10)
    asked(empty, "slow-website", "solved", 30, days_ago=60)
    asked(empty, "slow-website", "not solved", 19)
    done = frontdoor("kb", "check")
    assert (done.code, done.err) == (0, ""), done.out


def test_articles_are_checked_without_a_database_that_answers(
    frontdoor: Run, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (empty / settings.DATABASE_FILE).write_bytes(b"no database at all, but a file" * 100)
    done = frontdoor("kb", "check")
    assert done.code == 0
    assert "articles are fine" in done.out
    assert "frontdoor: how often articles helped isn't known: " in done.err
