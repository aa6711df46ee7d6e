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
