"""What an author is told about articles that load, but don't help."""

import random
from dataclasses import replace
from datetime import date

from kb.articles.loader import Library, Source
from kb.authoring.check import check
from tests.builders import LANGUAGES
from tests.kb.pages import article, library


def enough(seed: int = 1) -> str:
    """As many words as an article needs, the same for the same seed."""
    words = ("open", "page", "read", "top", "bottom", "follow", "step", "turn", "choose", "menu", "save", "wait")
    return "Open it: " + " ".join(random.Random(seed).choices(words, k=90)) + ". "


ENOUGH = enough()


def told(*articles: object) -> list[str]:
    return [str(problem) for problem in check(library(*articles), LANGUAGES)]  # type: ignore[arg-type]


def test_all_is_well() -> None:
    text = ENOUGH + "See [plums](plums.md), [here](/plums#top), [there](https://example.com) and `[no](link.md)`."
    assert (
        told(article("apples", "All about apples", "Apples! " + text), article("plums", "Plums", "Plums. " + enough(2)))
        == []
    )


def test_links_that_lead_nowhere() -> None:
    text = f"{ENOUGH}\n\nSee [pears](pears.md)\nand [more](/cherries)."
    assert told(article("apples", "Apples", "Apples. " + text)) == [
        "line 7: en/apples.md: links to pears.md, which is no article (correct the link)",
        "line 8: en/apples.md: links to /cherries, which is no article (correct the link)",
    ]


def test_a_translation_may_link_to_an_article_in_the_default_language() -> None:
    german = article("aepfel", "Äpfel", f"Äpfel. {ENOUGH} [Pflaumen](plums.md)", lang="de")
    assert told(article("plums", "Plums", "Plums. " + ENOUGH), german) == []


def test_too_short_or_without_headings() -> None:
    short = article("apples", "Apples", "Apples are fine.")
    long = article("plums", "Plums", "Plums. " + ENOUGH * 4)
    answer = article("pears", "Are pears fine?", "Pears are fine, too.")
    first, second = told(short, long, answer)
    assert first.startswith("line 5: en/apples.md: has only 3 words")
    assert "en/plums.md" in second
    assert "words and no headings" in second


def test_two_articles_of_one_source() -> None:
    plums = replace(article("plums", "Plums", "Plums. " + ENOUGH), source="https://help.acme.example/17")
    pears, figs = article("pears", "Pears", "Pears. " + enough(2)), article("figs", "Figs", "Figs. " + enough(3))
    assert told(plums, pears, figs) == []
    (only,) = told(plums, replace(pears, source=plums.source), figs)
    assert "has the same source as en/plums.md" in only


def test_titles_that_nobody_can_tell_apart() -> None:
    (only,) = told(
        article("one", "Reset your mailbox password", "Mailbox. " + ENOUGH),
        article("two", "Reset your mailbox passwords", "Password. " + enough(2)),
    )
    assert "its title is nearly that of en/two.md" in only


def test_texts_that_say_much_the_same() -> None:
    (only,) = told(article("apples", "Apples", "Apples. " + ENOUGH), article("pears", "Pears", "Pears. " + ENOUGH))
    assert only.startswith("line 1: en/apples.md: says much the same as en/pears.md")


def test_articles_that_nobody_looked_at_for_years() -> None:
    apples = article("apples", "Apples", "Apples. " + ENOUGH)
    old = Library(library(apples).directory, "en", (Source(apples, "en/apples.md", 5, updated=date(2024, 1, 31)),))
    assert [str(problem) for problem in check(old, LANGUAGES, date(2025, 12, 31))] == []
    (only,) = check(old, LANGUAGES, date(2026, 3, 1))
    assert str(only).startswith("line 1: en/apples.md: was last looked at on 2024-01-31 (check that it still holds")


def test_an_article_that_its_own_title_does_not_find() -> None:
    others = [
        article(f"apples-{name}", f"Apples, {name}", "Apples. " * 3 + enough(seed))
        for seed, name in enumerate(("autumn", "breakfast", "juice"), 2)
    ]
    (only,) = told(*others, article("what-now", "What to do", ENOUGH))
    assert only.startswith("line 1: en/what-now.md: its own title doesn't find it, but nothing")
