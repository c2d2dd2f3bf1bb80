"""what could be told from minutes in Word, and the trust's own templates."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("papers", sa.Column("found", sa.JSON(), nullable=True))
    op.add_column("papers", sa.Column("found_on", sa.Date(), nullable=True))
    # Documents that were read before are read again.
    op.execute("UPDATE papers SET state = ''")
    op.create_table(
        "paper_templates",
        sa.Column("paper", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("paper", name="pk_paper_templates"),
    )
