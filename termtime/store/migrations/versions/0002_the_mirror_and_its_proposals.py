"""the mirror of the tenant, its proposals, what was sent, and how we are told of changes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("applied", sa.Column("mailbox", sa.String(), server_default="", nullable=False))
    # The default was for the rows that are there; the program always gives a value.
    with op.batch_alter_table("applied") as applied:
        applied.alter_column("mailbox", server_default=None)

    op.add_column("claims", sa.Column("answered", sa.DateTime(timezone=True), nullable=True))
    # What was taken on before there were two steps has been done, and is not done again.
    op.execute("UPDATE claims SET answered = at")

    op.create_table(
        "attendance",
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.key"], name="fk_attendance_meeting", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("meeting", "person", name="pk_attendance"),
    )
    op.create_table(
        "decisions",
        sa.Column("proposal", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("proposal", "by", name="pk_decisions"),
    )
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("found", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
    )
    op.create_table(
        "sendings",
        sa.Column("mailbox", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "key", "at", name="pk_sendings"),
    )
    op.create_index("ix_sendings_at", "sendings", ["at"])

    op.create_table(
        "streams",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_streams"),
    )
    op.create_table(
        "stream_rows",
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("stream", "id", name="pk_stream_rows"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("resource", sa.String(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
    )
    op.create_table(
        "wakes",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_wakes"),
    )
