"""What an author is told about articles that load, but don't help."""

from kb.check import check
from tests.kb.pages import article, library

ENOUGH = "Open the page, read it from the top to the bottom and follow each of its steps in turn. " * 5


def told(*articles: object) -> list[str]:
    return [str(problem) for problem in check(library(*articles))]  # type: ignore[arg-type]


def test_all_is_well() -> None:
    text = ENOUGH + "See [plums](plums.md), [here](/plums#top), [there](https://example.com) and `[no](link.md)`."
    assert (
        told(article("apples", "All about apples", "Apples! " + text), article("plums", "Plums", "Plums. " + ENOUGH))
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
    first, second = told(short, long)
    assert first.startswith("line 5: en/apples.md: has only 3 words")
    assert "en/plums.md" in second
    assert "words and no headings" in second


def test_titles_that_nobody_can_tell_apart() -> None:
    (only,) = told(
        article("one", "Reset your mailbox password", "Mailbox. " + ENOUGH),
        article("two", "Reset your mailbox passwords", "Password. " + ENOUGH),
    )
    assert "its title is nearly that of en/two.md" in only


def test_an_article_that_its_own_title_does_not_find() -> None:
    others = [
        article(f"apples-{name}", f"Apples, {name}", "Apples. " * 3 + ENOUGH)
        for name in ("autumn", "breakfast", "juice")
    ]
    (only,) = told(*others, article("what-now", "What to do", ENOUGH))
    assert only.startswith("line 1: en/what-now.md: its own title doesn't find it, but nothing")
