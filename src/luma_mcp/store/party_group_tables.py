"""The tables of groups, and where each client and vendor stands; apart from their questions, which name one another."""

from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint

from luma_mcp.store.schema import (
    belongs_to,
    check,
    decimal,
    flag,
    frozen,
    one_of,
    profile_table,
    reference,
    table,
    text,
    unique_index,
    whole,
)

client_group = profile_table(
    "client_group",
    whole("number"),
    text("name"),
    decimal("discount_percent", null=True),
    reference("account_id", null=True),
    text("default_for", null=True),
    frozen("metadata"),
    text("search"),
    belongs_to("ledger_account", "account_id"),
    unique_index("uq_client_group_number", "profile_id", "number"),
    unique_index("uq_client_group_default_for", "profile_id", "default_for"),
    one_of("default_for", "domestic", "eu", "abroad"),
    check("number", "number > 0"),
)
"""A group without an account of its own is kept on the one that plays the role."""

vendor_group = profile_table(
    "vendor_group",
    whole("number"),
    text("name"),
    reference("account_id", null=True),
    text("default_for", null=True),
    frozen("metadata"),
    text("search"),
    belongs_to("ledger_account", "account_id"),
    unique_index("uq_vendor_group_number", "profile_id", "number"),
    unique_index("uq_vendor_group_default_for", "profile_id", "default_for"),
    one_of("default_for", "domestic", "eu", "abroad"),
    check("number", "number > 0"),
)

client_standing = table(
    "client_standing",
    reference("profile_id"),
    reference("client_id"),
    reference("client_group_id"),
    text("billing_relationship"),
    reference("parent_client_id", null=True),
    flag("include_child_details_pdf"),
    PrimaryKeyConstraint("profile_id", "client_id"),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    belongs_to("client", "client_id"),
    belongs_to("client_group", "client_group_id"),
    belongs_to("client", "parent_client_id"),
    Index("ix_client_standing_group", "profile_id", "client_group_id"),
    Index("ix_client_standing_parent", "profile_id", "parent_client_id"),
    one_of("billing_relationship", "self", "parent_pays"),
    check("parent", "parent_client_id <> client_id"),
    check("payer", "billing_relationship = 'self' OR parent_client_id IS NOT NULL"),
)
"""The group of a client, and who pays for it."""

vendor_standing = table(
    "vendor_standing",
    reference("profile_id"),
    reference("vendor_id"),
    reference("vendor_group_id"),
    reference("default_account_id", null=True),
    PrimaryKeyConstraint("profile_id", "vendor_id"),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    belongs_to("vendor", "vendor_id"),
    belongs_to("vendor_group", "vendor_group_id"),
    belongs_to("ledger_account", "default_account_id"),
    Index("ix_vendor_standing_group", "profile_id", "vendor_group_id"),
)
"""The group of a vendor, and the account that its bills usually go to."""
