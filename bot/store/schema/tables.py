"""Every table. ``desk`` comes first in every primary, unique and foreign key (``installations`` finds the desk).

Long text is the last column of its table, so that a scan for something else doesn't read it.
Tables read only by their whole key keep their rows in the key itself (SQLite's WITHOUT ROWID).

Longer than other modules: the schema is a list, read from top to bottom and looked up by table.
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer, LargeBinary, Table, Text, UniqueConstraint, false

from bot.store.schema.columns import address, at, by_bytes, identity, key, metadata, number, of, part, text, writer

WAITING = "state = 'open' AND owner = ''"
"""The line: open tickets that nobody owns."""
UNANSWERED = "answered_at IS NULL AND state IN ('open', 'asked', 'answered', 'resting')"
ASKED = "state = 'asked'"
SOLVED = "state = 'solved'"
RESTING = "state = 'resting'"
TAGGED = "tags <> ''"
RATED = "rating_asked_at IS NOT NULL"
"""Tickets whose clients were asked how our help was."""
IN_INCIDENT = "incident <> 0"
GOING_ON = "state IN ('proposed', 'open')"
"""Incidents to which further tickets may belong."""
OWNED = "owner <> '' AND state IN ('open', 'asked', 'answered', 'resting')"
ACTIVE = "state IN ('requested', 'offered', 'confirmed')"
"""Appointments that hold their time."""
PROPOSED = "proposed_starts_at IS NOT NULL"
"""Confirmed appointments for which staff suggest another time: that is held as well."""
BLOCKED = "blocked_until IS NOT NULL"
UNSENT = "state = 'waiting'"
PLACED = "ticket <> 0"
QUESTION = "asked_at IS NOT NULL"
"""Of talks: one for which articles were shown and of which nothing was said since."""

# ── Where a message comes from ─────────────────────────────────────────────────────────

installations = Table(
    "installations",
    metadata,
    text("platform", primary_key=True),
    text("tenant", primary_key=True),
    text("desk"),
    sqlite_with_rowid=False,
)

conversations = Table(
    "conversations",
    metadata,
    *key(number("id")),
    *address(),
    text("by_platform"),
    text("by_tenant"),
    text("by_user"),
    text("lang", server_default=""),
    text("lang_source", server_default=""),
    text("zone", server_default=""),
    text("state", server_default=""),
    at("asked_at", nullable=True),
    text("asked_slug", server_default=""),
    UniqueConstraint("desk", "platform", "tenant", "channel"),
    Index("conversations_by", "desk", "by_platform", "by_tenant", "by_user", "id"),
    part("conversations_asked", QUESTION, "asked_at"),
)

guest_talks = Table(
    "guest_talks",
    metadata,
    *key(number("conversation"), *(text(name) for name in ("by_platform", "by_tenant", "by_user"))),
    number("id"),
    text("lang"),
    text("lang_source"),
    text("zone"),
    text("state"),
    at("asked_at", nullable=True),
    text("asked_slug", server_default=""),
    UniqueConstraint("desk", "id"),
    of("conversations", "conversation", key="id"),
    Index("guest_talks_by", "desk", "by_platform", "by_tenant", "by_user", "conversation"),
    part("guest_talks_asked", QUESTION, "asked_at"),
)
"""Talks of those who ask in a place that somebody else has opened: each their own, its host's is the place's."""

inbox = Table(
    "inbox",
    metadata,
    *key(text("platform"), text("tenant"), text("key")),
    text("channel"),
    text("client_key"),
    at("at"),
    *writer(),
    at("counted_at", nullable=True),
    text("words"),
    part("inbox_client_key", "client_key <> ''", "platform", "tenant", "client_key", unique=True),
    Index("inbox_by", "desk", "by_platform", "by_tenant", "by_user", "channel", "at"),
    Index("inbox_place", "desk", "platform", "tenant", "channel"),
)

held_words = Table(
    "held_words",
    metadata,
    *key(number("id")),
    *(text(name) for name in ("platform", "tenant", "event")),
    *writer(),
    at("due_at"),
    text("payload"),
    Index("held_words_due", "desk", "due_at", "id"),
    Index("held_words_by", "desk", "by_platform", "by_tenant", "by_user", "id"),
    Index("held_words_event", "desk", "platform", "tenant", "event"),
)
"""Events of the inbox that wait, because their writer sent too many in a minute: what came in, to be taken then."""

answers = Table(
    "answers",
    metadata,
    *key(text("platform"), text("tenant"), text("key")),
    at("at"),
    text("payload"),
    Index("answers_at", "desk", "at"),
)
"""What staff's commands were answered lately: a platform that delivers one again gets the same."""

read_marks = Table(
    "read_marks",
    metadata,
    *key(text("platform"), text("tenant"), text("place")),
    at("at"),
    text("position"),
    sqlite_with_rowid=False,
)
"""How far places were read whose events went with a person; ``place`` is a digest (``schema/erased_events.py``)."""

# ── People ─────────────────────────────────────────────────────────────────────────────

accounts = Table(
    "accounts",
    metadata,
    *key(number("id")),
    text("name"),
    at("created_at"),
    text("email", server_default=""),
    text("customer", server_default=""),
    text("verified_by", server_default=""),
    Column("card", Boolean, server_default=false(), nullable=False),
    text("phone", server_default=""),
    at("blocked_until", nullable=True),
    at("blocked_at", nullable=True),
    text("blocked_by", server_default=""),
    text("blocked_reason", server_default=""),
    Column("blocked_told", Boolean, server_default=false(), nullable=False),
    part("accounts_blocked", BLOCKED, "blocked_until"),
)

identities = Table(
    "identities",
    metadata,
    *key(*identity()),
    number("account"),
    at("linked_at", nullable=True),
    number("conversation", nullable=True),
    of("accounts", "account", key="id"),
    Index("identities_account", "desk", "account", "linked_at", "conversation"),
    sqlite_with_rowid=False,
)

link_codes = Table(
    "link_codes",
    metadata,
    *key(text("digest")),
    *identity(),
    at("expires_at"),
    number("id", server_default="0"),
    number("conversation", nullable=True),
    *writer(),
    Index("link_codes_identity", "desk", "platform", "tenant", "user_id"),
    Index("link_codes_id", "desk", "id"),
    sqlite_with_rowid=False,
)
"""Who asked for a code, and, once it was typed, by whom: it is of no use to anybody else then."""

attempts = Table(
    "attempts",
    metadata,
    *key(*identity(), text("act"), number("id")),
    at("at"),
    sqlite_with_rowid=False,
)

staff = Table(
    "staff",
    metadata,
    *key(text("name")),
    text("role"),
    Column("active", Boolean, nullable=False),
    text("zone", server_default=""),
    sqlite_with_rowid=False,
)

staff_identities = Table(
    "staff_identities",
    metadata,
    *key(*identity()),
    text("name"),
    Column("by_role", Boolean, server_default=false(), nullable=False),
    number("ticket", server_default="0"),
    at("shown_at", nullable=True),
    of("staff", "name"),
    Index("staff_identities_name", "desk", "name"),
    sqlite_with_rowid=False,
)

rooms = Table(
    "rooms",
    metadata,
    *key(*address()),
    text("staff"),
    Column("cards", Boolean, server_default=false(), nullable=False),
    sqlite_with_rowid=False,
)

# ── Tickets ────────────────────────────────────────────────────────────────────────────

counters = Table("counters", metadata, *key(text("name")), number("value"), sqlite_with_rowid=False)

tickets = Table(
    "tickets",
    metadata,
    *key(number("number")),
    number("account"),
    number("conversation"),
    Column("urgency", Integer, nullable=False),
    text("state"),
    at("since"),
    at("filed_at"),
    at("estimate_at"),
    at("grace_until"),
    at("promise_at"),
    at("counted_from"),
    text("owner"),
    at("acted_at", nullable=True),
    at("answered_at", nullable=True),
    at("closed_at", nullable=True),
    number("merged_into"),
    Column("wants_phone", Boolean, nullable=False),
    Column("asked_urgency", Integer, nullable=False),
    text("third_party"),
    number("version"),
    at("rest_until", nullable=True),
    text("tags", server_default=""),
    at("rating_asked_at", nullable=True),
    text("rating", server_default=""),
    at("rated_at", nullable=True),
    number("incident", server_default="0"),
    text("subject"),
    text("service"),
    text("symptoms"),
    of("accounts", "account", key="id"),
    of("conversations", "conversation", key="id"),
    part("tickets_line", WAITING, "urgency", "since", "number"),
    part("tickets_owned", OWNED, "owner", "urgency", "since", "number"),
    part("tickets_unanswered", UNANSWERED, "promise_at", "number"),
    part("tickets_asked", ASKED, "filed_at", "number"),
    part("tickets_resting", RESTING, "rest_until", "number"),
    part("tickets_solved", SOLVED, "closed_at"),
    part("tickets_tagged", TAGGED, "number", "tags"),
    part("tickets_rated", RATED, "rating_asked_at", "rating", "owner"),
    part("tickets_incident", IN_INCIDENT, "incident", "number"),
    part("tickets_merged", "merged_into <> 0", "merged_into"),
    part("tickets_answered", "answered_at IS NOT NULL", "answered_at"),
    Index("tickets_account", "desk", "account", "state", "closed_at"),
    Index("tickets_conversation", "desk", "conversation"),
    Index("tickets_state", "desk", "state", "number"),
)

unindexed = Table("unindexed", metadata, *key(number("ticket"), number("seq")), sqlite_with_rowid=False)
"""Entries that can't be found by their words yet; a ``seq`` of 0 stands for the whole ticket and its client's name."""

terms = Table(
    "terms",
    metadata,
    *key(by_bytes("term")),
    by_bytes("tail"),
    Index("terms_tail", "desk", "tail"),
    sqlite_with_rowid=False,
)
"""Every term of the index, once, so that one that is nearly the same is found by its beginning or, written backwards
as ``tail``, by its end. With the last ticket that has it, it goes."""

postings = Table(
    "postings",
    metadata,
    *key(number("block"), by_bytes("term")),
    Column("tickets", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)
"""In which tickets of a block a term is (``sql/number_sets.py``)."""

line_counts = Table(
    "line_counts",
    metadata,
    *key(Column("urgency", Integer, nullable=False), number("bucket")),
    number("n"),
    sqlite_with_rowid=False,
)
"""How many wait, by urgency and stretch of ``since``; kept by triggers of the first migration."""

record = Table(
    "record",
    metadata,
    *key(number("ticket"), number("seq")),
    text("kind"),
    text("author"),
    text("by_name"),
    at("at"),
    Column("digest", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("salt", LargeBinary),
    Column("words", Text),
    number("of_seq", server_default="0"),
    of("tickets", "ticket", key="number"),
)

held_replies = Table(
    "held_replies",
    metadata,
    *key(number("ticket"), text("by_name")),
    text("kind"),
    at("at"),
    at("due_at", nullable=True),
    number("seen"),
    text("words"),
    of("tickets", "ticket", key="number"),
    Index("held_replies_by", "desk", "by_name", "at"),
)
"""What staff wrote to a client and isn't sent yet: until it is due or, without a moment, until they say so."""

sources = Table(
    "sources",
    metadata,
    *key(text("platform"), text("tenant"), text("event"), number("ticket"), number("seq")),
    *writer(),
    of("record", "ticket", "seq"),
    Index("sources_entry", "desk", "ticket", "seq"),
    Index("sources_by", "desk", "by_platform", "by_tenant", "by_user"),
    sqlite_with_rowid=False,
)
"""Which event an entry's words came with, and whose they are: files, edits and erasures find them by that."""

participants = Table(
    "participants",
    metadata,
    *key(number("ticket"), number("n")),
    *identity(),
    at("at"),
    at("left_at", nullable=True),
    text("by_name"),
    text("name"),
    of("tickets", "ticket", key="number"),
    UniqueConstraint("desk", "ticket", "platform", "tenant", "user_id"),
    Index("participants_identity", "desk", "platform", "tenant", "user_id", "ticket"),
)
"""Who takes part in a ticket besides its client; the record keeps their number, so that a name can go."""

attachments = Table(
    "attachments",
    metadata,
    *key(text("digest")),
    Column("content", LargeBinary, nullable=False),
)
FILES_AT_ONCE = 8
"""So many are in memory when all are read: 10 MiB each at most."""

record_attachments = Table(
    "record_attachments",
    metadata,
    *key(number("ticket"), number("seq"), text("digest"), text("name")),
    text("media"),
    of("record", "ticket", "seq"),
    of("attachments", "digest"),
    Index("record_attachments_digest", "desk", "digest"),
    sqlite_with_rowid=False,
)

erasures = Table(
    "erasures",
    metadata,
    *key(number("ticket"), number("seq")),
    of("record", "ticket", "seq"),
    sqlite_with_rowid=False,
)
"""Record entries whose words were erased: any other without words was changed behind the product's back."""

queue_moves = Table(
    "queue_moves",
    metadata,
    *key(number("ticket"), number("n")),
    text("rule"),
    at("at"),
    text("by_name"),
    number("place_before", nullable=True),
    number("place_after", nullable=True),
    text("reason"),
    of("tickets", "ticket", key="number"),
)

promises = Table(
    "promises",
    metadata,
    *key(number("ticket"), text("kind"), at("shown_at")),
    at("due_at"),
    Column("kept", Boolean),
    number("late_seconds", nullable=True),
    of("tickets", "ticket", key="number"),
    Index("promises_shown", "desk", "shown_at"),
    sqlite_with_rowid=False,
)

timers = Table(
    "timers",
    metadata,
    *key(number("ticket"), text("kind")),
    at("due_at"),
    of("tickets", "ticket", key="number"),
    Index("timers_due", "desk", "due_at"),
    sqlite_with_rowid=False,
)

incidents = Table(
    "incidents",
    metadata,
    *key(number("number")),
    text("state"),
    at("at"),
    text("by_name"),
    number("said"),
    at("said_at", nullable=True),
    at("ended_at", nullable=True),
    text("words"),
    text("news"),
    part("incidents_going_on", GOING_ON, "number"),
)
"""Faults that several clients report; ``tickets.incident`` says which tickets belong to one."""

incident_told = Table(
    "incident_told",
    metadata,
    *key(number("conversation"), number("incident"), number("ticket")),
    number("said"),
    of("incidents", "incident", key="number"),
    of("conversations", "conversation", key="id"),
    part("incident_told_without", "ticket = 0", "incident", "said", "conversation"),
    sqlite_with_rowid=False,
)
"""How far somebody was told of an incident: a ticket's client or, with ticket 0, who came with the same words only.
Once the end is told, the row goes."""

# ── The phone and the bill ─────────────────────────────────────────────────────────────

appointments = Table(
    "appointments",
    metadata,
    *key(number("ticket"), number("n")),
    text("state"),
    at("starts_at"),
    at("ends_at"),
    at("since"),
    at("expires_at", nullable=True),
    Column("exception", Boolean, nullable=False),
    text("by_name"),
    number("files"),
    number("version"),
    number("line"),
    text("reason"),
    text("outcome"),
    at("proposed_starts_at", nullable=True),
    at("proposed_ends_at", nullable=True),
    at("proposed_until", nullable=True),
    number("proposed_line", server_default="0"),
    Column("proposed_exception", Boolean, server_default=false(), nullable=False),
    text("proposed_by", server_default=""),
    text("proposed_reason", server_default=""),
    of("tickets", "ticket", key="number"),
    part("appointments_active", ACTIVE, "starts_at"),
    part("appointments_proposed", PROPOSED, "proposed_starts_at"),
)

call_quanta = Table(
    "call_quanta",
    metadata,
    *key(number("quantum"), number("line")),
    number("ticket"),
    number("n"),
    of("appointments", "ticket", "n"),
    Index("call_quanta_of", "desk", "ticket", "n"),
    sqlite_with_rowid=False,
)
"""Who holds which five minutes (``slots.QUANTUM``) of which line: the key lets no two overlap."""

agreements = Table(
    "agreements",
    metadata,
    *key(number("ticket"), number("n")),
    text("decision"),
    text("channel"),
    text("per_hour"),
    text("currency"),
    number("cap_minutes"),
    Column("version", Date, nullable=False),
    at("at"),
    text("by_name"),
    number("account"),
    *writer(),
    text("software"),
    text("words"),
    of("tickets", "ticket", key="number"),
    of("accounts", "account", key="id"),
    Index("agreements_account", "desk", "account"),
)
"""Billing notices, what became of them, and who decided: account and identity."""

works = Table(
    "works",
    metadata,
    *key(number("ticket"), number("n")),
    text("kind"),
    text("channel"),
    number("minutes"),
    number("corrects"),
    at("at"),
    text("by_name"),
    text("note"),
    of("tickets", "ticket", key="number"),
)

# ── What goes out, and what is kept about the desk ─────────────────────────────────────

outbox = Table(
    "outbox",
    metadata,
    *key(number("id")),
    *address(),
    number("conversation", nullable=True),
    text("kind"),
    text("key"),
    text("state"),
    Column("attempts", Integer, nullable=False),
    at("created_at"),
    at("due_at"),
    at("leased_until", nullable=True),
    at("settled_at", nullable=True),
    text("receipt", server_default=""),
    text("reason", server_default=""),
    *writer(),
    text("payload"),
    of("conversations", "conversation", key="id"),
    part("outbox_unsent", UNSENT, "platform", "tenant", "channel", "id"),
    part("outbox_updates", f"{UNSENT} AND kind = 'update'", "platform", "tenant", "channel", "key"),
    part("outbox_dead", "state = 'dead'", "id"),
    Index("outbox_conversation", "desk", "conversation"),
    Index("outbox_by", "desk", "by_platform", "by_tenant", "by_user", "conversation"),
)

files_due = Table(
    "files_due",
    metadata,
    *key(text("platform"), text("tenant"), text("id")),
    text("user_id"),
    number("conversation"),
    text("media"),
    number("bytes"),
    at("at"),
    text("name"),
    text("url"),
    text("event", server_default=""),
    number("ticket", server_default="0"),
    number("seq", server_default="0"),
    number("turn", server_default="0"),
    of("conversations", "conversation", key="id"),
    Index("files_due_conversation", "desk", "conversation"),
    Index("files_due_event", "desk", "platform", "tenant", "event"),
    part("files_due_placed", PLACED, "platform", "tenant", "turn", "at", "id"),
    part("files_due_waiting", "ticket = 0", "platform", "tenant", "at"),
)
"""Files that people attached and that are still to be copied to a record: ``ticket`` and ``seq`` once the words
that they came with are there. ``turn`` is whose file is next: everybody's first comes before anybody's second.
"""

posts = Table(
    "posts",
    metadata,
    *key(*address(), text("key")),
    text("receipt"),
    number("outbox"),
    Index("posts_receipt", "desk", "platform", "tenant", "channel", "receipt"),
    sqlite_with_rowid=False,
)
"""Which message on a platform holds a key, so that it can be edited or written under; and its outbox row."""

settings = Table("settings", metadata, *key(text("key")), text("value"), sqlite_with_rowid=False)
"""What the desk keeps for itself, such as its secrets."""

closed_days = Table(
    "closed_days",
    metadata,
    *key(Column("day", Date, nullable=False)),
    text("reason"),
    text("by_name"),
    sqlite_with_rowid=False,
)

feedback = Table(
    "feedback",
    metadata,
    *key(number("id")),
    number("conversation"),
    at("at"),
    text("slug"),
    text("outcome"),
    text("slugs"),
    at("asked_at", nullable=True),
    *writer(),
    text("question"),
    of("conversations", "conversation", key="id"),
    Index("feedback_conversation", "desk", "conversation"),
    Index("feedback_by", "desk", "by_platform", "by_tenant", "by_user", "conversation"),
    Index(
        *("feedback_question", "desk", "conversation", "asked_at", "by_platform", "by_tenant", "by_user"), unique=True
    ),
    part("feedback_asked", QUESTION, "asked_at"),
)
"""What became of questions: one row each, known by when it was asked; of before that was kept, one by every word."""

audit = Table(
    "audit",
    metadata,
    *key(number("id")),
    at("at"),
    text("actor"),
    text("act"),
    number("ticket", nullable=True),
    text("detail"),
    part("audit_detail", "detail <> ''", "id"),
)

# ── What shows that any of it was changed ──────────────────────────────────────────────

seal_keys = Table("seal_keys", metadata, *key(), Column("key", LargeBinary, nullable=False), sqlite_with_rowid=False)
"""The desk's secret (``seals.py``)."""

seals = Table(
    "seals",
    metadata,
    *key(number("ticket")),
    number("entries"),
    number("rows"),
    number("low"),
    number("high"),
    text("state"),
    sqlite_with_rowid=False,
)
"""How many rows a ticket has, and the sum of their digests. No reference to the ticket: it outlives one taken away."""

kept_heads = Table("kept_heads", metadata, *key(number("n")), text("head"), sqlite_with_rowid=False)
"""Heads that ``db check`` has printed: each follows the one before."""

kept_head_lines = Table(
    "kept_head_lines",
    metadata,
    *key(number("n"), number("ticket")),
    text("line"),
    of("kept_heads", "n"),
)
"""What a head stands for: how far each ticket's records had come by then, where that was news."""
