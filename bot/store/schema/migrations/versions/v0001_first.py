"""The first schema. Longer than most modules: it is one list of tables, frozen as they were.

Triggers keep ``line_counts`` true, whoever writes: how many tickets wait, by urgency and stretch of
2²⁸ µs of ``since`` (``tickets.BUCKET_BITS``).
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

JOIN = """
    INSERT INTO line_counts (desk, urgency, bucket, n) VALUES (NEW.desk, NEW.urgency, NEW.since >> 28, 1)
    ON CONFLICT (desk, urgency, bucket) DO UPDATE SET n = n + 1;
"""
LEAVE = """
    UPDATE line_counts SET n = n - 1
    WHERE desk = OLD.desk AND urgency = OLD.urgency AND bucket = OLD.since >> 28;
    DELETE FROM line_counts
    WHERE desk = OLD.desk AND urgency = OLD.urgency AND bucket = OLD.since >> 28 AND n = 0;
"""
WAITED = "OLD.state = 'open' AND OLD.owner = ''"
WAITS = "NEW.state = 'open' AND NEW.owner = ''"
STAYED = "OLD.urgency = NEW.urgency AND OLD.since >> 28 = NEW.since >> 28 AND OLD.desk = NEW.desk"
MOVING = "UPDATE OF desk, urgency, since, state, owner"
TRIGGERS = (
    ("line_filed", "INSERT", WAITS, JOIN),
    ("line_gone", "DELETE", WAITED, LEAVE),
    ("line_left", MOVING, f"{WAITED} AND NOT ({WAITS} AND {STAYED})", LEAVE),
    ("line_joined", MOVING, f"{WAITS} AND NOT ({WAITED} AND {STAYED})", JOIN),
)

FUNCTION = """
    CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {what} RETURN NULL; END $$
"""
TRIGGER = "CREATE TRIGGER {name} AFTER {event} ON tickets FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()"


def _triggers() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    for name, event, when, what in TRIGGERS:
        if postgres:
            op.execute(FUNCTION.format(name=name, what=what.replace("n = n +", "n = line_counts.n +")))
            op.execute(TRIGGER.format(name=name, event=event, when=when))
        else:
            op.execute(f"CREATE TRIGGER {name} AFTER {event} ON tickets WHEN {when} BEGIN {what} END")


def upgrade() -> None:
    """Create every table."""
    op.create_table(
        "accounts",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("email", sa.Text(), server_default="", nullable=False),
        sa.Column("customer", sa.Text(), server_default="", nullable=False),
        sa.Column("verified_by", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("desk", "id", name=op.f("accounts_pkey")),
    )
    op.create_table(
        "attachments",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("desk", "digest", name=op.f("attachments_pkey")),
    )
    op.create_table(
        "attempts",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("desk", "platform", "tenant", "user_id", "act", "id", name=op.f("attempts_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "audit",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("act", sa.Text(), nullable=False),
        sa.Column("ticket", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("desk", "id", name=op.f("audit_pkey")),
    )
    op.create_table(
        "closed_days",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("desk", "day", name=op.f("closed_days_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "conversations",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("by_platform", sa.Text(), nullable=False),
        sa.Column("by_tenant", sa.Text(), nullable=False),
        sa.Column("by_user", sa.Text(), nullable=False),
        sa.Column("lang", sa.Text(), server_default="", nullable=False),
        sa.Column("lang_source", sa.Text(), server_default="", nullable=False),
        sa.Column("zone", sa.Text(), server_default="", nullable=False),
        sa.Column("state", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("desk", "id", name=op.f("conversations_pkey")),
        sa.UniqueConstraint(
            "desk", "platform", "tenant", "channel", name=op.f("conversations_desk_platform_tenant_channel_key")
        ),
    )
    op.create_index(
        "conversations_by", "conversations", ["desk", "by_platform", "by_tenant", "by_user", "id"], unique=False
    )
    op.create_table(
        "counters",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("desk", "name", name=op.f("counters_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "inbox",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("client_key", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_platform", sa.Text(), server_default="", nullable=False),
        sa.Column("by_tenant", sa.Text(), server_default="", nullable=False),
        sa.Column("by_user", sa.Text(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("desk", "platform", "tenant", "key", name=op.f("inbox_pkey")),
    )
    op.create_index(
        "inbox_client_key",
        "inbox",
        ["desk", "platform", "tenant", "client_key"],
        unique=True,
        sqlite_where=sa.text("client_key <> ''"),
        postgresql_where=sa.text("client_key <> ''"),
    )
    op.create_table(
        "installations",
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("desk", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("platform", "tenant", name=op.f("installations_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "line_counts",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("desk", "urgency", "bucket", name=op.f("line_counts_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "rooms",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("staff", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("desk", "platform", "tenant", "channel", name=op.f("rooms_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "staff",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("desk", "name", name=op.f("staff_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "feedback",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("conversation", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("slugs", sa.Text(), nullable=False),
        sa.Column("by_platform", sa.Text(), server_default="", nullable=False),
        sa.Column("by_tenant", sa.Text(), server_default="", nullable=False),
        sa.Column("by_user", sa.Text(), server_default="", nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk", "conversation"],
            ["conversations.desk", "conversations.id"],
            name=op.f("feedback_conversations_fkey"),
        ),
        sa.PrimaryKeyConstraint("desk", "id", name=op.f("feedback_pkey")),
    )
    op.create_table(
        "identities",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("account", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["desk", "account"], ["accounts.desk", "accounts.id"], name=op.f("identities_accounts_fkey")
        ),
        sa.PrimaryKeyConstraint("desk", "platform", "tenant", "user_id", name=op.f("identities_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_index("identities_account", "identities", ["desk", "account"], unique=False)
    op.create_table(
        "link_codes",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("account", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk", "account"], ["accounts.desk", "accounts.id"], name=op.f("link_codes_accounts_fkey")
        ),
        sa.PrimaryKeyConstraint("desk", "digest", name=op.f("link_codes_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_index("link_codes_account", "link_codes", ["desk", "account"], unique=False)
    op.create_index("link_codes_identity", "link_codes", ["desk", "platform", "tenant", "user_id"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("conversation", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("leased_until", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("receipt", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("by_platform", sa.Text(), server_default="", nullable=False),
        sa.Column("by_tenant", sa.Text(), server_default="", nullable=False),
        sa.Column("by_user", sa.Text(), server_default="", nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk", "conversation"], ["conversations.desk", "conversations.id"], name=op.f("outbox_conversations_fkey")
        ),
        sa.PrimaryKeyConstraint("desk", "id", name=op.f("outbox_pkey")),
    )
    op.create_index(
        "outbox_dead",
        "outbox",
        ["desk", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.create_index(
        "outbox_unsent",
        "outbox",
        ["desk", "platform", "tenant", "channel", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "outbox_updates",
        "outbox",
        ["desk", "platform", "tenant", "channel", "key"],
        unique=False,
        sqlite_where=sa.text("state = 'waiting' AND kind = 'update'"),
        postgresql_where=sa.text("state = 'waiting' AND kind = 'update'"),
    )
    op.create_table(
        "staff_identities",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("tenant", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk", "name"], ["staff.desk", "staff.name"], name=op.f("staff_identities_staff_fkey")
        ),
        sa.PrimaryKeyConstraint("desk", "platform", "tenant", "user_id", name=op.f("staff_identities_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_index("staff_identities_name", "staff_identities", ["desk", "name"], unique=False)
    op.create_table(
        "tickets",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("conversation", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("urgency", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("filed_at", sa.BigInteger(), nullable=False),
        sa.Column("estimate_at", sa.BigInteger(), nullable=False),
        sa.Column("grace_until", sa.BigInteger(), nullable=False),
        sa.Column("promise_at", sa.BigInteger(), nullable=False),
        sa.Column("counted_from", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("acted_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("merged_into", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("wants_phone", sa.Boolean(), nullable=False),
        sa.Column("asked_urgency", sa.Integer(), nullable=False),
        sa.Column("third_party", sa.Text(), nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("symptoms", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk", "account"], ["accounts.desk", "accounts.id"], name=op.f("tickets_accounts_fkey")
        ),
        sa.ForeignKeyConstraint(
            ["desk", "conversation"],
            ["conversations.desk", "conversations.id"],
            name=op.f("tickets_conversations_fkey"),
        ),
        sa.PrimaryKeyConstraint("desk", "number", name=op.f("tickets_pkey")),
    )
    op.create_index("tickets_account", "tickets", ["desk", "account", "state", "closed_at"], unique=False)
    op.create_index(
        "tickets_line",
        "tickets",
        ["desk", "urgency", "since", "number"],
        unique=False,
        sqlite_where=sa.text("state = 'open' AND owner = ''"),
        postgresql_where=sa.text("state = 'open' AND owner = ''"),
    )
    op.create_index(
        "tickets_merged",
        "tickets",
        ["desk", "merged_into"],
        unique=False,
        sqlite_where=sa.text("merged_into <> 0"),
        postgresql_where=sa.text("merged_into <> 0"),
    )
    op.create_index(
        "tickets_owned",
        "tickets",
        ["desk", "owner", "urgency", "since", "number"],
        unique=False,
        sqlite_where=sa.text("owner <> '' AND state IN ('open', 'asked', 'answered')"),
        postgresql_where=sa.text("owner <> '' AND state IN ('open', 'asked', 'answered')"),
    )
    op.create_table(
        "promises",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("ticket", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("shown_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=True),
        sa.Column("late_seconds", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.ForeignKeyConstraint(
            ["desk", "ticket"], ["tickets.desk", "tickets.number"], name=op.f("promises_tickets_fkey")
        ),
        sa.PrimaryKeyConstraint("desk", "ticket", "kind", "shown_at", name=op.f("promises_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "queue_moves",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("ticket", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("place_before", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("place_after", sa.BigInteger(), autoincrement=False, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk", "ticket"], ["tickets.desk", "tickets.number"], name=op.f("queue_moves_tickets_fkey")
        ),
        sa.PrimaryKeyConstraint("desk", "ticket", "n", name=op.f("queue_moves_pkey")),
    )
    op.create_table(
        "record",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("ticket", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["desk", "ticket"], ["tickets.desk", "tickets.number"], name=op.f("record_tickets_fkey")
        ),
        sa.PrimaryKeyConstraint("desk", "ticket", "seq", name=op.f("record_pkey")),
    )
    op.create_table(
        "timers",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("ticket", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk", "ticket"], ["tickets.desk", "tickets.number"], name=op.f("timers_tickets_fkey")
        ),
        sa.PrimaryKeyConstraint("desk", "ticket", "kind", name=op.f("timers_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_index("timers_due", "timers", ["desk", "due_at"], unique=False)
    op.create_table(
        "record_attachments",
        sa.Column("desk", sa.Text(), nullable=False),
        sa.Column("ticket", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk", "digest"],
            ["attachments.desk", "attachments.digest"],
            name=op.f("record_attachments_attachments_fkey"),
        ),
        sa.ForeignKeyConstraint(
            ["desk", "ticket", "seq"],
            ["record.desk", "record.ticket", "record.seq"],
            name=op.f("record_attachments_record_fkey"),
        ),
        sa.PrimaryKeyConstraint("desk", "ticket", "seq", "digest", name=op.f("record_attachments_pkey")),
        sqlite_with_rowid=False,
    )
    op.create_index("record_attachments_digest", "record_attachments", ["desk", "digest"], unique=False)
    _triggers()
