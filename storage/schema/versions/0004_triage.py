"""What closed tickets teach, and the radar of repeated faults.

Revision ID: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FORTNIGHT = 14 * 86_400_000  # ms


def upgrade() -> None:
    op.create_table(
        "lesson",
        sa.Column("ticket", WHOLE, autoincrement=False, nullable=False),
        sa.Column("learned", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("ticket"),
    )
    op.create_index(
        "lesson_waiting", "lesson", ["ticket"],
        sqlite_where=sa.text("waiting IS 1"), postgresql_where=sa.text("waiting IS true"),
    )  # fmt: skip
    op.create_table(
        "model",
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("scope"),
    )
    op.create_table(
        "fault",
        sa.Column("ticket", WHOLE, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("at", WHOLE, nullable=False),
        sa.Column("fresh", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("ticket", "kind"),
    )
    op.create_index("fault_by_value", "fault", ["kind", "value", "at"])
    op.create_index(
        "fault_fresh", "fault", ["ticket", "kind"],
        sqlite_where=sa.text("fresh IS 1"), postgresql_where=sa.text("fresh IS true"),
    )  # fmt: skip
    # What is over already is learned in the background; the indexer notes the last fortnight's
    # places and assets, which are spelled the same way by the program alone.
    op.execute(
        "INSERT INTO lesson (ticket, learned, waiting)"
        " SELECT id, 0, true FROM ticket WHERE state = 'closed'"
    )
    op.execute(
        "INSERT INTO unindexed (ticket, seq) SELECT id, version FROM ticket"
        " WHERE (place IS NOT NULL OR asset IS NOT NULL) AND filed_at >"
        f" (SELECT COALESCE(max(filed_at), 0) - {FORTNIGHT} FROM ticket) ON CONFLICT DO NOTHING"
    )
