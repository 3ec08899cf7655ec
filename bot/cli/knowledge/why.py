"""``kb why``: each part of each score, for whoever writes articles or works on the search."""

from dataclasses import asdict
from pathlib import Path

from bot.cli.knowledge.verbs import open_catalogue
from bot.cli.screen import console, print_json, table
from bot.core.text.words import visible
from kb.ranking.explain import Part, Why

SEARCHED_MAX = 6
"""Words that are named of those a word may stand for."""


def why(text: str, articles: Path | None, lang: str, layer: str, limit: int, as_json: bool) -> None:
    """Print why a question finds what it finds. Raises ArticlesInvalid."""
    catalogue, _ = open_catalogue(articles, layer)
    found = catalogue.explain(text, lang, limit)
    if as_json:
        print_json([asdict(reason) for reason in found])
        return
    if not found:
        console().print("Nothing found: no word of the question says anything to any article.")
    for reason in found:
        _draw(reason)


def _draw(reason: Why) -> None:
    screen = console()
    screen.print(f"{reason.slug} ({reason.lang}): confidence {reason.confidence:.2f}, score {reason.score:.3f}")
    screen.print(visible(f"  read as: {reason.repaired}"), soft_wrap=True)
    rows = [(part.typed, _searched(part), f"{part.asked:.0%}", f"{part.gained:.3f}") for part in reason.parts]
    if reason.pairs:
        rows.append(("words side by side", "", "", f"{reason.pairs:.3f}"))
    screen.print(table(("Word", "Searched for", "Of the question", "Adds"), rows))
    screen.print(f"  by words {reason.words:.3f}")
    for name, share, nearness in reason.embedders:
        screen.print(f"  {name}: nearness {nearness:.3f}, {share:.0%} of the score")
    if reason.off_topic_share:
        screen.print(f"  about products that the article doesn't mention: {reason.off_topic_share:.0%} of the question")
    screen.print(
        f"  {reason.lead:+.3f} against the crowd behind it, {reason.standing:.1f} deviations above all articles"
    )
    screen.print(f"  confidence by the curve: {reason.curve}, shifted by {reason.shift:+.2f} for these articles\n")


def _searched(part: Part) -> str:
    if not part.searched:
        return "no article has it"
    named = ", ".join(f"{word} ×{weight:.2f}" for word, weight in part.searched[:SEARCHED_MAX])
    return named + (", …" if len(part.searched) > SEARCHED_MAX else "")
