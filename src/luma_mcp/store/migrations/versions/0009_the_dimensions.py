"""Dimensions, tags of entries and lines, and projects."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Bring the schema up."""
