"""the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("aad_id", sa.String(), nullable=False),
        sa.Column("upn", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("aad_id", name="pk_accounts"),
    )
    op.create_table(
        "applied",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("graph_id", sa.String(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("web_url", sa.Text(), nullable=False),
        sa.Column("join_url", sa.Text(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name="pk_applied"),
    )
    op.create_table(
        "claims",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_claims"),
    )
    op.create_index("ix_claims_at", "claims", ["at"])

    op.create_table(
        "conversations",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("service_url", sa.Text(), nullable=False),
        sa.Column("tenant_id", sa.String(), nullable=False),
        sa.Column("bot_id", sa.String(), nullable=False),
        sa.Column("user_aad_id", sa.String(), nullable=False),
        sa.Column("updated", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_conversations"),
    )
    op.create_index("ix_conversations_user_aad_id", "conversations", ["user_aad_id"])

    op.create_table(
        "job_runs",
        sa.Column("job_id", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job_id", "due_at", name="pk_job_runs"),
    )
    op.create_table(
        "meetings",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("starts", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("room", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_meetings"),
    )
    op.create_index("ix_meetings_group_starts", "meetings", ["group", "starts"])
    op.create_index("ix_meetings_starts", "meetings", ["starts"])
    op.create_index("ix_meetings_status", "meetings", ["status"])

    op.create_table(
        "revisions",
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("part", name="pk_revisions"),
    )
    op.create_table(
        "sync_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sync_runs"),
    )
    op.create_table(
        "threads",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_threads"),
    )
    op.create_index("ix_threads_expires", "threads", ["expires"])

    op.create_table(
        "trust_rows",
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("part", "position", name="pk_trust_rows"),
    )
    op.create_table(
        "actions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.key"], name="fk_actions_meeting", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_actions"),
    )
    op.create_index("ix_actions_meeting", "actions", ["meeting"])
    op.create_index("ix_actions_owner_status", "actions", ["owner", "status"])
    op.create_index("ix_actions_status_due", "actions", ["status", "due"])

    op.create_table(
        "agendas",
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.key"], name="fk_agendas_meeting", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("meeting", name="pk_agendas"),
    )
    op.create_table(
        "ledger",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("mails", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("until", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run"], ["sync_runs.id"], name="fk_ledger_run", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("run", "position", name="pk_ledger"),
    )
    op.create_index("ix_ledger_key", "ledger", ["key"])
    op.create_index("ix_ledger_outcome", "ledger", ["outcome"])

    op.create_table(
        "minutes",
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("saved", sa.Date(), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("decisions", sa.JSON(), nullable=False),
        sa.Column("present", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.key"], name="fk_minutes_meeting", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("meeting", name="pk_minutes"),
    )
    op.create_table(
        "replies",
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("share_with_chair", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["meeting"], ["meetings.key"], name="fk_replies_meeting", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("meeting", "person", name="pk_replies"),
    )
    op.create_index("ix_replies_person", "replies", ["person"])
