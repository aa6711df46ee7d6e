"""The journal: categories, types, drafts, attachments."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Bring the schema up."""
