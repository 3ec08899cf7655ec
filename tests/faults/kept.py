"""Promises about content: what was written stays as it was written, and is read so where it belongs.

Each is a function from a history to what breaks it; ``tests.faults.checker`` has all of them.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256

from tests.faults.history import History, Post, What, Wrote
from tests.faults.payloads import digest, gist, missing

TURN = "talk"
"""The key of a row that answers a turn; what is said unasked has another."""


def _outbox(history: History) -> Mapping[str, Wrote]:
    """Every row of the outbox that was ever written, as it was last, in the order of writing."""
    rows: dict[str, Wrote] = {}
    for row in history.wrote:
        if row.what == "outbox" and row.op != "gone":
            rows[row.id] = row
    return rows


def all_noted(history: History) -> Iterator[str]:
    """The harness saw everything being written that is there: else it would prove nothing."""
    noted: dict[What, set[str]] = defaultdict(set)
    for row in history.wrote:
        noted[row.what].add(row.id)
    held: dict[What, set[str]] = {
        "inbox": {key for _talk, key in history.held.inbox},
        "outbox": {str(row.id) for row in history.held.outbox},
        "record": {id for id, _words in history.held.record},
    }
    for what, ids in held.items():
        for id in sorted(ids - noted[what]):
            yield f"journal: {what} {id} is there and was never seen being written"


def nothing_taken_back(history: History) -> Iterator[str]:
    """What a transaction wrote is neither dropped nor changed; a row may go once it was sent, an update be renewed."""
    last: dict[tuple[What, str], Wrote] = {}
    for row in history.wrote:
        before = last.get((row.what, row.id))
        if row.op == "written":
            last[row.what, row.id] = row
        elif before is None:
            yield f"taken back: {row.what} {row.id} was {row.op} and never written under that id"
        elif row.op == "gone":
            if before.state != "sent":
                yield f"taken back: {row.what} {row.id} ({row.kind or row.talk}) is gone"
        else:
            last[row.what, row.id] = row
            yield from _reworded(before, row)
    yield from _there(history, last)


def _reworded(before: Wrote, after: Wrote) -> Iterator[str]:
    if (before.talk, before.kind, before.key) != (after.talk, after.kind, after.key):
        yield f"taken back: {after.what} {after.id} was moved from {before.talk} to {after.talk}"
    renewed = after.kind == "update" and before.state == "waiting"
    if before.content != after.content and not renewed:
        was, now = digest(before.content), digest(after.content)
        yield f"taken back: {after.what} {after.id} was {was} and became {now}"


def _there(history: History, last: Mapping[tuple[What, str], Wrote]) -> Iterator[str]:
    """What was written is there at the end, whatever the triggers were told."""
    keys, rows = {key for _talk, key in history.held.inbox}, {str(row.id) for row in history.held.outbox}
    record = dict(history.held.record)
    for (what, id), row in last.items():
        if (what == "inbox" and id not in keys) or (what == "outbox" and id not in rows and row.state != "sent"):
            yield f"taken back: {what} {id} isn't there"
        if what == "record" and record.get(id) != row.content:
            yield f"taken back: record {id} was {digest(row.content)} and is {digest(record.get(id, ''))}"


def kept_as_said(history: History) -> Iterator[str]:
    """The inbox has what was said word for word."""
    words = {row.id: row.content for row in history.wrote if row.what == "inbox" and row.op == "written"}
    for said in history.said:
        found = [words[key] for key in (said.key, *said.twins) if key in words]
        if said.words and said.acknowledged and gist(said.words) not in map(gist, found):
            yield f"words: message {said.n} of {said.talk} was kept as {[digest(text) for text in found]}"


def recorded(history: History) -> Iterator[str]:
    """What was changed, taken back or said by staff stands on the record."""
    entries = [gist(text) for _id, text in history.held.record]
    for said in history.said:
        for words, times in Counter(said.noted).items() if said.acknowledged else ():
            found = sum(gist(words) in entry for entry in entries)
            if found < times:
                yield f"noted: {words!r} of {said.talk} stands in {found} entries instead of {times}"


def files_kept(history: History) -> Iterator[str]:
    """What came with a message is on the ticket that has the message, byte for byte."""
    for said in history.said:
        for name, content in said.files.items() if said.acknowledged else ():
            sum = sha256(content).hexdigest()
            if not any(file == sum and gist(said.fact) in gist(text) for _ticket, file, text in history.held.files):
                yield f"files: {name} of {said.talk} isn't beside {said.fact!r}"


def nobody_stuck(history: History) -> Iterator[str]:
    """Everybody could do what they wanted to: what they would click was there."""
    yield from (f"stuck: {what}" for what in history.stuck)


# ── On the platform ────────────────────────────────────────────────────────────────────


def _posts(history: History) -> Mapping[str, Sequence[Post]]:
    """By row: each part as it first appeared, in the order of parts."""
    parts: dict[str, dict[int, Post]] = defaultdict(dict)
    for post in history.posts:
        parts[str(post.row)].setdefault(post.part, post)
    return {row: [found[number] for number in sorted(found)] for row, found in parts.items()}


def shown_as_written(history: History) -> Iterator[str]:
    """What was sent is read as it was written, to the last word, choice and file."""
    posts = _posts(history)
    for id, row in _outbox(history).items():
        if row.kind != "update" and row.state == "sent" and id in posts:
            shown = "".join(post.shows for post in posts[id])
            if wrong := _differs(history, row, shown):
                yield f"shown: row {id} to {row.talk} {wrong}"
            for text in row.asked.files:
                if text not in history.uploads:
                    yield f"shown: a file of row {id} to {row.talk} was never put there"


def _differs(history: History, row: Wrote, shown: str) -> str:
    if not history.reads_in_turn:
        lost = missing((*row.asked.words, *row.asked.choices), shown, in_turn=False)
        return f"lacks {lost!r}" if lost else ""
    if digest(row.asked.whole) == digest(shown):
        return ""
    lost = missing((*row.asked.words, *row.asked.choices), shown, in_turn=True)
    return f"was {digest(row.asked.whole)} and is {digest(shown)}: {f'lacks {lost!r}' if lost else 'more than that'}"


def in_their_place(history: History) -> Iterator[str]:
    """Everything stands in the conversation that it was written for; what hangs under a card, under that card."""
    rows, cards = _outbox(history), _cards(history)
    for post in history.posts:
        row = rows.get(str(post.row))
        if row is None:
            yield f"place: {post.talk} shows row {post.row}, which was never written"
        elif post.talk != row.talk:
            yield f"place: row {post.row} to {row.talk} stands in {post.talk}"
        elif row.kind == "under" and post.under not in cards.get((row.talk, row.key), {}):
            yield f"place: row {post.row} of {row.key} doesn't stand under its card"


def _cards(history: History) -> Mapping[tuple[str, str], Mapping[str, list[str]]]:
    """By conversation and key: the messages that were posted for it, and all that each has shown."""
    rows = {id: row for id, row in _outbox(history).items() if row.kind == "update"}
    cards: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(dict)
    of: dict[str, list[str]] = {}
    for post in history.posts:
        if row := rows.get(str(post.row)):
            of[post.id] = cards[row.talk, row.key][post.id] = [post.shows]
    for edit in history.edits:
        if edit.id in of:
            of[edit.id].append(edit.shows)
    return cards


def cards_current(history: History) -> Iterator[str]:
    """Every update that was sent was shown, and a card shows the last of them."""
    cards, latest = _cards(history), dict[tuple[str, str], Wrote]()
    for id, row in _outbox(history).items():
        if row.kind == "update" and row.state == "sent":
            latest[row.talk, row.key] = row
            shown = [text for texts in cards.get((row.talk, row.key), {}).values() for text in texts]
            if all(_differs(history, row, text) for text in shown):
                yield f"cards: row {id} of {row.key} in {row.talk} was never shown"
    for (talk, key), row in latest.items():
        stands = [texts[-1] for texts in cards.get((talk, key), {}).values()]
        if stands and (wrong := _differs(history, row, stands[-1])):
            yield f"cards: {key} in {talk} isn't the latest, row {row.id}: {wrong}"


def still_readable(history: History) -> Iterator[str]:
    """A message that was edited when its choices were over says what it said."""
    posts, cards = {post.id: post for post in history.posts}, _cards(history)
    known = {id for messages in cards.values() for id in messages}
    rows = _outbox(history)
    for edit in history.edits:
        post = posts.get(edit.id)
        if post and post.id not in known and (row := rows.get(str(post.row))):
            stays = (piece for piece in row.asked.words if piece not in row.asked.passing)
            here = tuple(piece for piece in stays if piece in post.shows)
            if lost := missing(here, edit.shows, in_turn=False):
                yield f"edits: row {row.id} to {row.talk} lost {lost!r}"


def everything_owed(history: History) -> Iterator[str]:
    """What must be read somewhere is told there unasked, in order; what is private stands nowhere else."""
    rows, told, shown = _outbox(history), defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    for post in history.posts:
        shown[post.talk].append(post.shows)
        row = rows.get(str(post.row))
        if row is None or row.key != TURN:  # what is shown to who asks for it proves nothing
            told[post.talk].append(post.shows)
    place: dict[str, int] = defaultdict(int)
    for owed in history.owed:
        words, there = gist(owed.words), told[owed.talk]
        found = next((n for n, text in enumerate(there) if n >= place[owed.talk] and words in text), None)
        if found is None:
            before = any(words in text for text in there)
            yield f"owed: {owed.words!r} {'came too early' if before else 'never came'} in {owed.talk}"
        else:
            place[owed.talk] = found
        for talk in shown if owed.private else ():
            if talk not in {owed.talk, *history.card_channels} and any(words in text for text in shown[talk]):
                yield f"mixed up: {talk} shows {owed.words!r} of {owed.talk}"


def answers_whole(history: History) -> Iterator[str]:
    """An answer shows what it is made of, from the first block to the last."""
    shown = [(posts[0].talk, "".join(post.shows for post in posts)) for posts in _posts(history).values()]
    for said in history.said:
        if said.acknowledged and said.shows:
            wanted = tuple(map(gist, said.shows))
            if not any(talk == said.talk and all(words in text for words in wanted) for talk, text in shown):
                yield f"answer: {said.talk} has none that shows {' … '.join(said.shows)}"
