"""The slugs of imported articles: short, each its own, the same in every language and at every run."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import count

from kb.articles.loader import SLUG_CHARS_MAX
from kb.importing.page import Page
from kb.importing.places import INDEXES, bare, nameless, slug_of, unnumbered

NUMBER_CHARS_MAX = 7
"""Room for a number behind a slug that several pages would have."""


def group_of(page: Page) -> str:
    """What a page shares with its translations, which have the same slug."""
    return page.group or bare(page.place) or page.place


def slugs_of(pages: Sequence[Page], name: str, known: Mapping[str, str]) -> dict[str, str]:
    """A slug for each group of translations: the last part of its path, and as much above it as sets it apart."""
    groups: dict[str, Page] = {}
    given: dict[str, str] = {}
    for page in pages:
        group = group_of(page)
        if page.origin in known:
            given.setdefault(group, known[page.origin])
        if group not in groups or (not page.lang and groups[group].lang):
            groups[group] = page
    used = set(given.values())
    candidates = {group: _names(group, page, name) for group, page in groups.items() if group not in given}
    level, numbers = 0, defaultdict[str, Iterator[int]](lambda: count(2))
    while candidates:
        wanted = Counter(names[min(level, len(names) - 1)] for names in candidates.values())
        for group, names in list(candidates.items()):
            slug = names[min(level, len(names) - 1)]
            if wanted[slug] == 1 and slug not in used:
                given[group] = slug
                used.add(slug)
                del candidates[group]
            elif level >= len(names):
                while slug in used:
                    slug = f"{names[-1][: SLUG_CHARS_MAX - NUMBER_CHARS_MAX]}-{next(numbers[names[-1]])}"
                given[group] = slug
                used.add(given[group])
                del candidates[group]
        level += 1
    return given


def _names(group: str, page: Page, name: str) -> list[str]:
    """Slugs for a page, the shortest first."""
    if not page.place:
        slug = slug_of(page.name) or slug_of(page.title) or nameless(group)
        return [slug]
    path = page.place.rpartition(".")[0] or page.place
    parts = [part for part in unnumbered(path).split("/") if part]
    if parts[-1].lower() in INDEXES:
        parts = parts[:-1] or ["index"]
    slugs = [slug for at in range(len(parts)) if (slug := slug_of("-".join(parts[len(parts) - 1 - at :])))]
    if not slug_of(parts[-1]):
        slugs = [nameless(group)]
    return slugs or [nameless(group)]
