"""``kb``: search, evaluate and check, on the shipped articles and on a folder of one's own."""

import json
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Run

LONG = " ".join(["Open the panel, choose the mailbox and look at its log."] * 12)


def write(folder: Path, **articles: str) -> Path:
    """A folder of articles: name → title, or the whole file when it begins with a fence."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, said in articles.items():
        text = said if said.startswith("---") else f"---\ntitle: {json.dumps(said)}\n---\n\n{said}. {LONG}\n"
        (folder / f"{name}.md").write_text(text, "utf-8")
    return folder


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A small library of one's own, in the default language."""
    return write(
        tmp_path / "articles",
        kettle="The kettle doesn't boil",
        toaster="The toaster burns bread",
        fridge="The fridge hums at night",
    )


def questions(tmp_path: Path, *lines: object) -> Path:
    """A file of labelled questions."""
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines), "utf-8")
    return file


# ── search ─────────────────────────────────────────────────────────────────────────────


def test_a_misspelt_question_finds_the_article_about_mail(frontdoor: Run) -> None:
    done = frontdoor("kb", "search", "my emails dont arive", "--json")

    first = done.json[0]
    assert list(first) == ["slug", "title", "score", "confidence", "extract"]
    assert first["slug"] == "mail-not-arriving"
    assert isinstance(first["extract"], str)
    assert 0.35 < first["confidence"] <= 1
    assert all(hit[name] == round(hit[name], 4) for hit in done.json for name in ("score", "confidence"))


def test_the_best_comes_first(frontdoor: Run) -> None:
    found = frontdoor("kb", "search", "my emails dont arive", "--json").json

    assert [hit["score"] for hit in found] == sorted((hit["score"] for hit in found), reverse=True)


def test_readers_find_articles_in_their_language(frontdoor: Run) -> None:
    done = frontdoor("kb", "search", "meine mails kommen nicht an", "--lang", "de", "--limit", 1, "--json")

    assert [hit["slug"] for hit in done.json] == ["mail-not-arriving"]
    assert "E-Mail" in done.json[0]["title"] or "Mail" in done.json[0]["title"]


def test_a_folder_of_ones_own_is_searched_without_a_database(frontdoor: Run, own: Path, tmp_path: Path) -> None:
    done = frontdoor("kb", "search", "ketle wont boil", "--articles", own, "--json")

    assert done.json[0]["slug"] == "kettle"
    assert not (tmp_path / "desk").exists()


def test_people_see_cards_and_what_a_client_would_be_shown(frontdoor: Run, own: Path) -> None:
    done = frontdoor("kb", "search", "kettle doesn't boil", "--articles", own)

    assert "The kettle doesn't boil" in done.out
    assert "https://help.example.com/en/kettle" in done.out
    assert "Confidence" in done.out
    assert "shown" in done.out


def test_below_the_policys_confidence_it_says_that_clients_see_nothing(frontdoor: Run) -> None:
    done = frontdoor("kb", "search", "the thing with the blue box keeps jumping", "--limit", 1)

    assert "no hit is certain enough" in done.out


def test_nothing_found_is_an_empty_list(frontdoor: Run, own: Path) -> None:
    assert frontdoor("kb", "search", "…", "--articles", own, "--json").json == []
    assert "Nothing found" in frontdoor("kb", "search", "…", "--articles", own).out


def test_hostile_text_in_an_article_never_drives_the_terminal(frontdoor: Run, tmp_path: Path) -> None:
    nasty = write(
        tmp_path / "nasty", kettle=f'---\ntitle: "Kettle \\e[2J boils"\n---\n\nBoil \x1b]0;x\x07 it. {LONG}\n'
    )

    for form in ([], ["--json"]):
        done = frontdoor("kb", "search", "kettle boils", "--articles", nasty, *form)
        assert "ettle" in done.out
        assert not set(done.out) & {"\x1b", "\x07"}


@pytest.mark.parametrize("verb", [["search", "mail"], ["eval", "questions.jsonl"]])
def test_an_unknown_layer_is_refused_with_those_there_are(frontdoor: Run, verb: list[str]) -> None:
    done = frontdoor("kb", *verb, "--layer", "telepathy")

    assert done.code == 2
    assert "telepathy" in done.err
    assert "lexical" in done.err


def test_a_broken_article_is_named_instead_of_half_a_search(frontdoor: Run, own: Path) -> None:
    write(own, lamp="---\ntitel: Lamp\n---\n\nText\n")

    done = frontdoor("kb", "search", "kettle", "--articles", own, "--json")

    assert (done.code, done.out) == (1, "")
    assert "lamp.md" in done.err
    assert "line 2" in done.err


# ── eval ───────────────────────────────────────────────────────────────────────────────


def test_the_figures_have_exactly_the_names_that_others_rely_on(frontdoor: Run, own: Path, tmp_path: Path) -> None:
    asked = questions(
        tmp_path,
        {"query": "my ketle doesnt boil", "relevant": ["kettle"]},
        {"query": "toaster burns everything", "relevant": ["toaster", "fridge"]},
        {"query": "what is the capital of peru", "relevant": []},
    )

    figures = frontdoor("kb", "eval", asked, "--articles", own, "--json").json

    assert set(figures) == {
        *("recall@1", "recall@3", "mrr@10", "auroc", "p50_ms", "p99_ms", "build_s", "articles", "queries"),
    }
    assert (figures["recall@1"], figures["recall@3"], figures["mrr@10"], figures["auroc"]) == (1, 1, 1, 1)
    assert (figures["articles"], figures["queries"]) == (3, 3)


def test_people_read_the_figures_as_a_table(frontdoor: Run, own: Path, tmp_path: Path) -> None:
    asked = questions(tmp_path, {"query": "kettle", "relevant": ["kettel"]})

    done = frontdoor("kb", "eval", asked, "--articles", own)

    assert "recall@3" in done.out
    assert "No article has these slugs: kettel" in done.out


def test_a_broken_question_is_named_with_its_line(frontdoor: Run, own: Path, tmp_path: Path) -> None:
    asked = questions(tmp_path, {"query": "kettle", "relevant": []}, '{"query": "no slugs"}')

    done = frontdoor("kb", "eval", asked, "--articles", own, "--json")

    assert (done.code, done.out) == (2, "")
    assert "line 2" in done.err


def test_lines_in_any_language_and_with_articles_left_out(frontdoor: Run, own: Path, tmp_path: Path) -> None:
    write(own / "de", kettle="Wasserkocher")
    asked = questions(
        tmp_path,
        {"query": "wasserkocher", "relevant": ["kettle"], "lang": "de"},
        {"query": "kettle", "relevant": ["kettle"], "exclude": ["kettle"]},
        {"query": "kettle", "relevant": ["kettle"], "exclude": ["ketle"]},
    )
    each = tmp_path / "each.jsonl"

    done = frontdoor("kb", "eval", asked, "--articles", own, "--each", each)

    told = [json.loads(line) for line in each.read_text("utf-8").splitlines()]
    assert [set(line) for line in told] == [{"query", "lang", "found"}] * 3
    assert [line["lang"] for line in told] == ["de", "en", "en"]
    assert told[0]["found"][0]["slug"] == told[2]["found"][0]["slug"] == "kettle"
    assert "kettle" not in {hit["slug"] for hit in told[1]["found"]}
    assert 0 < told[0]["found"][0]["confidence"] <= 1
    assert "No article has these slugs: ketle" in done.out


def test_what_each_question_finds_must_be_written_somewhere(frontdoor: Run, own: Path, tmp_path: Path) -> None:
    asked = questions(tmp_path, {"query": "kettle", "relevant": ["kettle"]})

    done = frontdoor("kb", "eval", asked, "--articles", own, "--each", tmp_path)

    assert done.code == 2
    assert "can't be written" in done.err


# ── check ──────────────────────────────────────────────────────────────────────────────


def test_the_shipped_articles_are_fine(frontdoor: Run) -> None:
    done = frontdoor("kb", "check")

    assert (done.code, done.err) == (0, "")
    assert "articles are fine" in done.out


def test_errors_are_given_the_way_editors_jump_to(frontdoor: Run, own: Path) -> None:
    write(own, lamp="---\ntitle: Lamp\ncolour: red\n---\n\nText\n", sofa="---\ntitle: Sofa\n")

    done = frontdoor("kb", "check", "--articles", own)

    assert done.code == 1
    assert f"{own / 'lamp.md'}:3: error: unknown key 'colour'" in done.out
    assert f"{own / 'sofa.md'}:1: error: its front matter has no end" in done.out


def test_saved_replies_are_checked_with_the_articles(
    frontdoor: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "24 saved replies are fine" in frontdoor("kb", "check").out

    hello = tmp_path / "en" / "hello.md"
    hello.parent.mkdir()
    hello.write_text("---\ntitle: Hello\n---\nHello {clinet}\n")
    done = frontdoor("kb", "check", "--replies", tmp_path)
    assert done.code == 1
    assert f"{hello}:4: error: has the unknown field {{clinet}} (did you mean {{client}}?)" in done.out

    hello.write_text("---\ntitle: Hello\n---\nSee {article:mx-record}\n")
    monkeypatch.setenv("FRONTDOOR_REPLIES", str(tmp_path))
    done = frontdoor("kb", "check")
    assert done.code == 1
    assert f"{hello}:4: error: links to mx-record, which is no article (did you mean mx-records?)" in done.out

    (tmp_path / "es").mkdir()
    hello.rename(tmp_path / "es" / "hello.md")
    (tmp_path / "es" / "hello.md").write_text("---\ntitle: Hola\n---\nHola {client}\n")
    done = frontdoor("kb", "check")
    assert done.code == 1
    assert "warning: there is no en/hello.md" in done.out


def test_warnings_are_told_apart_from_errors(frontdoor: Run, own: Path) -> None:
    write(own, lamp="---\ntitle: The lamp flickers\n---\n\nSee [the sofa](sofa.md).\n")

    done = frontdoor("kb", "check", "--articles", own)

    assert done.code == 1
    assert "lamp.md" in done.out
    assert ": warning: " in done.out
    assert ": error: " not in done.out


def test_a_folder_that_isnt_there_is_an_error(frontdoor: Run, tmp_path: Path) -> None:
    done = frontdoor("kb", "check", "--articles", tmp_path / "nowhere")

    assert done.code == 1
    assert "no such directory" in done.out


# ── Hostile files ──────────────────────────────────────────────────────────────────────


def test_a_pipe_among_the_articles_is_named_and_not_waited_for(frontdoor: Run, own: Path) -> None:
    os.mkfifo(own / "pipe.md")

    done = frontdoor("kb", "check", "--articles", own)

    assert done.code == 1
    assert "pipe.md: error: is not a file" in done.out


def test_file_names_cannot_drive_the_terminal(frontdoor: Run, tmp_path: Path) -> None:
    folder = write(tmp_path / "\x1b[31mred", **{"\x1b[31mkettle": "The kettle"})

    done = [frontdoor("kb", "check", "--articles", folder), frontdoor("kb", "search", "x", "--articles", folder)]

    assert [one.code for one in done] == [1, 1]
    assert "\x1b" not in "".join(one.out + one.err for one in done)


def test_nothing_is_too_few_articles_to_ask_for(frontdoor: Run) -> None:
    assert frontdoor("kb", "search", "mail", "--limit", "0").code == 2
