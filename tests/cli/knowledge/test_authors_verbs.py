"""``kb`` for those who keep the articles: why, import, gaps and draft."""

from datetime import timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.config import settings
from bot.core.model.people import Address, Identity
from bot.store import open_store
from tests.cli.conftest import Run

QUESTIONS = ("do you have a discount for charities", "charity discount?", "discout for a charity anna@shop.example")


def ask(folder: Path, *questions: str, days_ago: int = 1, outcome: str = "nothing found") -> None:
    """Let a client have asked this in vain."""
    store = open_store(folder / settings.DATABASE_FILE)
    try:
        for number, question in enumerate(questions):
            place = Address("terminal", "", f"client-{number}")
            at = SystemClock().now() - timedelta(days=days_ago)

            def note(unit, place=place, at=at, question=question):  # type: ignore[no-untyped-def]
                talk = unit.open_conversation(place, Identity("terminal", "", place.channel))
                unit.add_feedback(talk.id, at, question, (), "", outcome)

            store.write(note).result()
    finally:
        store.close()


def test_why_a_question_finds_what_it_finds(frontdoor: Run) -> None:
    done = frontdoor("kb", "why", "emials dont arive", "--layer", "lexical", "--limit", 1)
    assert "mail-not-arriving (en): confidence" in done.out
    assert "read as: emails dont arrive" in done.out
    assert "words side by side" in done.out
    (reason,) = frontdoor("kb", "why", "emials dont arive", "--layer", "lexical", "--limit", 1, "--json").json
    assert reason["slug"] == "mail-not-arriving"
    assert [part["typed"] for part in reason["parts"]] == ["emials", "arive"]
    assert "Nothing found" in frontdoor("kb", "why", "?!").out


def test_questions_in_vain_are_grouped(frontdoor: Run, empty: Path) -> None:
    ask(empty, *QUESTIONS, "my parrot swallowed the router")
    ask(empty, "an old question", days_ago=200)
    ask(empty, "solved question", outcome="solved")
    done = frontdoor("kb", "gaps", "--layer", "lexical", "--json")
    assert [gap["count"] for gap in done.json] == [3, 1]
    assert "anna" not in done.out
    assert "[address]" in done.out
    shown = frontdoor("kb", "gaps", "--layer", "lexical")
    assert "my parrot swallowed the router" in shown.out
    assert "old question" not in shown.out
    assert "solved question" not in shown.out


def test_a_draft_to_begin_with(frontdoor: Run, empty: Path) -> None:
    ask(empty, *QUESTIONS)
    done = frontdoor("kb", "draft", 1, "--layer", "lexical")
    assert done.out.startswith("---\ntitle: ")
    assert "Asked 3 times" in done.out
    assert "anna" not in done.out
    refused = frontdoor("kb", "draft", 2, "--layer", "lexical")
    assert (refused.code, "there are 1 gaps" in refused.err) == (2, True)


def test_nobody_asked_in_vain(frontdoor: Run, empty: Path) -> None:
    assert "No question of the last 90 days was left unanswered." in frontdoor("kb", "gaps").out
    assert frontdoor("kb", "gaps", "--json").json == []


def test_a_folder_is_imported_with_a_report(frontdoor: Run, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    (old / "Kettle.html").write_text("<h1>The kettle</h1><p>Boil it.</p><script>x</script>")
    (old / "picture.png").write_bytes(b"\x89PNG")
    done = frontdoor("kb", "import", old, "--to", tmp_path / "articles", "--lang", "en")
    assert done.code == 1
    assert "Kettle.html → kettle.md; dropped: 1 × script" in done.out
    assert "picture.png: not taken over: neither Markdown nor HTML" in done.out
    assert "1 of 2 files are articles" in done.out
    assert (
        frontdoor("kb", "search", "kettle", "--articles", tmp_path / "articles", "--json").json[0]["slug"] == "kettle"
    )


def test_articles_that_are_there_are_not_replaced_unasked(frontdoor: Run, tmp_path: Path) -> None:
    old, into = tmp_path / "old", tmp_path / "articles"
    old.mkdir()
    into.mkdir()
    (old / "kettle.md").write_text("# New\n\nBoil it.\n")
    (into / "kettle.md").write_text("mine")
    (kept,) = frontdoor("kb", "import", old, "--to", into, "--json").json
    assert "is there already" in kept["refused"]
    assert (into / "kettle.md").read_text() == "mine"
    done = frontdoor("kb", "import", old, "--to", into, "--overwrite", "--json")
    assert (done.code, done.json[0]["slug"]) == (0, "kettle")
    assert "title: New" in (into / "kettle.md").read_text()
    assert frontdoor("kb", "import", tmp_path / "nowhere", "--to", into).code == 2


def test_a_layer_that_is_not_installed_is_refused_when_asked_for(frontdoor: Run, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("kb.vectors.data.has", lambda model: False)
    done = frontdoor("kb", "search", "mail", "--layer", "semantic")
    assert done.code == 2
    assert "python -m kb.vectors.fetch" in done.err
    assert frontdoor("kb", "search", "mail", "--json").json
    assert "lexical instead of static: the data of the model static aren't here" in " ".join(
        frontdoor("doctor").out.split()
    )


def test_an_import_doesnt_write_through_a_link(frontdoor: Run, tmp_path: Path) -> None:
    folder, into, elsewhere = (tmp_path / name for name in ("old", "into", "elsewhere.md"))
    folder.mkdir()
    into.mkdir()
    (folder / "own.md").write_text("# A title\n\nSome words.")
    elsewhere.write_text("kept")
    (into / "own.md").symlink_to(elsewhere)
    done = frontdoor("kb", "import", folder, "--to", into, "--overwrite")
    assert "symbolic link" in done.out
    assert elsewhere.read_text() == "kept"
