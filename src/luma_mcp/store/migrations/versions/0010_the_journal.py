"""The journal: categories, types, drafts, attachments."""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

import luma_mcp.store.types as kinds
from luma_mcp.domain.ids import uuid7
from luma_mcp.domain.journal_categories import category_seeds
from luma_mcp.store.migrations.profiles import each_profile, now

revision = "0010"
down_revision = "0009"

_ANY_TYPE = "type IN ('journal_entry', 'client_invoice', 'client_payment', 'vendor_invoice', 'vendor_payment')"


def upgrade() -> None:
    """Bring the schema up; every profile gets the journal categories that a new one starts with."""
    _make_categories()
    _make_facts()
    _make_drafts()
    _make_draft_lines()
    _make_attachments()
    _share_external_ids()
    for profile_id, _, language in each_profile(op.get_bind()):
        _write_categories(profile_id, language)


def _make_categories() -> None:
    op.create_table(
        "journal_category",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_default", kinds.Flag(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_journal_category_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_journal_category")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_journal_category_profile_id_updated_at_id"),
        "journal_category",
        ["profile_id", "updated_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_journal_category_default",
        "journal_category",
        ["profile_id"],
        unique=True,
        sqlite_where=sa.text("is_default = 1"),
        postgresql_where=sa.text("is_default"),
    )
    op.create_index("uq_journal_category_name", "journal_category", ["profile_id", "name"], unique=True)
    op.create_table(
        "journal_category_type",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("category_id", kinds.Id(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.CheckConstraint(_ANY_TYPE, name=op.f("ck_journal_category_type_type")),
        sa.ForeignKeyConstraint(
            ["profile_id", "category_id"],
            ["journal_category.profile_id", "journal_category.id"],
            name=op.f("fk_journal_category_type_profile_id_category_id"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "category_id", "type", name=op.f("pk_journal_category_type")),
        sqlite_strict=True,
    )


def _make_facts() -> None:
    op.create_table(
        "entry_fact",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("entry_id", kinds.Id(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("category_id", kinds.Id(), nullable=False),
        sa.Column("original_tc_minor", kinds.Minor(), nullable=True),
        sa.Column("client_id", kinds.Id(), nullable=True),
        sa.Column("vendor_id", kinds.Id(), nullable=True),
        sa.Column("control_added", kinds.Flag(), nullable=False),
        sa.CheckConstraint(
            "type = 'journal_entry' OR (original_tc_minor IS NOT NULL AND original_tc_minor <> 0)",
            name=op.f("ck_entry_fact_amount"),
        ),
        sa.CheckConstraint(
            "type NOT IN ('client_invoice', 'client_payment') OR client_id IS NOT NULL",
            name=op.f("ck_entry_fact_client"),
        ),
        sa.CheckConstraint(
            "type NOT IN ('vendor_invoice', 'vendor_payment') OR vendor_id IS NOT NULL",
            name=op.f("ck_entry_fact_vendor"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "category_id", "type"],
            ["journal_category_type.profile_id", "journal_category_type.category_id", "journal_category_type.type"],
            name=op.f("fk_entry_fact_profile_id_category_id_type"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "client_id"],
            ["client.profile_id", "client.id"],
            name=op.f("fk_entry_fact_profile_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "entry_id"],
            ["journal_entry.profile_id", "journal_entry.id"],
            name=op.f("fk_entry_fact_profile_id_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "vendor_id"],
            ["vendor.profile_id", "vendor.id"],
            name=op.f("fk_entry_fact_profile_id_vendor_id"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "entry_id", name=op.f("pk_entry_fact")),
        sqlite_strict=True,
    )
    op.create_index("ix_entry_fact_category", "entry_fact", ["profile_id", "category_id", "type"], unique=False)
    op.create_index("ix_entry_fact_client", "entry_fact", ["profile_id", "client_id"], unique=False)


def _make_drafts() -> None:
    op.create_table(
        "draft_entry",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("category_id", kinds.Id(), nullable=True),
        sa.Column("date", kinds.Day(), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("original_tc_minor", kinds.Minor(), nullable=True),
        sa.Column("client_id", kinds.Id(), nullable=True),
        sa.Column("vendor_id", kinds.Id(), nullable=True),
        sa.Column("control_leg", sa.Text(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("control_leg IN ('given', 'added')", name=op.f("ck_draft_entry_control_leg")),
        sa.CheckConstraint("origin IN ('api', 'app')", name=op.f("ck_draft_entry_origin")),
        sa.CheckConstraint(_ANY_TYPE, name=op.f("ck_draft_entry_type")),
        sa.ForeignKeyConstraint(
            ["profile_id", "category_id"],
            ["journal_category.profile_id", "journal_category.id"],
            name=op.f("fk_draft_entry_profile_id_category_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "client_id"],
            ["client.profile_id", "client.id"],
            name=op.f("fk_draft_entry_profile_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "vendor_id"],
            ["vendor.profile_id", "vendor.id"],
            name=op.f("fk_draft_entry_profile_id_vendor_id"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_draft_entry_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_draft_entry")),
        sqlite_strict=True,
    )
    op.create_index("ix_draft_entry_date", "draft_entry", ["profile_id", "date", "id"], unique=False)
    op.create_index(
        op.f("ix_draft_entry_profile_id_updated_at_id"), "draft_entry", ["profile_id", "updated_at", "id"], unique=False
    )


def _make_draft_lines() -> None:
    op.create_table(
        "draft_line",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("draft_id", kinds.Id(), nullable=False),
        sa.Column("n", kinds.Whole(), nullable=False),
        sa.Column("account_id", kinds.Id(), nullable=True),
        sa.Column("amount_tc_minor", kinds.Minor(), nullable=True),
        sa.Column("vat_code", sa.Text(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("client_id", kinds.Id(), nullable=True),
        sa.Column("vendor_id", kinds.Id(), nullable=True),
        sa.ForeignKeyConstraint(
            ["profile_id", "account_id"],
            ["ledger_account.profile_id", "ledger_account.id"],
            name=op.f("fk_draft_line_profile_id_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "client_id"],
            ["client.profile_id", "client.id"],
            name=op.f("fk_draft_line_profile_id_client_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "draft_id"],
            ["draft_entry.profile_id", "draft_entry.id"],
            name=op.f("fk_draft_line_profile_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "vat_code"],
            ["vat_code.profile_id", "vat_code.code"],
            name=op.f("fk_draft_line_profile_id_vat_code"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "vendor_id"],
            ["vendor.profile_id", "vendor.id"],
            name=op.f("fk_draft_line_profile_id_vendor_id"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "draft_id", "n", name=op.f("pk_draft_line")),
        sqlite_strict=True,
    )
    op.create_table(
        "draft_tag",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("draft_id", kinds.Id(), nullable=False),
        sa.Column("n", kinds.Whole(), nullable=False),
        sa.Column("value_id", kinds.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["profile_id", "draft_id"],
            ["draft_entry.profile_id", "draft_entry.id"],
            name=op.f("fk_draft_tag_profile_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "value_id"],
            ["dimension_value.profile_id", "dimension_value.id"],
            name=op.f("fk_draft_tag_profile_id_value_id"),
        ),
        sa.PrimaryKeyConstraint("profile_id", "draft_id", "n", "value_id", name=op.f("pk_draft_tag")),
        sqlite_strict=True,
    )
    op.create_index("ix_draft_tag_value", "draft_tag", ["profile_id", "value_id"], unique=False)


def _make_attachments() -> None:
    op.create_table(
        "journal_attachment",
        sa.Column("profile_id", kinds.Id(), nullable=False),
        sa.Column("id", kinds.Id(), nullable=False),
        sa.Column("draft_id", kinds.Id(), nullable=True),
        sa.Column("entry_id", kinds.Id(), nullable=True),
        sa.Column("position", kinds.Whole(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("mime_type", sa.Text(), nullable=False),
        sa.Column("size", kinds.Whole(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("created_at", kinds.Moment(), nullable=False),
        sa.Column("updated_at", kinds.Moment(), nullable=False),
        sa.CheckConstraint("(draft_id IS NULL) <> (entry_id IS NULL)", name=op.f("ck_journal_attachment_owner")),
        sa.ForeignKeyConstraint(
            ["profile_id", "draft_id"],
            ["draft_entry.profile_id", "draft_entry.id"],
            name=op.f("fk_journal_attachment_profile_id_draft_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "entry_id"],
            ["journal_entry.profile_id", "journal_entry.id"],
            name=op.f("fk_journal_attachment_profile_id_entry_id"),
        ),
        sa.ForeignKeyConstraint(
            ["profile_id", "sha256"],
            ["stored_file.profile_id", "stored_file.sha256"],
            name=op.f("fk_journal_attachment_profile_id_sha256"),
        ),
        sa.ForeignKeyConstraint(["profile_id"], ["profile.id"], name=op.f("fk_journal_attachment_profile_id")),
        sa.PrimaryKeyConstraint("profile_id", "id", name=op.f("pk_journal_attachment")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_journal_attachment_draft", "journal_attachment", ["profile_id", "draft_id", "position"], unique=False
    )
    op.create_index(
        "ix_journal_attachment_entry", "journal_attachment", ["profile_id", "entry_id", "position"], unique=False
    )
    op.create_index(
        op.f("ix_journal_attachment_profile_id_updated_at_id"),
        "journal_attachment",
        ["profile_id", "updated_at", "id"],
        unique=False,
    )


def _share_external_ids() -> None:
    op.drop_index(op.f("uq_journal_entry_external_id"), table_name="journal_entry")
    op.create_index("ix_journal_entry_external_id", "journal_entry", ["profile_id", "external_id"], unique=False)


def _write_categories(profile_id: UUID, language: str) -> None:
    moment = now()
    stamp = {"profile_id": profile_id, "created_at": moment, "updated_at": moment}
    names = ("id", "name", "is_default")
    kinds_of = {"profile_id": kinds.Id(), "id": kinds.Id(), "is_default": kinds.Flag(), "created_at": kinds.Moment()}
    kinds_of |= {"updated_at": kinds.Moment()}
    category = sa.table("journal_category", *(sa.column(name, kinds_of.get(name)) for name in (*stamp, *names)))
    taken = sa.table(
        "journal_category_type",
        sa.column("profile_id", kinds.Id()),
        sa.column("category_id", kinds.Id()),
        sa.column("type"),
    )
    for seed in category_seeds(language):
        category_id = uuid7(moment)
        op.bulk_insert(category, [stamp | {"id": category_id, "name": seed.name, "is_default": seed.is_default}])
        same = {"profile_id": profile_id, "category_id": category_id}
        op.bulk_insert(taken, [same | {"type": str(one)} for one in seed.allowed_types])
