"""VAT codes in the books: rate, validity, accounts, and the boxes of the return that they fill."""

from sqlalchemy import ForeignKeyConstraint, PrimaryKeyConstraint

from luma_mcp.store.schema import belongs_to, day, decimal, frozen, one_of, reference, table, text

vat_code = table(
    "vat_code",
    reference("profile_id"),
    text("code"),
    text("name"),
    frozen("names"),
    text("type"),
    decimal("rate", null=True),
    day("valid_from", null=True),
    day("valid_to", null=True),
    text("principle"),
    text("family"),
    text("category", null=True),
    reference("account_id", null=True),
    reference("contra_account_id", null=True),
    text("revenue_role", null=True),
    frozen("boxes"),
    PrimaryKeyConstraint("profile_id", "code"),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
    belongs_to("ledger_account", "account_id"),
    belongs_to("ledger_account", "contra_account_id"),
    one_of("type", "sales", "purchase", "reverse_charge", "acquisition", "exempt", "export"),
    one_of("principle", "gross", "net"),
)
"""A rate of NULL stands for any rate; `boxes` is a list of [box, role, sign]."""
