"""The chart of accounts in the books, and which account plays which posting role."""

from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint

from luma_mcp.store.schema import (
    belongs_to,
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

ledger_account = profile_table(
    "ledger_account",
    text("number"),
    text("name"),
    frozen("names"),
    text("class"),
    text("type"),
    text("vat_code", null=True),
    flag("archived"),
    text("search"),
    whole("public_number", null=True),
    unique_index("uq_ledger_account_number", "profile_id", "number"),
    one_of("class", "asset", "liability", "equity", "revenue", "expense"),
)
"""`type` says what an account is for: bank, cash, receivable, payable, output_vat … (`AccountType`)."""

posting_role = table(
    "posting_role",
    reference("profile_id"),
    text("role"),
    reference("account_id"),
    PrimaryKeyConstraint("profile_id", "role"),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    belongs_to("ledger_account", "account_id"),
)

account_heading = profile_table(
    "account_heading",
    whole("number"),
    text("name"),
    frozen("names"),
    text("type"),
    whole("total_from", null=True),
    frozen("intervals"),
    unique_index("uq_account_heading_number", "profile_id", "number"),
    one_of("type", "heading", "heading_break", "total_from", "total_intervals"),
)
"""Headings and totals of the chart. They are no accounts, so no line can be booked on one."""
