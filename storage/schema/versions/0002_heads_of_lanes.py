"""The outbox marks the head of each lane, so that a lease looks at no row that has to wait.

Revision ID: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "outbox", sa.Column("head", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute(
        "UPDATE outbox SET lane = lane || '@' || not_before"
        " WHERE ended_at IS NULL AND not_before > created_at"
    )
    op.execute(
        "UPDATE outbox SET head = true WHERE id IN"
        " (SELECT min(id) FROM outbox WHERE ended_at IS NULL GROUP BY lane)"
    )
    op.drop_index("outbox_by_due", "outbox")
    op.create_index(
        "outbox_heads", "outbox", ["due_at", "id"],
        sqlite_where=sa.text("head IS 1 AND ended_at IS NULL"),
        postgresql_where=sa.text("head IS true AND ended_at IS NULL"),
    )  # fmt: skip
