"""The ground: accounts, profiles, keys, parties, catalog, counters, files, audit."""

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
    op.create_index(
        "uq_bank_account_default",
        "bank_account",
        ["profile_id"],
        unique=True,
        sqlite_where=sa.text("is_default = 1"),
        postgresql_where=sa.text("is_default"),
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
