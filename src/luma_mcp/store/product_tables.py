"""Products, the group that each stands in, and their prices: the tables."""

from sqlalchemy import Index, PrimaryKeyConstraint
from sqlalchemy import text as text_of

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

product = profile_table(
    "product",
    text("number"),
    text("name"),
    text("description", null=True),
    text("unit", null=True),
    decimal("tax_rate", null=True),
    text("category", null=True),
    flag("archived"),
    text("search"),
    frozen("metadata", null=True),
    unique_index("uq_product_number", "profile_id", "number"),
    Index("ix_product_name", "profile_id", "name", "id"),
)

product_in_group = table(
    "product_in_group",
    reference("profile_id"),
    reference("product_id"),
    reference("group_id"),
    PrimaryKeyConstraint("profile_id", "product_id"),
    Index("ix_product_in_group_group", "profile_id", "group_id"),
    belongs_to("product", "product_id"),
    belongs_to("product_group", "group_id"),
)
"""The group of each product, beside it: SQLite adds no references to a table that is there."""

product_price = profile_table(
    "product_price",
    reference("product_id"),
    text("nickname", null=True),
    text("billing_period_type"),
    text("pricing_model"),
    decimal("unit_amount", null=True),
    frozen("tiers"),
    text("currency"),
    text("billing_interval", null=True),
    whole("billing_interval_count", null=True),
    reference("meter_id", null=True),
    text("status"),
    flag("is_default"),
    flag("is_locked"),
    belongs_to("product", "product_id"),
    Index("ix_product_price_product", "profile_id", "product_id"),
    Index(
        "uq_product_price_default",
        "profile_id",
        "product_id",
        unique=True,
        sqlite_where=text_of("is_default = 1"),
        postgresql_where=text_of("is_default"),
    ),
    one_of("billing_period_type", "one_time", "recurring", "usage"),
    one_of("pricing_model", "flat_rate", "package", "volume", "graduated"),
    one_of("billing_interval", "day", "week", "month", "year"),
    one_of("status", "active", "disabled", "archived"),
    check("flat_amount", "(pricing_model = 'flat_rate') = (unit_amount IS NOT NULL)"),
    check("interval", "(billing_period_type = 'one_time') = (billing_interval IS NULL)"),
)
"""Tiers are a list of [up_to, unit_amount, flat_amount], each a decimal as text or null."""
