"""Reports walk along a team's periods: one index for each moment that counts.

Revision ID: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OWN = "merged_into IS NULL"
INDEXES = {
    "ticket_filed": ("filed_at", OWN),
    "ticket_due": ("due_at", OWN),
    "ticket_respond": ("respond_due", f"{OWN} AND respond_due IS NOT NULL"),
    "ticket_accepted": ("accepted_at", f"{OWN} AND accepted_at IS NOT NULL"),
    "ticket_resolved": ("resolved_at", f"{OWN} AND resolved_at IS NOT NULL"),
    "ticket_closed": ("closed_at", f"{OWN} AND closed_at IS NOT NULL"),
    "ticket_marked": ("updated_at", f"{OWN} AND (rework > 0 OR urged > 0)"),
}


def upgrade() -> None:
    for name, (moment, predicate) in INDEXES.items():
        where = sa.text(predicate)
        op.create_index(
            name, "ticket", ["team", moment], sqlite_where=where, postgresql_where=where
        )
