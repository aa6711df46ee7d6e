"""${message}."""

import sqlalchemy as sa
from alembic import op

import luma_mcp.store.types as kinds

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Bring the schema up."""
    ${upgrades if upgrades else "pass"}
