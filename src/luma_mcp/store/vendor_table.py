"""The table of vendors, apart from its questions because expenses ask about vendors and vendors about expenses."""

from sqlalchemy import Index

from luma_mcp.store.schema import flag, moment, profile_table, text

vendor = profile_table(
    "vendor",
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
    text("notes", null=True),
    flag("archived"),
    text("search"),
    moment("deleted_at", null=True),
    Index("ix_vendor_name", "profile_id", "name", "id"),
)
