"""The ledger: chart of accounts, VAT codes, fiscal years and locks, the journal with its balances, open items."""

import sqlalchemy as sa
from alembic import op

import luma_mcp.store.types as kinds

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "fiscal_year",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("start_date", kinds.Day(), nullable=False),
        sa.Column("end_date", kinds.Day(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("lock_date", kinds.Day(), nullable=True),
        sa.Column("closed_at", kinds.Moment(), nullable=True),
        sa.Column("last_n", kinds.Whole(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_fiscal_year_closed_at")),
        sa.CheckConstraint("status IN ('open', 'closed')", name=op.f("ck_fiscal_year_status")),
        sa.CheckConstraint("last_n >= 0", name=op.f("ck_fiscal_year_last_n")),
        sa.CheckConstraint(
            "lock_date IS NULL OR lock_date BETWEEN start_date AND end_date", name=op.f("ck_fiscal_year_lock_date")
        ),
        sa.CheckConstraint("start_date <= end_date", name=op.f("ck_fiscal_year_dates")),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_fiscal_year_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_fiscal_year")),
        sqlite_strict=True,
    )
    op.create_index("ix_fiscal_year_dates", "fiscal_year", ["profile_id", "start_date", "end_date"], unique=False)
    op.create_index(
        op.f("ix_fiscal_year_profile_id_updated_at_id"), "fiscal_year", ["profile_id", "updated_at", "id"], unique=False
    )
    op.create_index("uq_fiscal_year_name", "fiscal_year", ["profile_id", "name"], unique=True)
    op.create_table(
        "ledger_account",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("names", kinds.Json(), nullable=False),
        sa.Column("class", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("vat_code", sa.Text(), nullable=True),
        sa.Column("archived", kinds.Flag(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint(
            "class IN ('asset', 'liability', 'equity', 'revenue', 'expense')", name=op.f("ck_ledger_account_class")
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_ledger_account_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_ledger_account")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_ledger_account_profile_id_updated_at_id"),
        "ledger_account",
        ["profile_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index("uq_ledger_account_number", "ledger_account", ["profile_id", "number"], unique=True)
    op.create_table(
        "ledger_head",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("seq", kinds.Whole(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("cash_seq", kinds.Whole(), nullable=False),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_ledger_head_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", name=op.f("pk_ledger_head")),
        sqlite_strict=True,
    )
    op.create_table(
        "lock_exception",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("until", kinds.Moment(), nullable=False),
        sa.Column("revoked_at", kinds.Moment(), nullable=True),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("area IN ('all', 'sales', 'purchases', 'vat')", name=op.f("ck_lock_exception_area")),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_lock_exception_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_lock_exception")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_lock_exception_profile_id_updated_at_id"),
        "lock_exception",
        ["profile_id", "updated_at", "id"],
        unique=False,
    )
    op.create_table(
        "period_lock",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("locked_through", kinds.Day(), nullable=True),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("area IN ('all', 'sales', 'purchases', 'vat', 'hard')", name=op.f("ck_period_lock_area")),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_period_lock_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "area", name=op.f("pk_period_lock")),
        sqlite_strict=True,
    )
    op.create_table(
        "journal_entry",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("seq", kinds.Whole(), nullable=False),
        sa.Column("fiscal_year_id", kinds.Id(), nullable=False),
        sa.Column("n", kinds.Whole(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("date", kinds.Day(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", kinds.Id(), nullable=True),
        sa.Column("voucher_id", kinds.Id(), nullable=False),
        sa.Column("version", kinds.Whole(), nullable=False),
        sa.Column("reverses", kinds.Id(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rate", kinds.DecimalText(), nullable=True),
        sa.Column("rate_date", kinds.Day(), nullable=True),
        sa.Column("line_count", kinds.Whole(), nullable=False),
        sa.Column("created_by", sa.Text(), nullable=False),
        sa.Column("hash_version", kinds.Whole(), nullable=False),
        sa.Column("prev_hash", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("area IN ('general', 'sales', 'purchases')", name=op.f("ck_journal_entry_area")),
        sa.CheckConstraint("kind IN ('normal', 'opening', 'closing')", name=op.f("ck_journal_entry_kind")),
        sa.CheckConstraint(
            "seq > 0 AND n > 0 AND version > 0 AND line_count >= 2", name=op.f("ck_journal_entry_counts")
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "fiscal_year_id"],
            ["fiscal_year.profile_id", "fiscal_year.id"],
            name=op.f("fk_journal_entry_profile_id_fiscal_year_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "reverses"],
            ["journal_entry.profile_id", "journal_entry.id"],
            name=op.f("fk_journal_entry_profile_id_reverses"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_journal_entry_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_journal_entry")),
        sqlite_strict=True,
    )
    op.create_index("ix_journal_entry_date", "journal_entry", ["profile_id", "date", "seq"], unique=False)
    op.create_index(
        op.f("ix_journal_entry_profile_id_updated_at_id"),
        "journal_entry",
        ["profile_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index("ix_journal_entry_source", "journal_entry", ["profile_id", "source", "source_id"], unique=False)
    op.create_index("uq_journal_entry_external_id", "journal_entry", ["profile_id", "external_id"], unique=True)
    op.create_index("uq_journal_entry_reverses", "journal_entry", ["profile_id", "reverses"], unique=True)
    op.create_index("uq_journal_entry_seq", "journal_entry", ["profile_id", "seq"], unique=True)
    op.create_index("uq_journal_entry_version", "journal_entry", ["profile_id", "voucher_id", "version"], unique=True)
    op.create_index("uq_journal_entry_voucher_n", "journal_entry", ["profile_id", "fiscal_year_id", "n"], unique=True)
    op.create_table(
        "period_balance",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("book", sa.Text(), nullable=False),
        sa.Column("account_id", kinds.Id(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("debit_minor", kinds.Minor(), nullable=False),
        sa.Column("credit_minor", kinds.Minor(), nullable=False),
        sa.Column("last_seq", kinds.Whole(), nullable=False),
        sa.CheckConstraint("book IN ('normal', 'closing', 'cash')", name=op.f("ck_period_balance_book")),
        sa.ForeignKeyConstraint(
            ["profile_id", "account_id"],
            ["ledger_account.profile_id", "ledger_account.id"],
            name=op.f("fk_period_balance_profile_id_account_id"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "book", "account_id", "period", name=op.f("pk_period_balance")),
        sqlite_strict=True,
    )
    op.create_table(
        "posting_role",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("account_id", kinds.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id", "account_id"],
            ["ledger_account.profile_id", "ledger_account.id"],
            name=op.f("fk_posting_role_profile_id_account_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_posting_role_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "role", name=op.f("pk_posting_role")),
        sqlite_strict=True,
    )
    op.create_table(
        "vat_code",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("names", kinds.Json(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("rate", kinds.DecimalText(), nullable=True),
        sa.Column("valid_from", kinds.Day(), nullable=True),
        sa.Column("valid_to", kinds.Day(), nullable=True),
        sa.Column("principle", sa.Text(), nullable=False),
        sa.Column("family", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("account_id", kinds.Id(), nullable=True),
        sa.Column("contra_account_id", kinds.Id(), nullable=True),
        sa.Column("revenue_role", sa.Text(), nullable=True),
        sa.Column("boxes", kinds.Json(), nullable=False),
        sa.CheckConstraint("principle IN ('gross', 'net')", name=op.f("ck_vat_code_principle")),
        sa.CheckConstraint(
            "type IN ('sales', 'purchase', 'reverse_charge', 'acquisition', 'exempt', 'export')",
            name=op.f("ck_vat_code_type"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "account_id"],
            ["ledger_account.profile_id", "ledger_account.id"],
            name=op.f("fk_vat_code_profile_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "contra_account_id"],
            ["ledger_account.profile_id", "ledger_account.id"],
            name=op.f("fk_vat_code_profile_id_contra_account_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_vat_code_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "code", name=op.f("pk_vat_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "open_item",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("account_id", kinds.Id(), nullable=False),
        sa.Column("client_id", kinds.Id(), nullable=True),
        sa.Column("vendor_id", kinds.Id(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", kinds.Id(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("original_tc_minor", kinds.Minor(), nullable=False),
        sa.Column("original_minor", kinds.Minor(), nullable=False),
        sa.Column("open_tc_minor", kinds.Minor(), nullable=False),
        sa.Column("open_minor", kinds.Minor(), nullable=False),
        sa.Column("date", kinds.Day(), nullable=False),
        sa.Column("due_date", kinds.Day(), nullable=False),
        sa.Column("closed_on", kinds.Day(), nullable=True),
        sa.Column("entry_id", kinds.Id(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("kind IN ('receivable', 'payable', 'prepayment')", name=op.f("ck_open_item_kind")),
        sa.ForeignKeyConstraint(
            ["profile_id", "account_id"],
            ["ledger_account.profile_id", "ledger_account.id"],
            name=op.f("fk_open_item_profile_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "client_id"],
            ["client.profile_id", "client.id"],
            name=op.f("fk_open_item_profile_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "entry_id"],
            ["journal_entry.profile_id", "journal_entry.id"],
            name=op.f("fk_open_item_profile_id_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "vendor_id"],
            ["vendor.profile_id", "vendor.id"],
            name=op.f("fk_open_item_profile_id_vendor_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_open_item_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_open_item")),
        sqlite_strict=True,
    )
    op.create_index("ix_open_item_entry", "open_item", ["profile_id", "entry_id"], unique=False)
    op.create_index("ix_open_item_client", "open_item", ["profile_id", "client_id"], unique=False)
    op.create_index("ix_open_item_closed", "open_item", ["profile_id", "kind", "closed_on"], unique=False)
    op.create_index(
        "ix_open_item_open",
        "open_item",
        ["profile_id", "kind", "date"],
        unique=False,
        sqlite_where=sa.text("closed_on IS NULL"),
        postgresql_where=sa.text("closed_on IS NULL"),
    )
    op.create_index(
        op.f("ix_open_item_profile_id_updated_at_id"), "open_item", ["profile_id", "updated_at", "id"], unique=False
    )
    op.create_index("ix_open_item_source", "open_item", ["profile_id", "source", "source_id"], unique=False)
    op.create_index("ix_open_item_vendor", "open_item", ["profile_id", "vendor_id"], unique=False)
    op.create_table(
        "vat_balance",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("vat_code", sa.Text(), nullable=False),
        sa.Column("vat_role", sa.Text(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("amount_minor", kinds.Minor(), nullable=False),
        sa.Column("last_seq", kinds.Whole(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id", "vat_code"],
            ["vat_code.profile_id", "vat_code.code"],
            name=op.f("fk_vat_balance_profile_id_vat_code"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "vat_code", "vat_role", "period", name=op.f("pk_vat_balance")),
        sqlite_strict=True,
    )
    op.create_table(
        "journal_line",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("entry_id", kinds.Id(), nullable=False),
        sa.Column("n", kinds.Whole(), nullable=False),
        sa.Column("seq", kinds.Whole(), nullable=False),
        sa.Column("account_id", kinds.Id(), nullable=False),
        sa.Column("date", kinds.Day(), nullable=False),
        sa.Column("amount_minor", kinds.Minor(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount_tc_minor", kinds.Minor(), nullable=False),
        sa.Column("vat_code", sa.Text(), nullable=True),
        sa.Column("vat_role", sa.Text(), nullable=True),
        sa.Column("vat_base_minor", kinds.Minor(), nullable=True),
        sa.Column("tax_date", kinds.Day(), nullable=True),
        sa.Column("open_item_id", kinds.Id(), nullable=True),
        sa.Column("client_id", kinds.Id(), nullable=True),
        sa.Column("vendor_id", kinds.Id(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.CheckConstraint("vat_role IN ('base', 'tax', 'reverse')", name=op.f("ck_journal_line_vat_role")),
        sa.CheckConstraint(
            "(vat_code IS NULL) = (vat_role IS NULL) AND (vat_code IS NULL) = (tax_date IS NULL)",
            name=op.f("ck_journal_line_vat"),
        ),
        sa.CheckConstraint("amount_minor <> 0 OR amount_tc_minor <> 0", name=op.f("ck_journal_line_amount")),
        sa.ForeignKeyConstraint(
            ["profile_id", "account_id"],
            ["ledger_account.profile_id", "ledger_account.id"],
            name=op.f("fk_journal_line_profile_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "client_id"],
            ["client.profile_id", "client.id"],
            name=op.f("fk_journal_line_profile_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "entry_id"],
            ["journal_entry.profile_id", "journal_entry.id"],
            name=op.f("fk_journal_line_profile_id_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "open_item_id"],
            ["open_item.profile_id", "open_item.id"],
            name=op.f("fk_journal_line_profile_id_open_item_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "vat_code"],
            ["vat_code.profile_id", "vat_code.code"],
            name=op.f("fk_journal_line_profile_id_vat_code"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "vendor_id"],
            ["vendor.profile_id", "vendor.id"],
            name=op.f("fk_journal_line_profile_id_vendor_id"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "entry_id", "n", name=op.f("pk_journal_line")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_journal_line_account",
        "journal_line",
        ["profile_id", "account_id", "date", "seq", "n", "amount_minor"],
        unique=False,
    )
    op.create_index("ix_journal_line_item", "journal_line", ["profile_id", "open_item_id"], unique=False)
    op.create_index(
        "ix_journal_line_vat",
        "journal_line",
        ["profile_id", "tax_date", "seq", "vat_code", "vat_role", "amount_minor"],
        unique=False,
        sqlite_where=sa.text("vat_code IS NOT NULL"),
        postgresql_where=sa.text("vat_code IS NOT NULL"),
    )
    op.create_table(
        "item_allocation",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("item_id", kinds.Id(), nullable=False),
        sa.Column("counter_item_id", kinds.Id(), nullable=True),
        sa.Column("entry_id", kinds.Id(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payment_id", kinds.Id(), nullable=True),
        sa.Column("date", kinds.Day(), nullable=False),
        sa.Column("amount_tc_minor", kinds.Minor(), nullable=False),
        sa.Column("amount_minor", kinds.Minor(), nullable=False),
        sa.Column("reverses", kinds.Id(), nullable=True),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('payment', 'credit', 'write_off', 'discount', 'difference', 'refund', 'reversal', 'transfer')",
            name=op.f("ck_item_allocation_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "counter_item_id"],
            ["open_item.profile_id", "open_item.id"],
            name=op.f("fk_item_allocation_profile_id_counter_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "entry_id"],
            ["journal_entry.profile_id", "journal_entry.id"],
            name=op.f("fk_item_allocation_profile_id_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "item_id"],
            ["open_item.profile_id", "open_item.id"],
            name=op.f("fk_item_allocation_profile_id_item_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "payment_id"],
            ["payment.profile_id", "payment.id"],
            name=op.f("fk_item_allocation_profile_id_payment_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "reverses"],
            ["item_allocation.profile_id", "item_allocation.id"],
            name=op.f("fk_item_allocation_profile_id_reverses"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_item_allocation")),
        sqlite_strict=True,
    )
    op.create_index("ix_item_allocation_item", "item_allocation", ["profile_id", "item_id", "date"], unique=False)
    op.create_index("ix_item_allocation_date", "item_allocation", ["profile_id", "date"], unique=False)
    op.create_index("ix_item_allocation_entry", "item_allocation", ["profile_id", "entry_id"], unique=False)
    op.create_index("ix_item_allocation_payment", "item_allocation", ["profile_id", "payment_id"], unique=False)
    op.create_index("uq_item_allocation_reverses", "item_allocation", ["profile_id", "reverses"], unique=True)
    op.create_table(
        "cash_line",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("seq", kinds.Whole(), nullable=False),
        sa.Column("entry_id", kinds.Id(), nullable=False),
        sa.Column("allocation_id", kinds.Id(), nullable=True),
        sa.Column("account_id", kinds.Id(), nullable=False),
        sa.Column("date", kinds.Day(), nullable=False),
        sa.Column("amount_minor", kinds.Minor(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id", "account_id"],
            ["ledger_account.profile_id", "ledger_account.id"],
            name=op.f("fk_cash_line_profile_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "allocation_id"],
            ["item_allocation.profile_id", "item_allocation.id"],
            name=op.f("fk_cash_line_profile_id_allocation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "entry_id"],
            ["journal_entry.profile_id", "journal_entry.id"],
            name=op.f("fk_cash_line_profile_id_entry_id"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "seq", name=op.f("pk_cash_line")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_cash_line_account", "cash_line", ["profile_id", "account_id", "date", "amount_minor"], unique=False
    )
    op.create_index("ix_cash_line_entry", "cash_line", ["profile_id", "entry_id"], unique=False)
