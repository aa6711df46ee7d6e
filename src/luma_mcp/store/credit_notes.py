"""Credit notes in the books: what is given back of an invoice."""

from sqlalchemy import Index

from luma_mcp.store.documents import line_table, tax_table
from luma_mcp.store.schema import (
    belongs_to,
    check,
    day,
    frozen,
    money,
    profile_table,
    reference,
    text,
    unique_index,
    whole,
)

credit_note = profile_table(
    "credit_note",
    text("number"),
    whole("series_n"),
    reference("invoice_id"),
    reference("client_id"),
    frozen("client"),
    text("client_name"),
    day("issue_date"),
    text("currency"),
    money("net_minor"),
    money("tax_minor"),
    money("gross_minor"),
    frozen("sender"),
    text("reason", null=True),
    text("search"),
    belongs_to("invoice", "invoice_id"),
    belongs_to("client", "client_id"),
    unique_index("uq_credit_note_number", "profile_id", "number"),
    unique_index("uq_credit_note_series_n", "profile_id", "series_n"),
    Index("ix_credit_note_invoice", "profile_id", "invoice_id"),
    Index("ix_credit_note_issue_date", "profile_id", "issue_date", "id"),
    check("gross", "gross_minor > 0 AND gross_minor = net_minor + tax_minor"),
)
"""Amounts are above zero: what the client gets back."""
credit_note_line = line_table("credit_note")
credit_note_tax = tax_table("credit_note")
