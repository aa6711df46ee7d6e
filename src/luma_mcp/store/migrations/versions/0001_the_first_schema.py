"""The first schema."""

import sqlalchemy as sa
from alembic import op

import luma_mcp.store.types as kinds

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Bring the schema up."""
    op.create_table(
        "account",
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("today", kinds.Day(), nullable=True),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("plan IN ('free', 'pro', 'lifetime')", name=op.f("ck_account_plan")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sqlite_strict=True,
    )
    op.create_table(
        "lease",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("until", kinds.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_lease")),
        sqlite_strict=True,
    )
    op.create_table(
        "rate_window",
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("hits", kinds.Json(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_rate_window")),
        sqlite_strict=True,
    )
    op.create_table(
        "account_audit",
        sa.Column("account_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("input_digest", sa.Text(), nullable=False),
        sa.Column("result_id", kinds.Id(), nullable=True),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_audit_account_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_account_audit")),
        sqlite_strict=True,
    )
    op.create_table(
        "profile",
        sa.Column("account_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("legal_name", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("vat_number", sa.Text(), nullable=True),
        sa.Column("vat_registered", kinds.Flag(), nullable=False),
        sa.Column("default_tax_rate", kinds.DecimalText(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=True),
        sa.Column("qr_iban", sa.Text(), nullable=True),
        sa.Column("bic", sa.Text(), nullable=True),
        sa.Column("invoice_prefix", sa.Text(), nullable=False),
        sa.Column("offer_prefix", sa.Text(), nullable=False),
        sa.Column("number_padding", kinds.Whole(), nullable=False),
        sa.Column("payment_deadline_days", kinds.Whole(), nullable=False),
        sa.Column("payment_template", sa.Text(), nullable=True),
        sa.Column("bookkeeping_mode", sa.Text(), nullable=False),
        sa.Column("vat_method", sa.Text(), nullable=False),
        sa.Column("vat_period", sa.Text(), nullable=False),
        sa.Column("fiscal_year_start", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("bookkeeping_mode IN ('simple', 'double_entry')", name=op.f("ck_profile_bookkeeping_mode")),
        sa.CheckConstraint("vat_method IN ('effective', 'net_rate')", name=op.f("ck_profile_vat_method")),
        sa.CheckConstraint("vat_period IN ('quarter', 'half_year')", name=op.f("ck_profile_vat_period")),
        sa.CheckConstraint("number_padding BETWEEN 1 AND 9", name=op.f("ck_profile_number_padding")),
        sa.CheckConstraint("payment_deadline_days BETWEEN 0 AND 365", name=op.f("ck_profile_payment_deadline_days")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_profile_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile")),
        sqlite_strict=True,
    )
    op.create_table(
        "api_key",
        sa.Column("account_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("public_id", sa.Text(), nullable=False),
        sa.Column("mac", sa.Text(), nullable=False),
        sa.Column("last_four", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("profile_id", kinds.Id(), nullable=True),
        sa.Column("scopes", kinds.Json(), nullable=True),
        sa.Column("tiers", kinds.Json(), nullable=False),
        sa.Column("ip_list", kinds.Json(), nullable=False),
        sa.Column("expires_at", kinds.Moment(), nullable=True),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("last_used_at", kinds.Moment(), nullable=True),
        sa.Column("revoked_at", kinds.Moment(), nullable=True),
        sa.CheckConstraint("mode IN ('read_write', 'read_only')", name=op.f("ck_api_key_mode")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_key_account_id")),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_api_key_profile_id")),
        sa.PrimaryKeyConstraint("account_id", "id", name=op.f("pk_api_key")),
        sqlite_strict=True,
    )
    op.create_index("uq_api_key_public_id", "api_key", ["public_id"], unique=True)
    op.create_table(
        "audit",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("input_digest", sa.Text(), nullable=False),
        sa.Column("result_id", kinds.Id(), nullable=True),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_audit_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_audit")),
        sqlite_strict=True,
    )
    op.create_index("ix_audit_result", "audit", ["profile_id", "result_id"], unique=False)
    op.create_table(
        "bank_account",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=True),
        sa.Column("qr_iban", sa.Text(), nullable=True),
        sa.Column("bic", sa.Text(), nullable=True),
        sa.Column("bank_name", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("account_number", sa.Text(), nullable=True),
        sa.Column("is_default", kinds.Flag(), nullable=False),
        sa.Column("opening_balance_minor", kinds.Minor(), nullable=True),
        sa.Column("archived", kinds.Flag(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_bank_account_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_bank_account")),
        sqlite_strict=True,
    )
    op.create_index("ix_bank_account_name", "bank_account", ["profile_id", "name", "id"], unique=False)
    op.create_index(
        op.f("ix_bank_account_profile_id_updated_at_id"),
        "bank_account",
        ["profile_id", "updated_at", "id"],
        unique=False,
    )
    op.create_table(
        "catalog_item",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("price", kinds.DecimalText(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("tax_rate", kinds.DecimalText(), nullable=True),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("archived", kinds.Flag(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_catalog_item_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_catalog_item")),
        sqlite_strict=True,
    )
    op.create_index("ix_catalog_item_name", "catalog_item", ["profile_id", "name", "id"], unique=False)
    op.create_index(
        op.f("ix_catalog_item_profile_id_updated_at_id"),
        "catalog_item",
        ["profile_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index("uq_catalog_item_number", "catalog_item", ["profile_id", "number"], unique=True)
    op.create_table(
        "category",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("names", kinds.Json(), nullable=False),
        sa.Column("posting_role", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('expense', 'income')", name=op.f("ck_category_kind")),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_category_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "kind", "key", name=op.f("pk_category")),
        sqlite_strict=True,
    )
    op.create_table(
        "client",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("contact_person", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("vat_number", sa.Text(), nullable=True),
        sa.Column("vat_zone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("preferred_currency", sa.Text(), nullable=True),
        sa.Column("payment_deadline_days", kinds.Whole(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("archived", kinds.Flag(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("type IN ('business', 'private')", name=op.f("ck_client_type")),
        sa.CheckConstraint(
            "vat_zone IN ('domestic', 'eu', 'abroad', 'domestic_without_vat')", name=op.f("ck_client_vat_zone")
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_client_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_client")),
        sqlite_strict=True,
    )
    op.create_index("ix_client_name", "client", ["profile_id", "name", "id"], unique=False)
    op.create_index(
        op.f("ix_client_profile_id_updated_at_id"), "client", ["profile_id", "updated_at", "id"], unique=False
    )
    op.create_index("uq_client_external_id", "client", ["profile_id", "external_id"], unique=True)
    op.create_index("uq_client_number", "client", ["profile_id", "number"], unique=True)
    op.create_table(
        "counter",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("last_n", kinds.Whole(), nullable=False),
        sa.CheckConstraint("last_n >= 0", name=op.f("ck_counter_last_n")),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_counter_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "series", name=op.f("pk_counter")),
        sqlite_strict=True,
    )
    op.create_table(
        "idempotency",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("caller", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_idempotency_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "caller", "key", name=op.f("pk_idempotency")),
        sqlite_strict=True,
    )
    op.create_index("ix_idempotency_created", "idempotency", ["profile_id", "created_at"], unique=False)
    op.create_table(
        "outbox",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("resource_id", kinds.Id(), nullable=True),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("delivered_at", kinds.Moment(), nullable=True),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_outbox_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_outbox")),
        sqlite_strict=True,
    )
    op.create_index("ix_outbox_waiting", "outbox", ["delivered_at", "created_at"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("size", kinds.Whole(), nullable=False),
        sa.Column("content", kinds.Bytes(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_stored_file_sha256")),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_stored_file_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "sha256", name=op.f("pk_stored_file")),
        sqlite_strict=True,
    )
    op.create_table(
        "vendor",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("contact_person", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("website", sa.Text(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("postal_code", sa.Text(), nullable=True),
        sa.Column("city", sa.Text(), nullable=True),
        sa.Column("country", sa.Text(), nullable=True),
        sa.Column("vat_number", sa.Text(), nullable=True),
        sa.Column("iban", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("archived", kinds.Flag(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_vendor_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_vendor")),
        sqlite_strict=True,
    )
    op.create_index("ix_vendor_name", "vendor", ["profile_id", "name", "id"], unique=False)
    op.create_index(
        op.f("ix_vendor_profile_id_updated_at_id"), "vendor", ["profile_id", "updated_at", "id"], unique=False
    )
    op.create_table(
        "void_number",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("first_n", kinds.Whole(), nullable=False),
        sa.Column("last_n", kinds.Whole(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("first_n <= last_n", name=op.f("ck_void_number_range")),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_void_number_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "series", "first_n", name=op.f("pk_void_number")),
        sqlite_strict=True,
    )
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
