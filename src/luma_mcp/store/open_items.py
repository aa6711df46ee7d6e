"""Open items: what clients owe, what is owed to vendors, what was paid in advance; and what settles them."""

from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint
from sqlalchemy import text as text_of

from luma_mcp.store.schema import belongs_to, check, day, moment, money, one_of, profile_table, reference, table, text

open_item = profile_table(
    "open_item",
    text("kind"),
    reference("account_id"),
    reference("client_id", null=True),
    reference("vendor_id", null=True),
    text("source"),
    reference("source_id", null=True),
    text("number", null=True),
    text("currency"),
    money("original_tc_minor"),
    money("original_minor"),
    money("open_tc_minor"),
    money("open_minor"),
    day("date"),
    day("due_date"),
    day("closed_on", null=True),
    reference("entry_id"),
    belongs_to("ledger_account", "account_id"),
    belongs_to("client", "client_id"),
    belongs_to("vendor", "vendor_id"),
    ForeignKeyConstraint(
        ["profile_id", "entry_id"],
        ["journal_entry.profile_id", "journal_entry.id"],
        deferrable=True,
        initially="DEFERRED",
    ),
    Index("ix_open_item_source", "profile_id", "source", "source_id"),
    Index("ix_open_item_closed", "profile_id", "kind", "closed_on"),
    Index(
        "ix_open_item_open",
        "profile_id",
        "kind",
        "date",
        sqlite_where=text_of("closed_on IS NULL"),
        postgresql_where=text_of("closed_on IS NULL"),
    ),
    Index("ix_open_item_entry", "profile_id", "entry_id"),
    Index("ix_open_item_client", "profile_id", "client_id"),
    Index("ix_open_item_vendor", "profile_id", "vendor_id"),
    one_of("kind", "receivable", "payable", "prepayment"),
)
"""Amounts bear the sign of the ledger: what clients owe is above zero, what is owed to others below."""

item_allocation = table(
    "item_allocation",
    reference("profile_id"),
    reference("id"),
    reference("item_id"),
    reference("counter_item_id", null=True),
    reference("entry_id", null=True),
    text("kind"),
    reference("payment_id", null=True),
    day("date"),
    money("amount_tc_minor"),
    money("amount_minor"),
    reference("reverses", null=True),
    moment("created_at"),
    PrimaryKeyConstraint("profile_id", "id"),
    belongs_to("open_item", "item_id"),
    belongs_to("open_item", "counter_item_id"),
    belongs_to("item_allocation", "reverses"),
    belongs_to("payment", "payment_id"),
    ForeignKeyConstraint(
        ["profile_id", "entry_id"],
        ["journal_entry.profile_id", "journal_entry.id"],
        deferrable=True,
        initially="DEFERRED",
    ),
    Index("ix_item_allocation_item", "profile_id", "item_id", "date"),
    Index("ix_item_allocation_entry", "profile_id", "entry_id"),
    Index("ix_item_allocation_payment", "profile_id", "payment_id"),
    Index("ix_item_allocation_date", "profile_id", "date"),
    Index("uq_item_allocation_reverses", "profile_id", "reverses", unique=True),
    one_of("kind", "payment", "credit", "write_off", "discount", "difference", "refund", "reversal", "transfer"),
)
"""What settles an item, in the item's sign; undone by a row that takes it back (`reverses`), never changed."""

item_payment = profile_table(
    "item_payment",
    reference("item_id"),
    reference("client_id", null=True),
    reference("vendor_id", null=True),
    day("date"),
    money("amount_minor"),
    text("currency"),
    reference("bank_account_id", null=True),
    text("note", null=True),
    moment("undone_at", null=True),
    belongs_to("open_item", "item_id"),
    belongs_to("client", "client_id"),
    belongs_to("vendor", "vendor_id"),
    belongs_to("bank_account", "bank_account_id"),
    Index("ix_item_payment_bank_account", "profile_id", "bank_account_id"),
    check("amount", "amount_minor <> 0"),
)
"""Money that settles an item without a document of its own: above zero what came in, below what went out."""
