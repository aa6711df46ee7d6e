"""What documents need of the ledger: exchange rates, credit notes, and what is settled without a document."""

import sqlalchemy as sa
from alembic import op

import luma_mcp.store.types as kinds

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "exchange_rate",
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("date", kinds.Day(), nullable=False),
        sa.Column("rate", kinds.DecimalText(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("currency", "date", name=op.f("pk_exchange_rate")),
        sqlite_strict=True,
    )
    op.create_table(
        "credit_note",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("series_n", kinds.Whole(), nullable=False),
        sa.Column("invoice_id", kinds.Id(), nullable=False),
        sa.Column("client_id", kinds.Id(), nullable=False),
        sa.Column("client", kinds.Json(), nullable=False),
        sa.Column("client_name", sa.Text(), nullable=False),
        sa.Column("issue_date", kinds.Day(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("net_minor", kinds.Minor(), nullable=False),
        sa.Column("tax_minor", kinds.Minor(), nullable=False),
        sa.Column("gross_minor", kinds.Minor(), nullable=False),
        sa.Column("sender", kinds.Json(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint(
            "gross_minor > 0 AND gross_minor = net_minor + tax_minor", name=op.f("ck_credit_note_gross")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "client_id"],
            ["client.profile_id", "client.id"],
            name=op.f("fk_credit_note_profile_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "invoice_id"],
            ["invoice.profile_id", "invoice.id"],
            name=op.f("fk_credit_note_profile_id_invoice_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_credit_note_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_credit_note")),
        sqlite_strict=True,
    )
    op.create_index("ix_credit_note_invoice", "credit_note", ["profile_id", "invoice_id"], unique=False)
    op.create_index("ix_credit_note_issue_date", "credit_note", ["profile_id", "issue_date", "id"], unique=False)
    op.create_index(
        op.f("ix_credit_note_profile_id_updated_at_id"), "credit_note", ["profile_id", "updated_at", "id"], unique=False
    )
    op.create_index("uq_credit_note_number", "credit_note", ["profile_id", "number"], unique=True)
    op.create_index("uq_credit_note_series_n", "credit_note", ["profile_id", "series_n"], unique=True)
    op.create_table(
        "item_payment",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("item_id", kinds.Id(), nullable=False),
        sa.Column("client_id", kinds.Id(), nullable=True),
        sa.Column("vendor_id", kinds.Id(), nullable=True),
        sa.Column("date", kinds.Day(), nullable=False),
        sa.Column("amount_minor", kinds.Minor(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("bank_account_id", kinds.Id(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("undone_at", kinds.Moment(), nullable=True),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("amount_minor <> 0", name=op.f("ck_item_payment_amount")),
        sa.ForeignKeyConstraint(
            ["profile_id", "bank_account_id"],
            ["bank_account.profile_id", "bank_account.id"],
            name=op.f("fk_item_payment_profile_id_bank_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "client_id"],
            ["client.profile_id", "client.id"],
            name=op.f("fk_item_payment_profile_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "item_id"],
            ["open_item.profile_id", "open_item.id"],
            name=op.f("fk_item_payment_profile_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "vendor_id"],
            ["vendor.profile_id", "vendor.id"],
            name=op.f("fk_item_payment_profile_id_vendor_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_item_payment_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_item_payment")),
        sqlite_strict=True,
    )
    op.create_index("ix_item_payment_bank_account", "item_payment", ["profile_id", "bank_account_id"], unique=False)
    op.create_index(
        op.f("ix_item_payment_profile_id_updated_at_id"),
        "item_payment",
        ["profile_id", "updated_at", "id"],
        unique=False,
    )
    op.create_table(
        "credit_note_line",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("credit_note_id", kinds.Id(), nullable=False),
        sa.Column("position", kinds.Whole(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("quantity", kinds.DecimalText(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("price", kinds.DecimalText(), nullable=False),
        sa.Column("tax_rate", kinds.DecimalText(), nullable=False),
        sa.Column("tax_category", sa.Text(), nullable=False),
        sa.Column("discount_percent", kinds.DecimalText(), nullable=True),
        sa.Column("discount_amount", kinds.DecimalText(), nullable=True),
        sa.Column("catalog_item_id", kinds.Id(), nullable=True),
        sa.Column("supply_date", kinds.Day(), nullable=True),
        sa.Column("net_minor", kinds.Minor(), nullable=False),
        sa.Column("amount_minor", kinds.Minor(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id", "catalog_item_id"],
            ["catalog_item.profile_id", "catalog_item.id"],
            name=op.f("fk_credit_note_line_profile_id_catalog_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "credit_note_id"],
            ["credit_note.profile_id", "credit_note.id"],
            name=op.f("fk_credit_note_line_profile_id_credit_note_id"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "credit_note_id", "position", name=op.f("pk_credit_note_line")),
        sqlite_strict=True,
    )
    op.create_table(
        "credit_note_tax",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("credit_note_id", kinds.Id(), nullable=False),
        sa.Column("tax_category", sa.Text(), nullable=False),
        sa.Column("tax_rate", kinds.DecimalText(), nullable=False),
        sa.Column("base_minor", kinds.Minor(), nullable=False),
        sa.Column("amount_minor", kinds.Minor(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id", "credit_note_id"],
            ["credit_note.profile_id", "credit_note.id"],
            name=op.f("fk_credit_note_tax_profile_id_credit_note_id"),
        ),
        sa.PrimaryKeyConstraint(
            "profile_id", "credit_note_id", "tax_category", "tax_rate", name=op.f("pk_credit_note_tax")
        ),
        sqlite_strict=True,
    )
    op.add_column("expense", sa.Column("vat_code", sa.Text(), nullable=True))
    op.add_column("invoice", sa.Column("credited_minor", kinds.Minor(), nullable=False, server_default="0"))
    op.add_column("invoice", sa.Column("credit_notes_minor", kinds.Minor(), nullable=False, server_default="0"))
    op.add_column("invoice", sa.Column("written_off_minor", kinds.Minor(), nullable=False, server_default="0"))
    op.add_column("vendor", sa.Column("deleted_at", kinds.Moment(), nullable=True))
    op.drop_table("allocation")
