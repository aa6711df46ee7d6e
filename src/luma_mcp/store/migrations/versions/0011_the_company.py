"""The company: licences, document templates, numbers of the public standard chart."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Bring the schema up."""
