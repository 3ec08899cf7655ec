"""Whose words are whose: events and senders of entries, participants, talks of guests, files by their message."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

BY = ("by_platform", "by_tenant", "by_user")
USER = ("platform", "tenant", "user_id")


def upgrade() -> None:
    """What stands on records already keeps no event; files on their way find their words by the moment they came."""
    _guest_talks()
    _sources()
    _participants()
    _files()
    _shared_talks()


def _words(*names: str, **more: object) -> tuple[sa.Column[str], ...]:
    return tuple(sa.Column(name, sa.Text(), nullable=False, **more) for name in names)  # type: ignore[arg-type]


def _numbers(*names: str, **more: object) -> tuple[sa.Column[int], ...]:
    more = {"nullable": False, **more}
    return tuple(sa.Column(name, sa.BigInteger(), autoincrement=False, **more) for name in names)  # type: ignore[arg-type]


def _guest_talks() -> None:
    op.create_table(
        "guest_talks",
        *_words("desk"),
        *_numbers("conversation"),
        *_words(*BY),
        *_numbers("id"),
        *_words("lang", "lang_source", "zone", "state"),
        sa.PrimaryKeyConstraint("desk", "conversation", *BY, name=op.f("guest_talks_pkey")),
        sa.UniqueConstraint("desk", "id", name=op.f("guest_talks_desk_id_key")),
        sa.ForeignKeyConstraint(
            ["desk", "conversation"],
            ["conversations.desk", "conversations.id"],
            name=op.f("guest_talks_conversations_fkey"),
        ),
    )
    op.create_index("guest_talks_by", "guest_talks", ["desk", *BY])


def _sources() -> None:
    op.create_table(
        "sources",
        *_words("desk", "platform", "tenant", "event"),
        *_numbers("ticket", "seq"),
        *_words(*BY, server_default=""),
        sa.PrimaryKeyConstraint("desk", "platform", "tenant", "event", "ticket", "seq", name=op.f("sources_pkey")),
        sa.ForeignKeyConstraint(
            ["desk", "ticket", "seq"],
            ["record.desk", "record.ticket", "record.seq"],
            name=op.f("sources_record_fkey"),
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("sources_entry", "sources", ["desk", "ticket", "seq"])
    op.create_index("sources_by", "sources", ["desk", *BY])


def _participants() -> None:
    op.create_table(
        "participants",
        *_words("desk"),
        *_numbers("ticket", "n"),
        *_words(*USER),
        *_numbers("at"),
        *_numbers("left_at", nullable=True),
        *_words("by_name", "name"),
        sa.PrimaryKeyConstraint("desk", "ticket", "n", name=op.f("participants_pkey")),
        sa.UniqueConstraint("desk", "ticket", *USER, name=op.f("participants_desk_ticket_platform_tenant_user_id_key")),
        sa.ForeignKeyConstraint(
            ["desk", "ticket"], ["tickets.desk", "tickets.number"], name=op.f("participants_tickets_fkey")
        ),
    )
    op.create_index("participants_identity", "participants", ["desk", *USER])


def _files() -> None:
    """A file and the words that it came with were noted at one moment, to the microsecond, by one person."""
    op.add_column("files_due", *_words("event", server_default=""))
    for column in _numbers("ticket", "seq", "turn", server_default="0"):
        op.add_column("files_due", column)
    op.create_index("files_due_event", "files_due", ["desk", "platform", "tenant", "event"])
    for index, where, columns in (
        ("files_due_placed", "ticket <> 0", ("turn", "at", "id")),
        ("files_due_waiting", "ticket = 0", ("at",)),
    ):
        op.create_index(
            index,
            "files_due",
            ["desk", "platform", "tenant", *columns],
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    words = """FROM record r
        JOIN tickets t ON t.desk = r.desk AND t.number = r.ticket
        JOIN identities i ON i.desk = t.desk AND i.account = t.account
        WHERE r.desk = files_due.desk AND r.kind = 'words' AND r.at = files_due.at
        AND i.platform = files_due.platform AND i.tenant = files_due.tenant AND i.user_id = files_due.user_id"""
    for name, value in (("seq", "r.seq"), ("turn", "1"), ("ticket", "r.ticket")):
        op.execute(
            f"UPDATE files_due SET {name} = COALESCE("  # noqa: S608 (our columns)
            f"(SELECT {value} {words} ORDER BY r.ticket DESC, r.seq DESC LIMIT 1), 0)"
        )


def _shared_talks() -> None:
    """A talk that several people wrote in doesn't say whose words it holds: it begins anew, and belongs to one."""
    op.execute(
        """UPDATE conversations SET state = '' WHERE EXISTS (
            SELECT 1 FROM inbox i
            WHERE i.desk = conversations.desk AND i.platform = conversations.platform
            AND i.tenant = conversations.tenant AND i.channel = conversations.channel AND i.by_user <> ''
            AND (i.by_platform <> conversations.by_platform OR i.by_tenant <> conversations.by_tenant
                OR i.by_user <> conversations.by_user))"""
    )
