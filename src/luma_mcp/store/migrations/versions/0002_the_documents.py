"""The documents: expenses, income, offers, recurring invoices, invoices and their payments."""

import sqlalchemy as sa
from alembic import op

import luma_mcp.store.types as kinds

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "expense",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("date", kinds.Day(), nullable=False),
        sa.Column("amount_minor", kinds.Minor(), nullable=False),
        sa.Column("net_minor", kinds.Minor(), nullable=False),
        sa.Column("tax_minor", kinds.Minor(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("vendor_id", kinds.Id(), nullable=True),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("category_kind", sa.Text(), nullable=False),
        sa.Column("tax_rate", kinds.DecimalText(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("paid_on", kinds.Day(), nullable=True),
        sa.Column("bank_account_id", kinds.Id(), nullable=True),
        sa.Column("due_date", kinds.Day(), nullable=True),
        sa.Column("receipt_sha256", sa.Text(), nullable=True),
        sa.Column("receipt_name", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("(status = 'paid') = (paid_on IS NOT NULL)", name=op.f("ck_expense_paid")),
        sa.CheckConstraint("category_kind IN ('expense')", name=op.f("ck_expense_category_kind")),
        sa.CheckConstraint("status IN ('draft', 'unpaid', 'paid')", name=op.f("ck_expense_status")),
        sa.CheckConstraint("amount_minor > 0 AND amount_minor = net_minor + tax_minor", name=op.f("ck_expense_amount")),
        sa.ForeignKeyConstraint(
            ["profile_id", "bank_account_id"],
            ["bank_account.profile_id", "bank_account.id"],
            name=op.f("fk_expense_profile_id_bank_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "category_kind", "category"],
            ["category.profile_id", "category.kind", "category.key"],
            name=op.f("fk_expense_profile_id_category_kind_category"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "receipt_sha256"],
            ["stored_file.profile_id", "stored_file.sha256"],
            name=op.f("fk_expense_profile_id_receipt_sha256"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "vendor_id"],
            ["vendor.profile_id", "vendor.id"],
            name=op.f("fk_expense_profile_id_vendor_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_expense_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_expense")),
        sqlite_strict=True,
    )
    op.create_index("ix_expense_date", "expense", ["profile_id", "date", "id"], unique=False)
    op.create_index(
        op.f("ix_expense_profile_id_updated_at_id"), "expense", ["profile_id", "updated_at", "id"], unique=False
    )
    op.create_index("ix_expense_vendor", "expense", ["profile_id", "vendor_id"], unique=False)
    op.create_index("uq_expense_external_id", "expense", ["profile_id", "external_id"], unique=True)
    op.create_index("uq_expense_number", "expense", ["profile_id", "number"], unique=True)
    op.create_table(
        "income",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("date", kinds.Day(), nullable=False),
        sa.Column("amount_minor", kinds.Minor(), nullable=False),
        sa.Column("net_minor", kinds.Minor(), nullable=False),
        sa.Column("tax_minor", kinds.Minor(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("category_kind", sa.Text(), nullable=False),
        sa.Column("bank_account_id", kinds.Id(), nullable=False),
        sa.Column("tax_rate", kinds.DecimalText(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("category_kind IN ('income')", name=op.f("ck_income_category_kind")),
        sa.CheckConstraint("amount_minor > 0 AND amount_minor = net_minor + tax_minor", name=op.f("ck_income_amount")),
        sa.ForeignKeyConstraint(
            ["profile_id", "bank_account_id"],
            ["bank_account.profile_id", "bank_account.id"],
            name=op.f("fk_income_profile_id_bank_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "category_kind", "category"],
            ["category.profile_id", "category.kind", "category.key"],
            name=op.f("fk_income_profile_id_category_kind_category"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_income_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_income")),
        sqlite_strict=True,
    )
    op.create_index("ix_income_date", "income", ["profile_id", "date", "id"], unique=False)
    op.create_index(
        op.f("ix_income_profile_id_updated_at_id"), "income", ["profile_id", "updated_at", "id"], unique=False
    )
    op.create_table(
        "offer",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("series_n", kinds.Whole(), nullable=True),
        sa.Column("client_id", kinds.Id(), nullable=False),
        sa.Column("client", kinds.Json(), nullable=False),
        sa.Column("client_name", sa.Text(), nullable=False),
        sa.Column("issue_date", kinds.Day(), nullable=False),
        sa.Column("supply_date", kinds.Day(), nullable=True),
        sa.Column("supply_from", kinds.Day(), nullable=True),
        sa.Column("supply_to", kinds.Day(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("prices_include_tax", kinds.Flag(), nullable=False),
        sa.Column("discount_percent", kinds.DecimalText(), nullable=True),
        sa.Column("discount_minor", kinds.Minor(), nullable=True),
        sa.Column("net_minor", kinds.Minor(), nullable=False),
        sa.Column("tax_minor", kinds.Minor(), nullable=False),
        sa.Column("gross_minor", kinds.Minor(), nullable=False),
        sa.Column("sender", kinds.Json(), nullable=False),
        sa.Column("payment_info", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("internal_note", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("sent_at", kinds.Moment(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("valid_until", kinds.Day(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("status = 'draft' OR number IS NOT NULL", name=op.f("ck_offer_numbered")),
        sa.CheckConstraint(
            "status IN ('draft', 'sent', 'accepted', 'declined', 'converted')", name=op.f("ck_offer_status")
        ),
        sa.CheckConstraint("gross_minor >= 0 AND gross_minor = net_minor + tax_minor", name=op.f("ck_offer_gross")),
        sa.ForeignKeyConstraint(
            ["profile_id", "client_id"], ["client.profile_id", "client.id"], name=op.f("fk_offer_profile_id_client_id")
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_offer_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_offer")),
        sqlite_strict=True,
    )
    op.create_index("ix_offer_client", "offer", ["profile_id", "client_id"], unique=False)
    op.create_index("ix_offer_issue_date", "offer", ["profile_id", "issue_date", "id"], unique=False)
    op.create_index(
        op.f("ix_offer_profile_id_updated_at_id"), "offer", ["profile_id", "updated_at", "id"], unique=False
    )
    op.create_index("uq_offer_number", "offer", ["profile_id", "number"], unique=True)
    op.create_index("uq_offer_series_n", "offer", ["profile_id", "series_n"], unique=True)
    op.create_table(
        "recurring_invoice",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("client_id", kinds.Id(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("interval", sa.Text(), nullable=False),
        sa.Column("start_date", kinds.Day(), nullable=False),
        sa.Column("end_date", kinds.Day(), nullable=True),
        sa.Column("next_run_date", kinds.Day(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("prices_include_tax", kinds.Flag(), nullable=False),
        sa.Column("payment_deadline_days", kinds.Whole(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("net_minor", kinds.Minor(), nullable=False),
        sa.Column("tax_minor", kinds.Minor(), nullable=False),
        sa.Column("gross_minor", kinds.Minor(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint(
            "interval IN ('weekly', 'monthly', 'quarterly', 'semi_annually', 'annually')",
            name=op.f("ck_recurring_invoice_interval"),
        ),
        sa.CheckConstraint("status IN ('active', 'paused', 'ended')", name=op.f("ck_recurring_invoice_status")),
        sa.ForeignKeyConstraint(
            ["profile_id", "client_id"],
            ["client.profile_id", "client.id"],
            name=op.f("fk_recurring_invoice_profile_id_client_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_recurring_invoice_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_recurring_invoice")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_recurring_invoice_due", "recurring_invoice", ["profile_id", "status", "next_run_date"], unique=False
    )
    op.create_index(
        op.f("ix_recurring_invoice_profile_id_updated_at_id"),
        "recurring_invoice",
        ["profile_id", "updated_at", "id"],
        unique=False,
    )
    op.create_table(
        "invoice",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("series_n", kinds.Whole(), nullable=True),
        sa.Column("client_id", kinds.Id(), nullable=False),
        sa.Column("client", kinds.Json(), nullable=False),
        sa.Column("client_name", sa.Text(), nullable=False),
        sa.Column("issue_date", kinds.Day(), nullable=False),
        sa.Column("supply_date", kinds.Day(), nullable=True),
        sa.Column("supply_from", kinds.Day(), nullable=True),
        sa.Column("supply_to", kinds.Day(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("prices_include_tax", kinds.Flag(), nullable=False),
        sa.Column("discount_percent", kinds.DecimalText(), nullable=True),
        sa.Column("discount_minor", kinds.Minor(), nullable=True),
        sa.Column("net_minor", kinds.Minor(), nullable=False),
        sa.Column("tax_minor", kinds.Minor(), nullable=False),
        sa.Column("gross_minor", kinds.Minor(), nullable=False),
        sa.Column("sender", kinds.Json(), nullable=False),
        sa.Column("payment_info", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("internal_note", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("sent_at", kinds.Moment(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("due_date", kinds.Day(), nullable=False),
        sa.Column("paid_minor", kinds.Minor(), nullable=False),
        sa.Column("received_minor", kinds.Minor(), nullable=False),
        sa.Column("reference_type", sa.Text(), nullable=False),
        sa.Column("payment_reference", sa.Text(), nullable=True),
        sa.Column("offer_id", kinds.Id(), nullable=True),
        sa.Column("recurring_invoice_id", kinds.Id(), nullable=True),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("stage <> 'sent' OR number IS NOT NULL", name=op.f("ck_invoice_numbered")),
        sa.CheckConstraint("stage = 'sent' OR received_minor = 0", name=op.f("ck_invoice_unpaid_stage")),
        sa.CheckConstraint("stage IN ('draft', 'sent', 'cancelled')", name=op.f("ck_invoice_stage")),
        sa.CheckConstraint("gross_minor >= 0 AND gross_minor = net_minor + tax_minor", name=op.f("ck_invoice_gross")),
        sa.CheckConstraint(
            "paid_minor BETWEEN 0 AND gross_minor AND received_minor >= paid_minor", name=op.f("ck_invoice_paid")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "client_id"],
            ["client.profile_id", "client.id"],
            name=op.f("fk_invoice_profile_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "offer_id"], ["offer.profile_id", "offer.id"], name=op.f("fk_invoice_profile_id_offer_id")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "recurring_invoice_id"],
            ["recurring_invoice.profile_id", "recurring_invoice.id"],
            name=op.f("fk_invoice_profile_id_recurring_invoice_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_invoice_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_invoice")),
        sqlite_strict=True,
    )
    op.create_index("ix_invoice_client", "invoice", ["profile_id", "client_id", "issue_date"], unique=False)
    op.create_index("ix_invoice_issue_date", "invoice", ["profile_id", "issue_date", "id"], unique=False)
    op.create_index(
        op.f("ix_invoice_profile_id_updated_at_id"), "invoice", ["profile_id", "updated_at", "id"], unique=False
    )
    op.create_index("ix_invoice_recurring", "invoice", ["profile_id", "recurring_invoice_id"], unique=False)
    op.create_index("uq_invoice_number", "invoice", ["profile_id", "number"], unique=True)
    op.create_index("uq_invoice_offer", "invoice", ["profile_id", "offer_id"], unique=True)
    op.create_index("uq_invoice_payment_reference", "invoice", ["profile_id", "payment_reference"], unique=True)
    op.create_index("uq_invoice_series_n", "invoice", ["profile_id", "series_n"], unique=True)
    op.create_table(
        "offer_line",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("offer_id", kinds.Id(), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["profile_id", "catalog_item_id"],
            ["catalog_item.profile_id", "catalog_item.id"],
            name=op.f("fk_offer_line_profile_id_catalog_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "offer_id"], ["offer.profile_id", "offer.id"], name=op.f("fk_offer_line_profile_id_offer_id")
        ),
        sa.PrimaryKeyConstraint("profile_id", "offer_id", "position", name=op.f("pk_offer_line")),
        sqlite_strict=True,
    )
    op.create_table(
        "offer_tax",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("offer_id", kinds.Id(), nullable=False),
        sa.Column("tax_category", sa.Text(), nullable=False),
        sa.Column("tax_rate", kinds.DecimalText(), nullable=False),
        sa.Column("base_minor", kinds.Minor(), nullable=False),
        sa.Column("amount_minor", kinds.Minor(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id", "offer_id"], ["offer.profile_id", "offer.id"], name=op.f("fk_offer_tax_profile_id_offer_id")
        ),
        sa.PrimaryKeyConstraint("profile_id", "offer_id", "tax_category", "tax_rate", name=op.f("pk_offer_tax")),
        sqlite_strict=True,
    )
    op.create_table(
        "recurring_invoice_line",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("recurring_invoice_id", kinds.Id(), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["profile_id", "catalog_item_id"],
            ["catalog_item.profile_id", "catalog_item.id"],
            name=op.f("fk_recurring_invoice_line_profile_id_catalog_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "recurring_invoice_id"],
            ["recurring_invoice.profile_id", "recurring_invoice.id"],
            name=op.f("fk_recurring_invoice_line_profile_id_recurring_invoice_id"),
        ),
        sa.PrimaryKeyConstraint(
            "profile_id", "recurring_invoice_id", "position", name=op.f("pk_recurring_invoice_line")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "recurring_run",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("recurring_invoice_id", kinds.Id(), nullable=False),
        sa.Column("run_date", kinds.Day(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id", "recurring_invoice_id"],
            ["recurring_invoice.profile_id", "recurring_invoice.id"],
            name=op.f("fk_recurring_run_profile_id_recurring_invoice_id"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "recurring_invoice_id", "run_date", name=op.f("pk_recurring_run")),
        sqlite_strict=True,
    )
    op.create_table(
        "invoice_line",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("invoice_id", kinds.Id(), nullable=False),
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
        sa.ForeignKeyConstraint(
            ["profile_id", "catalog_item_id"],
            ["catalog_item.profile_id", "catalog_item.id"],
            name=op.f("fk_invoice_line_profile_id_catalog_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "invoice_id"],
            ["invoice.profile_id", "invoice.id"],
            name=op.f("fk_invoice_line_profile_id_invoice_id"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "invoice_id", "position", name=op.f("pk_invoice_line")),
        sqlite_strict=True,
    )
    op.create_table(
        "invoice_tax",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("invoice_id", kinds.Id(), nullable=False),
        sa.Column("tax_category", sa.Text(), nullable=False),
        sa.Column("tax_rate", kinds.DecimalText(), nullable=False),
        sa.Column("base_minor", kinds.Minor(), nullable=False),
        sa.Column("amount_minor", kinds.Minor(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id", "invoice_id"],
            ["invoice.profile_id", "invoice.id"],
            name=op.f("fk_invoice_tax_profile_id_invoice_id"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "invoice_id", "tax_category", "tax_rate", name=op.f("pk_invoice_tax")),
        sqlite_strict=True,
    )
    op.create_table(
        "payment",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("invoice_id", kinds.Id(), nullable=False),
        sa.Column("client_id", kinds.Id(), nullable=False),
        sa.Column("date", kinds.Day(), nullable=False),
        sa.Column("amount_minor", kinds.Minor(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("bank_account_id", kinds.Id(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("undone_at", kinds.Moment(), nullable=True),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_payment_amount")),
        sa.ForeignKeyConstraint(
            ["profile_id", "bank_account_id"],
            ["bank_account.profile_id", "bank_account.id"],
            name=op.f("fk_payment_profile_id_bank_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "client_id"],
            ["client.profile_id", "client.id"],
            name=op.f("fk_payment_profile_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "invoice_id"],
            ["invoice.profile_id", "invoice.id"],
            name=op.f("fk_payment_profile_id_invoice_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_payment_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_payment")),
        sqlite_strict=True,
    )
    op.create_index("ix_payment_bank_account", "payment", ["profile_id", "bank_account_id"], unique=False)
    op.create_index("ix_payment_invoice", "payment", ["profile_id", "invoice_id"], unique=False)
    op.create_index(
        op.f("ix_payment_profile_id_updated_at_id"), "payment", ["profile_id", "updated_at", "id"], unique=False
    )
    op.create_table(
        "allocation",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("payment_id", kinds.Id(), nullable=False),
        sa.Column("invoice_id", kinds.Id(), nullable=False),
        sa.Column("amount_minor", kinds.Minor(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("undone_at", kinds.Moment(), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_allocation_amount")),
        sa.ForeignKeyConstraint(
            ["profile_id", "invoice_id"],
            ["invoice.profile_id", "invoice.id"],
            name=op.f("fk_allocation_profile_id_invoice_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "payment_id"],
            ["payment.profile_id", "payment.id"],
            name=op.f("fk_allocation_profile_id_payment_id"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_allocation")),
        sqlite_strict=True,
    )
    op.create_index("ix_allocation_invoice", "allocation", ["profile_id", "invoice_id"], unique=False)
    op.create_index("ix_allocation_payment", "allocation", ["profile_id", "payment_id"], unique=False)
