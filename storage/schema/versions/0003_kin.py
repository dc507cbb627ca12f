"""A ticket knows the tickets it has to do with, and who has the problem too.

Revision ID: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("ticket", sa.Column("kin", sa.String(), server_default="{}", nullable=False))
