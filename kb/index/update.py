"""An index with a few articles changed, much faster than another one.

Only the changed articles are counted. Their postings are put among the others; what is evened out by
the fields' usual lengths stays as it was, which matters little as long as few articles changed.
"""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bot.core.model.knowledge import Article
from kb.index.arrays import STOP, Docs, Floats, Index, Ints, rarity
from kb.index.build import Terms, count, postings, spreads_of
from kb.index.word_pairs import Pairs

ARTICLES_MIN = 200
"""Fewer are indexed anew in less time than a blink takes."""

CHANGED_MAX = 20
"""So many articles, in all, are changed before everything is counted anew: lengths and tables drift."""


def patched(index: Index, articles: Sequence[Article]) -> Index | None:
    """An index of ``articles`` made from that of nearly the same ones; ``None`` when too much changed."""
    if len(articles) < ARTICLES_MIN:
        return None
    old_places = {id(article): place for place, article in enumerate(index.articles)}
    places = np.full(len(index.articles), -1, np.int32)
    new_places = []
    for place, article in enumerate(articles):
        old = old_places.get(id(article))
        if old is None:
            new_places.append(place)
        else:
            places[old] = place
    changes = index.patches + max(len(new_places), int(np.count_nonzero(places < 0)))
    if changes > CHANGED_MAX:
        return None
    return replace(_changed(index, articles, places, new_places), patches=changes)


def _changed(index: Index, articles: Sequence[Article], places: Docs, new_places: Sequence[int]) -> Index:
    added, size = [articles[place] for place in new_places], len(articles)
    counted = count(added)
    known = Terms(index.tongue, list(counted.numbers), index.stem_of)
    moved = np.array(new_places, np.int32)
    new = postings(counted, known, len(added), index.usual_lengths)
    starts, docs, worth = _merged(index, places, moved, new)
    spread = np.diff(starts)
    alive = spread.tolist()
    everything = known.spellings | index.spellings
    known_spellings = {word: term for word, term in everything.items() if term == STOP or alive[term]}
    spreads = spreads_of(index.tongue, known_spellings, alive, size)
    forms, form_starts = _forms(index, known)
    pairs = Pairs.of((int(moved[doc]), gain, line) for doc, gain, line in known.pairs(counted))
    return replace(
        index,
        articles=tuple(articles),
        spellings=known_spellings,
        stems={stem: term for stem, term in known.stems.items() if alive[term]},
        stem_of=tuple(known.stems),
        forms=forms,
        form_starts=form_starts,
        starts=starts,
        docs=docs,
        worth=worth,
        idf=rarity(spread, size).astype(np.float32),
        idf_max=float(rarity(np.zeros(1), size)[0]),
        vocabulary=index.vocabulary.changed(spreads, known.spellings),
        pairs=index.pairs.changed(places, pairs),
    )


def _merged(index: Index, places: Docs, moved: Docs, new: tuple[Ints, Docs, Floats]) -> tuple[Ints, Docs, Floats]:
    """Old postings at their new places and new ones among them, by term and article."""
    new_starts, new_docs, new_worth = new
    docs = places[index.docs]
    gone = np.flatnonzero(docs < 0)
    docs, worth = np.delete(docs, gone), np.delete(index.worth, gone)
    known = np.concatenate([index.starts, np.full(len(new_starts) - len(index.starts), len(index.docs))])
    starts = known - np.searchsorted(gone, known)
    terms = np.repeat(np.arange(len(new_starts) - 1), np.diff(new_starts))
    coming = moved[new_docs]
    order = np.lexsort((coming, terms))
    at = [
        starts[term] + np.searchsorted(docs[starts[term] : starts[term + 1]], doc)
        for term, doc in zip(terms[order].tolist(), coming[order].tolist(), strict=True)
    ]
    docs, worth = np.insert(docs, at, coming[order]), np.insert(worth, at, new_worth[order])
    return starts + new_starts, docs, worth


def _forms(index: Index, known: Terms) -> tuple[tuple[str, ...], Ints]:
    """Every form by term; those that no article has any more do no harm."""
    fresh = [
        (int(term), form)
        for term, form in zip(known.form_terms, known.forms, strict=True)
        if term >= len(index.stem_of) or form not in index.forms_of(int(term))
    ]
    old_starts = np.concatenate(
        [index.form_starts, np.full(known.count + 1 - len(index.form_starts), len(index.forms), np.int64)]
    )
    at, forms = 0, list[str]()
    for term, form in fresh:
        end = int(old_starts[term + 1])
        forms += index.forms[at:end]
        forms.append(form)
        at = end
    more = np.bincount([term + 1 for term, _ in fresh], minlength=known.count + 1)
    return (*forms, *index.forms[at:]), old_starts + np.cumsum(more)
