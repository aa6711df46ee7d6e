"""The company: licences, document templates, numbers of the public standard chart."""

import sqlalchemy as sa
from alembic import op

import luma_mcp.store.types as kinds
from luma_mcp.domain.ids import uuid7
from luma_mcp.store.migrations.profiles import each_profile, now

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Bring the schema up; rates are counted anew, because they are kept in another form."""
    op.execute("DELETE FROM rate_window")
    op.add_column("profile", sa.Column("withdrawn_licences", kinds.Json(), nullable=False, server_default="[]"))
    op.add_column("vat_code", sa.Column("id", kinds.Id(), nullable=True))
    op.create_index("uq_vat_code_id", "vat_code", ["profile_id", "id"], unique=True)
    connection = op.get_bind()
    for profile_id, _, _ in each_profile(connection):
        _give_vat_codes_ids(connection, profile_id)


def _give_vat_codes_ids(connection: sa.Connection, profile_id: object) -> None:
    codes = sa.table("vat_code", sa.column("profile_id", kinds.Id()), sa.column("code"), sa.column("id", kinds.Id()))
    own = codes.c.profile_id == profile_id
    for (code,) in connection.execute(sa.select(codes.c.code).where(own).order_by(codes.c.code)).all():
        connection.execute(codes.update().where(own, codes.c.code == code).values(id=uuid7(now())))
