"""People and teams to the tickets that are or once were theirs, for searches.

Revision ID: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "scope",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ticket", WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("name", "ticket"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO scope (name, ticket)"
        " SELECT 'p' || requester, id FROM ticket"
        " UNION SELECT 'p' || owner, id FROM ticket WHERE owner IS NOT NULL"
        " UNION SELECT 't' || team, id FROM ticket WHERE team IS NOT NULL"
    )
