"""who is signed in, private feeds, the audit log, scenarios, and how jobs ended."""

import json
from datetime import UTC
from hashlib import sha256
from secrets import token_hex

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


CONTENT = ("deed", "before", "after")


def upgrade() -> None:
    op.add_column("job_runs", sa.Column("alive", sa.DateTime(timezone=True), nullable=True))
    op.add_column("job_runs", sa.Column("ended", sa.DateTime(timezone=True), nullable=True))
    # What was claimed before is not done again.
    op.execute("UPDATE job_runs SET ended = claimed_at")
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("how", sa.String(), nullable=False),
        sa.Column("began", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_sessions"),
    )
    _index("sessions", "person", "expires")
    op.create_table(
        "feeds",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked", sa.DateTime(timezone=True), nullable=True),
        sa.Column("marks", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name="pk_feeds"),
    )
    _index("feeds", "person")
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.Column("salt", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("seal", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )
    _index("audit", "at", "by", "kind", "about")
    op.create_table(
        "scenarios",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("touched", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_scenarios"),
    )
    _index("scenarios", "by", "at")
    _seal_journal_anew()


def _seal_journal_anew() -> None:
    """Seal entries over a salted digest of their content, so that it may be erased one day.

    An entry whose seal did not follow, and all after it, keep the seals they had: they show as broken after as before.
    """
    with op.batch_alter_table("journal") as batch:
        batch.add_column(sa.Column("salt", sa.String(), nullable=True))
        batch.add_column(sa.Column("digest", sa.String(), nullable=False, server_default=""))
        for column in CONTENT:
            batch.alter_column(column, existing_type=sa.JSON(), nullable=True)
    moment = sa.Column("at", sa.DateTime(timezone=True))
    texts = [sa.Column(name, sa.String()) for name in ("by", "kind", "about", "salt", "digest", "seal")]
    bodies = [sa.Column(name, sa.JSON()) for name in CONTENT]
    journal = sa.Table(
        "journal", sa.MetaData(), sa.Column("number", sa.Integer(), primary_key=True), moment, *texts, *bodies
    )
    connection = op.get_bind()
    was, last, number, sound = "", "", 0, True
    while True:
        part = sa.select(journal).where(journal.c.number > number).order_by(journal.c.number).limit(1000)
        rows = connection.execute(part).mappings().all()
        for row in rows:
            at = (row["at"].replace(tzinfo=UTC) if row["at"].tzinfo is None else row["at"]).astimezone(UTC)
            known = [row[name] for name in ("by", "kind", "about")]
            said = [row["number"], *known, *(row[name] for name in CONTENT)]
            sound = sound and row["number"] == number + 1 and row["seal"] == _hash([was, at.isoformat(), *said])
            salt = token_hex(16)
            digest = _hash([salt, *(row[name] for name in sorted(CONTENT))])
            was, number = row["seal"], row["number"]
            last = _hash([last, number, at.isoformat(), *known, digest]) if sound else was
            changed = sa.update(journal).where(journal.c.number == number)
            connection.execute(changed.values(salt=salt, digest=digest, seal=last))
        if len(rows) < 1000:
            break
    with op.batch_alter_table("journal") as batch:
        batch.alter_column("digest", existing_type=sa.String(), server_default=None)


def _hash(said: list[object]) -> str:
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])
