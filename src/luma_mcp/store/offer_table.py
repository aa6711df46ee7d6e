"""The tables of offers, apart from their questions because an offer asks which invoice it became."""

from sqlalchemy import Index

from luma_mcp.store import documents
from luma_mcp.store.schema import belongs_to, check, day, one_of, profile_table, text, unique_index

offer = profile_table(
    "offer",
    *documents.head_columns(),
    text("status"),
    day("valid_until"),
    belongs_to("client", "client_id"),
    unique_index("uq_offer_number", "profile_id", "number"),
    unique_index("uq_offer_series_n", "profile_id", "series_n"),
    Index("ix_offer_issue_date", "profile_id", "issue_date", "id"),
    Index("ix_offer_client", "profile_id", "client_id"),
    one_of("status", "draft", "sent", "accepted", "declined", "converted"),
    check("gross", "gross_minor >= 0 AND gross_minor = net_minor + tax_minor"),
    check("numbered", "status = 'draft' OR number IS NOT NULL"),
)
offer_line = documents.line_table("offer")
offer_tax = documents.tax_table("offer")
