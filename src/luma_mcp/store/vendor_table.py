"""The table of vendors, apart from its questions because expenses ask about vendors and vendors about expenses."""

from sqlalchemy import Index
from sqlalchemy import text as text_of

from luma_mcp.store.schema import flag, moment, profile_table, text, whole

vendor = profile_table(
    "vendor",
    text("number"),
    text("name"),
    text("contact_person", null=True),
    text("email", null=True),
    text("phone", null=True),
    text("website", null=True),
    text("street", null=True),
    text("postal_code", null=True),
    text("city", null=True),
    text("country", null=True),
    text("vat_number", null=True),
    text("iban", null=True),
    text("preferred_currency", null=True),
    whole("payment_deadline_days", null=True),
    text("notes", null=True),
    flag("archived"),
    text("search"),
    moment("deleted_at", null=True),
    Index("ix_vendor_name", "profile_id", "name", "id"),
    Index(
        "uq_vendor_number",
        "profile_id",
        "number",
        unique=True,
        sqlite_where=text_of("deleted_at IS NULL"),
        postgresql_where=text_of("deleted_at IS NULL"),
    ),
)
