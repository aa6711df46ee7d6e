"""The tables of contacts and departments of clients and vendors, and of clients' metadata."""

from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint, Table
from sqlalchemy import text as text_of

from luma_mcp.store.schema import belongs_to, flag, one_of, profile_table, reference, table, text, whole


def _contacts(party: str) -> Table:
    name = f"{party}_contact"
    return profile_table(
        name,
        reference(f"{party}_id"),
        whole("position"),
        text("name"),
        text("email", null=True),
        text("phone", null=True),
        text("role", null=True),
        flag("is_default"),
        text("search"),
        belongs_to(party, f"{party}_id"),
        Index(f"ix_{name}_{party}", "profile_id", f"{party}_id", "position"),
        _one_default(name, party),
    )


def _departments(party: str) -> Table:
    name = f"{party}_department"
    return profile_table(
        name,
        reference(f"{party}_id"),
        whole("position"),
        text("name"),
        flag("is_default"),
        flag("is_active"),
        text("ean", null=True),
        text("email", null=True),
        text("street", null=True),
        text("postal_code", null=True),
        text("city", null=True),
        text("country", null=True),
        reference("contact_id", null=True),
        text("search"),
        belongs_to(party, f"{party}_id"),
        belongs_to(f"{party}_contact", "contact_id"),
        Index(f"ix_{name}_{party}", "profile_id", f"{party}_id", "position"),
        Index(f"ix_{name}_contact", "profile_id", "contact_id"),
        _one_default(name, party),
    )


def _one_default(name: str, party: str) -> Index:
    return Index(
        f"uq_{name}_default",
        "profile_id",
        f"{party}_id",
        unique=True,
        sqlite_where=text_of("is_default = 1"),
        postgresql_where=text_of("is_default"),
    )


client_contact, client_department = _contacts("client"), _departments("client")
vendor_contact, vendor_department = _contacts("vendor"), _departments("vendor")

client_metadata = table(
    "client_metadata",
    reference("profile_id"),
    reference("client_id"),
    text("key"),
    text("kind"),
    text("value"),
    PrimaryKeyConstraint("profile_id", "client_id", "key"),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    belongs_to("client", "client_id"),
    Index("ix_client_metadata_pair", "profile_id", "key", "value", "client_id"),
    one_of("kind", "text", "number", "flag"),
)
"""What a caller keeps with a client, a row for each key, so that clients are found by it."""
