"""The company: licences, ids of VAT codes, document templates, headings and numbers of the public standard chart."""

from typing import Any
from uuid import UUID

import sqlalchemy as sa
from alembic import op

import luma_mcp.store.types as kinds
from luma_mcp.domain.chart import headings_of, public_number
from luma_mcp.domain.charts import AccountType, chart_of
from luma_mcp.domain.document_templates import FIRST_NAME, DocumentType
from luma_mcp.domain.ids import uuid7
from luma_mcp.store.migrations.profiles import each_profile, now

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Bring the schema up; rates are counted anew, because they are kept in another form."""
    op.execute("DELETE FROM rate_window")
    op.add_column("profile", sa.Column("billing_email", sa.Text(), nullable=True))
    op.add_column("profile", sa.Column("contact_first_name", sa.Text(), nullable=True))
    op.add_column("profile", sa.Column("contact_last_name", sa.Text(), nullable=True))
    op.add_column("profile", sa.Column("withdrawn_licences", kinds.Json(), nullable=False, server_default="[]"))
    op.add_column("ledger_account", sa.Column("public_number", kinds.Whole(), nullable=True))
    op.add_column("vat_code", sa.Column("id", kinds.Id(), nullable=True))
    op.create_index("uq_vat_code_id", "vat_code", ["profile_id", "id"], unique=True)
    _make_headings()
    _make_templates()
    for profile_id, country, language in each_profile(op.get_bind()):
        _give_vat_codes_ids(profile_id)
        _number_accounts(profile_id, country)
        _write_headings(profile_id, country, language)
        _write_templates(profile_id)


def _make_headings() -> None:
    op.create_table(
        "account_heading",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("number", kinds.Whole(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("names", kinds.Json(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("total_from", kinds.Whole(), nullable=True),
        sa.Column("intervals", kinds.Json(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint(
            "type IN ('heading', 'heading_break', 'total_from', 'total_intervals')",
            name=op.f("ck_account_heading_type"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_account_heading_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_account_heading")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_account_heading_profile_id_updated_at_id"), "account_heading", ["profile_id", "updated_at", "id"]
    )
    op.create_index("uq_account_heading_number", "account_heading", ["profile_id", "number"], unique=True)


def _make_templates() -> None:
    op.create_table(
        "document_template",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("document_type", sa.Text(), nullable=False),
        sa.Column("is_default", kinds.Flag(), nullable=False),
        sa.Column("accent_colour", sa.Text(), nullable=True),
        sa.Column("footer", sa.Text(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint(
            "document_type IN ('invoice', 'credit_note', 'offer', 'order_confirmation')",
            name=op.f("ck_document_template_document_type"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_document_template_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_document_template")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_document_template_profile_id_updated_at_id"), "document_template", ["profile_id", "updated_at", "id"]
    )
    named = ["profile_id", "document_type", "search"]
    op.create_index("uq_document_template_name", "document_template", named, unique=True)
    op.create_index(
        "uq_document_template_default",
        "document_template",
        ["profile_id", "document_type"],
        unique=True,
        sqlite_where=sa.text("is_default = 1"),
        postgresql_where=sa.text("is_default"),
    )


def _give_vat_codes_ids(profile_id: UUID) -> None:
    connection = op.get_bind()
    codes = sa.table("vat_code", sa.column("profile_id", kinds.Id()), sa.column("code"), sa.column("id", kinds.Id()))
    own = codes.c.profile_id == profile_id
    for code in connection.execute(sa.select(codes.c.code).where(own).order_by(codes.c.code)).scalars().all():
        connection.execute(codes.update().where(own, codes.c.code == code).values(id=uuid7(now())))


def _number_accounts(profile_id: UUID, country: str) -> None:
    """Give the accounts their numbers in the public standard chart, where the country has one."""
    connection = op.get_bind()
    names = ("number", "type", "public_number")
    account = sa.table("ledger_account", sa.column("profile_id", kinds.Id()), *map(sa.column, names))
    own = account.c.profile_id == profile_id
    packed = {seed.number: seed.public_number for seed in chart_of(country).accounts}
    for number, kind in connection.execute(sa.select(account.c.number, account.c.type).where(own)).all():
        public = public_number(country, number, AccountType(kind))
        if public is not None:
            values = {"public_number": packed.get(number, public)}
            connection.execute(account.update().where(own, account.c.number == number).values(**values))


def _write_headings(profile_id: UUID, country: str, language: str) -> None:
    """Write the headings of a chart that is there; books from before the ledger get them with their chart."""
    connection = op.get_bind()
    head = sa.table("ledger_head", sa.column("profile_id", kinds.Id()))
    if connection.execute(sa.select(head.c.profile_id).where(head.c.profile_id == profile_id)).first() is None:
        return
    names = {"number": kinds.Whole(), "name": sa.Text(), "names": kinds.Json(), "type": sa.Text()}
    table = _table("account_heading", names | {"total_from": kinds.Whole(), "intervals": kinds.Json()})
    rows = [
        {
            "number": seed.number,
            "name": seed.names.get(language) or seed.names["en"],
            "names": seed.names,
            "type": str(seed.type),
            "total_from": seed.total_from,
            "intervals": [list(interval) for interval in seed.intervals],
        }
        for seed in headings_of(country)
    ]
    connection.execute(table.insert(), [_stamped(profile_id, row) for row in rows])


def _write_templates(profile_id: UUID) -> None:
    names = {"name": sa.Text(), "document_type": sa.Text(), "is_default": kinds.Flag(), "search": sa.Text()}
    first = {"name": FIRST_NAME, "is_default": True, "search": FIRST_NAME.casefold()}
    rows = [_stamped(profile_id, first | {"document_type": str(kind)}) for kind in DocumentType]
    op.get_bind().execute(_table("document_template", names).insert(), rows)


def _table(name: str, columns: dict[str, Any]) -> sa.TableClause:
    stamp = {"profile_id": kinds.Id(), "id": kinds.Id(), "created_at": kinds.Moment(), "updated_at": kinds.Moment()}
    return sa.table(name, *(sa.column(column, kind) for column, kind in (stamp | columns).items()))


def _stamped(profile_id: UUID, row: dict[str, Any]) -> dict[str, Any]:
    moment = now()
    return {"profile_id": profile_id, "id": uuid7(moment), "created_at": moment, "updated_at": moment} | row
