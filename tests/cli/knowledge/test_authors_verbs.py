"""``kb`` for those who keep the articles: why, import, gaps and draft."""

import re
from datetime import timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.config import settings
from bot.core.model.people import Address, Identity
from bot.core.model.record import Author, Entry, EntryKind
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


def answered(folder: Path, reply: str) -> None:
    """Let Kim answer ticket 1002 with this, and take back a first try."""
    store = open_store(folder / settings.DATABASE_FILE)
    try:

        def note(unit):  # type: ignore[no-untyped-def]
            at = SystemClock().now()
            tried = unit.append(1002, Entry(EntryKind.REPLY, Author.STAFF, "kim", "Look at our parrot page.", at))
            unit.append(1002, Entry(EntryKind.EDIT, Author.STAFF, "kim", "", at, tried))
            unit.append(1002, Entry(EntryKind.REPLY, Author.STAFF, "kim", reply, at))
            unit.append(1002, Entry(EntryKind.NOTE, Author.STAFF, "kim", "a secret note", at))

        store.write(note).result()
    finally:
        store.close()


def test_a_draft_out_of_what_staff_answered(frontdoor: Run, busy: Path) -> None:
    answered(busy, "Hello Ben, charities get a discount: send us the charity's papers.\n\nRegards\nKim")
    ask(busy, *QUESTIONS)
    done = frontdoor("kb", "draft", "--ticket", 1002, "--layer", "lexical")
    assert done.code == 0, done.err
    assert "title: 'Charities get a discount: send us the charity''s papers'" in done.out
    assert done.out.endswith("\n\nCharities get a discount: send us the charity's papers.\n")
    assert not any(gone in done.out for gone in ("Ben", "Kim", "parrot", "secret"))
    assert re.search(r"shown for 3 of the \d+ questions of the last 90 days that no article answered:", done.err)
    assert "  1 × discout for a charity [address]" in done.err


def test_a_draft_needs_a_ticket_that_staff_answered(frontdoor: Run, busy: Path) -> None:
    none = frontdoor("kb", "draft", "--ticket", 1005)
    assert (none.code, "staff wrote no answer on #1005" in none.err) == (2, True)
    assert frontdoor("kb", "draft", "--ticket", 9999).code == 2
    for wrong in ((), (1, "--ticket", 1002)):
        refused = frontdoor("kb", "draft", *wrong)
        assert (refused.code, "or a ticket that staff answered, with --ticket" in refused.err) == (2, True)


def test_nobody_asked_in_vain(frontdoor: Run, empty: Path) -> None:
    assert "No question of the last 90 days was left unanswered." in frontdoor("kb", "gaps").out
    assert frontdoor("kb", "gaps", "--json").json == []


def test_a_folder_is_imported_with_a_report(frontdoor: Run, tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    (old / "Kettle.html").write_text("<h1>The kettle</h1><p>Boil it.</p><script>x</script>")
    (old / "picture.png").write_bytes(b"\x89PNG")
    done = frontdoor("kb", "import", old, "--to", tmp_path / "articles", "--lang", "en")
    assert done.code == 0
    assert "Kettle.html → en/kettle.md; dropped: 1 × script" in done.out
    assert "1 × picture: not taken over, no article shows them" in done.out
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


def test_nothing_is_written_while_something_is_broken(frontdoor: Run, tmp_path: Path) -> None:
    old, into = tmp_path / "old", tmp_path / "articles"
    old.mkdir()
    (old / "kettle.md").write_text("# New\n\nBoil it.\n")
    (old / "broken.md").write_bytes(b"\xff\xfe")
    done = frontdoor("kb", "import", old, "--to", into)
    assert (done.code, into.exists()) == (1, False)
    assert "broken.md: not taken over: not UTF-8 text (line 1)" in done.out
    assert frontdoor("kb", "import", old, "--to", into, "--skip-broken").code == 0
    assert (into / "kettle.md").is_file()


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
