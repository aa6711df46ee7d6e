"""Customers and vendors: groups, contacts, departments, metadata."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Bring the schema up."""
