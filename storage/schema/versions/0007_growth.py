"""The pool is read along the owners' index; PostgreSQL's word index knows blocks of tickets.

Revision ID: 0007
"""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ticket_in_pool", "ticket")
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ticket_words_words", "ticket_words")
        # What is not yet merged into the index (4 MB unless told) is read through at every search.
        op.execute(
            "CREATE INDEX ticket_words_words ON ticket_words USING gin"
            " (words, (ARRAY[ticket >> 14])) WITH (gin_pending_list_limit = 256)"
        )
