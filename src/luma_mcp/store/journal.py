"""The ledger: entries and lines that are only ever added, their chain, and the balances that postings keep."""

from sqlalchemy import ForeignKeyConstraint, Index, PrimaryKeyConstraint, select
from sqlalchemy import text as text_of

from luma_mcp.domain.ledger import LedgerHead
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.schema import (
    belongs_to,
    check,
    column,
    day,
    decimal,
    money,
    one_of,
    profile_table,
    reference,
    table,
    text,
    unique_index,
    whole,
)
from luma_mcp.store.types import Id

BOOKS = ("normal", "closing", "cash")
"""The books that balances are kept for: accrual, the closing of years, and what was settled (cash basis)."""

journal_entry = profile_table(
    "journal_entry",
    whole("seq"),
    reference("fiscal_year_id"),
    whole("n"),
    text("number"),
    day("date"),
    text("description"),
    text("reference", null=True),
    text("external_id", null=True),
    text("kind"),
    text("area"),
    text("source"),
    reference("source_id", null=True),
    reference("voucher_id"),
    whole("version"),
    reference("reverses", null=True),
    text("currency"),
    decimal("rate", null=True),
    day("rate_date", null=True),
    whole("line_count"),
    text("created_by"),
    whole("hash_version"),
    text("prev_hash"),
    text("hash"),
    belongs_to("fiscal_year", "fiscal_year_id"),
    belongs_to("journal_entry", "reverses"),
    unique_index("uq_journal_entry_seq", "profile_id", "seq"),
    unique_index("uq_journal_entry_voucher_n", "profile_id", "fiscal_year_id", "n"),
    unique_index("uq_journal_entry_reverses", "profile_id", "reverses"),
    unique_index("uq_journal_entry_version", "profile_id", "voucher_id", "version"),
    Index("ix_journal_entry_external_id", "profile_id", "external_id"),
    Index("ix_journal_entry_date", "profile_id", "date", "seq"),
    Index("ix_journal_entry_source", "profile_id", "source", "source_id"),
    one_of("kind", "normal", "opening", "closing"),
    one_of("area", "general", "sales", "purchases"),
    check("counts", "seq > 0 AND n > 0 AND version > 0 AND line_count >= 2"),
)
"""A voucher is a chain of versions: `voucher_id` is the id of its first entry and what its id is outside."""

journal_line = table(
    "journal_line",
    reference("profile_id"),
    reference("entry_id"),
    whole("n"),
    whole("seq"),
    reference("account_id"),
    day("date"),
    money("amount_minor"),
    text("currency"),
    money("amount_tc_minor"),
    text("vat_code", null=True),
    text("vat_role", null=True),
    money("vat_base_minor", null=True),
    day("tax_date", null=True),
    column("open_item_id", Id(), null=True),
    reference("client_id", null=True),
    reference("vendor_id", null=True),
    text("description", null=True),
    PrimaryKeyConstraint("profile_id", "entry_id", "n"),
    ForeignKeyConstraint(
        ["profile_id", "entry_id"],
        ["journal_entry.profile_id", "journal_entry.id"],
        deferrable=True,
        initially="DEFERRED",
    ),
    ForeignKeyConstraint(
        ["profile_id", "open_item_id"],
        ["open_item.profile_id", "open_item.id"],
        deferrable=True,
        initially="DEFERRED",
    ),
    ForeignKeyConstraint(["profile_id", "vat_code"], ["vat_code.profile_id", "vat_code.code"]),
    belongs_to("ledger_account", "account_id"),
    belongs_to("client", "client_id"),
    belongs_to("vendor", "vendor_id"),
    Index("ix_journal_line_account", "profile_id", "account_id", "date", "seq", "n", "amount_minor"),
    Index(
        "ix_journal_line_vat",
        "profile_id",
        "tax_date",
        "seq",
        "vat_code",
        "vat_role",
        "amount_minor",
        sqlite_where=text_of("vat_code IS NOT NULL"),
        postgresql_where=text_of("vat_code IS NOT NULL"),
    ),
    Index("ix_journal_line_item", "profile_id", "open_item_id"),
    one_of("vat_role", "base", "tax", "reverse"),
    check("amount", "amount_minor <> 0 OR amount_tc_minor <> 0"),
    check("vat", "(vat_code IS NULL) = (vat_role IS NULL) AND (vat_code IS NULL) = (tax_date IS NULL)"),
)
"""One line of an entry, debit above zero: in base currency and in the currency of the transaction (`_tc`).

`seq` and `date` are the entry's. `vat_role` says what the line is to its VAT code: the net, the tax, or the tax that
is owed and deductible at once.
"""

ledger_head = table(
    "ledger_head",
    reference("profile_id"),
    text("currency"),
    whole("seq"),
    text("hash"),
    whole("cash_seq"),
    PrimaryKeyConstraint("profile_id"),
    ForeignKeyConstraint(["profile_id"], ["profile.id"]),
)


async def head_of(books: Books) -> LedgerHead:
    """Where the chain of entries stands."""
    row = await books.fetch_one(select(ledger_head.c.seq, ledger_head.c.hash).where(books.own(ledger_head)))
    return LedgerHead(row["seq"], row["hash"]) if row else LedgerHead(0, "")


async def hold_ledger(books: WritableBooks) -> None:
    """Keep other writes from posting, and from locking what is posted, until this one is done; SQLite has no others."""
    if books.is_postgresql:
        await books.fetch_value(select(ledger_head.c.seq).where(books.own(ledger_head)).with_for_update())


period_balance = table(
    "period_balance",
    reference("profile_id"),
    text("book"),
    reference("account_id"),
    text("period"),
    money("debit_minor"),
    money("credit_minor"),
    whole("last_seq"),
    PrimaryKeyConstraint("profile_id", "book", "account_id", "period"),
    belongs_to("ledger_account", "account_id"),
    one_of("book", *BOOKS),
)
"""What an account moved in a month (YYYY-MM); additive, so that a posting of an earlier date touches one row."""

vat_balance = table(
    "vat_balance",
    reference("profile_id"),
    text("vat_code"),
    text("vat_role"),
    text("period"),
    money("amount_minor"),
    whole("last_seq"),
    PrimaryKeyConstraint("profile_id", "vat_code", "vat_role", "period"),
    ForeignKeyConstraint(["profile_id", "vat_code"], ["vat_code.profile_id", "vat_code.code"]),
)
"""What was posted under a VAT code in a month of its tax date, debit above zero."""

cash_line = table(
    "cash_line",
    reference("profile_id"),
    whole("seq"),
    reference("entry_id"),
    reference("allocation_id", null=True),
    reference("account_id"),
    day("date"),
    money("amount_minor"),
    PrimaryKeyConstraint("profile_id", "seq"),
    belongs_to("journal_entry", "entry_id"),
    belongs_to("item_allocation", "allocation_id"),
    belongs_to("ledger_account", "account_id"),
    Index("ix_cash_line_account", "profile_id", "account_id", "date", "amount_minor"),
    Index("ix_cash_line_entry", "profile_id", "entry_id"),
)
"""Revenue and expense as they are settled: the part of an entry's lines that an allocation (or the entry itself, where
nothing stayed open) makes count on a day."""
