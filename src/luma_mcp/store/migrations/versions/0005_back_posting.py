"""Accounts whose documents are older than the ledger: they are posted before the books are opened."""

import sqlalchemy as sa
from alembic import op

import luma_mcp.store.types as kinds

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Bring the schema up; every account that is here already waits until its documents are posted."""
    op.create_table(
        "back_posting",
        sa.Column("account_id", kinds.Id(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_back_posting_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_back_posting")),
        sqlite_strict=True,
    )
    op.execute("INSERT INTO back_posting (account_id) SELECT id FROM account")
