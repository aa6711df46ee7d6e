"""Tables of the journal beside entries and lines: categories, what an entry says besides, drafts, attachments."""

from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint
from sqlalchemy import text as text_of

from luma_mcp.domain.journal_types import JournalType
from luma_mcp.store.schema import (
    belongs_to,
    check,
    day,
    flag,
    money,
    one_of,
    profile_table,
    reference,
    table,
    text,
    unique_index,
    whole,
)

journal_category = profile_table(
    "journal_category",
    text("name"),
    flag("is_default"),
    unique_index("uq_journal_category_name", "profile_id", "name"),
    Index(
        "uq_journal_category_default",
        "profile_id",
        unique=True,
        sqlite_where=text_of("is_default = 1"),
        postgresql_where=text_of("is_default"),
    ),
)

journal_category_type = table(
    "journal_category_type",
    reference("profile_id"),
    reference("category_id"),
    text("type"),
    PrimaryKeyConstraint("profile_id", "category_id", "type"),
    belongs_to("journal_category", "category_id"),
    one_of("type", *JournalType),
)
"""A type that a category takes; entries refer to it, so that it stays as long as there is one."""

entry_fact = table(
    "entry_fact",
    reference("profile_id"),
    reference("entry_id"),
    text("type"),
    reference("category_id"),
    money("original_tc_minor", null=True),
    reference("client_id", null=True),
    reference("vendor_id", null=True),
    flag("control_added"),
    PrimaryKeyConstraint("profile_id", "entry_id"),
    ForeignKeyConstraint(
        ["profile_id", "entry_id"],
        ["journal_entry.profile_id", "journal_entry.id"],
        deferrable=True,
        initially="DEFERRED",
    ),
    ForeignKeyConstraint(
        ["profile_id", "category_id", "type"],
        ["journal_category_type.profile_id", "journal_category_type.category_id", "journal_category_type.type"],
    ),
    belongs_to("client", "client_id"),
    belongs_to("vendor", "vendor_id"),
    Index("ix_entry_fact_category", "profile_id", "category_id", "type"),
    Index("ix_entry_fact_client", "profile_id", "client_id"),
    check("amount", "type = 'journal_entry' OR (original_tc_minor IS NOT NULL AND original_tc_minor <> 0)"),
    check("client", "type NOT IN ('client_invoice', 'client_payment') OR client_id IS NOT NULL"),
    check("vendor", "type NOT IN ('vendor_invoice', 'vendor_payment') OR vendor_id IS NOT NULL"),
)
"""What an entry by hand says beside its lines; written with it and never changed."""

draft_entry = profile_table(
    "draft_entry",
    text("type"),
    reference("category_id", null=True),
    day("date"),
    text("description", null=True),
    text("reference", null=True),
    text("external_id", null=True),
    text("currency"),
    money("original_tc_minor", null=True),
    reference("client_id", null=True),
    reference("vendor_id", null=True),
    text("control_leg"),
    text("origin"),
    belongs_to("journal_category", "category_id"),
    belongs_to("client", "client_id"),
    belongs_to("vendor", "vendor_id"),
    Index("ix_draft_entry_date", "profile_id", "date", "id"),
    one_of("type", *JournalType),
    one_of("control_leg", "given", "added"),
    one_of("origin", "api", "app"),
)

draft_line = table(
    "draft_line",
    reference("profile_id"),
    reference("draft_id"),
    whole("n"),
    reference("account_id", null=True),
    money("amount_tc_minor", null=True),
    text("vat_code", null=True),
    text("description", null=True),
    reference("client_id", null=True),
    reference("vendor_id", null=True),
    PrimaryKeyConstraint("profile_id", "draft_id", "n"),
    belongs_to("draft_entry", "draft_id"),
    belongs_to("ledger_account", "account_id"),
    ForeignKeyConstraint(["profile_id", "vat_code"], ["vat_code.profile_id", "vat_code.code"]),
    belongs_to("client", "client_id"),
    belongs_to("vendor", "vendor_id"),
)
"""A line of a draft, debit above zero, in the draft's currency; what is not known yet is empty."""

draft_tag = table(
    "draft_tag",
    reference("profile_id"),
    reference("draft_id"),
    whole("n"),
    reference("value_id"),
    PrimaryKeyConstraint("profile_id", "draft_id", "n", "value_id"),
    belongs_to("draft_entry", "draft_id"),
    belongs_to("dimension_value", "value_id"),
    Index("ix_draft_tag_value", "profile_id", "value_id"),
)
"""A value of a dimension on a line of a draft, or on all of it where n is 0."""

journal_attachment = profile_table(
    "journal_attachment",
    reference("draft_id", null=True),
    reference("entry_id", null=True),
    whole("position"),
    text("file_name"),
    text("mime_type"),
    whole("size"),
    text("sha256"),
    belongs_to("draft_entry", "draft_id"),
    belongs_to("journal_entry", "entry_id"),
    ForeignKeyConstraint(["profile_id", "sha256"], ["stored_file.profile_id", "stored_file.sha256"]),
    Index("ix_journal_attachment_entry", "profile_id", "entry_id", "position"),
    Index("ix_journal_attachment_draft", "profile_id", "draft_id", "position"),
    check("owner", "(draft_id IS NULL) <> (entry_id IS NULL)"),
)
"""A file of a draft, or of an entry: of its first version, whose id the entry keeps."""
