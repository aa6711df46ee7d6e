"""Offers, as tools."""

from luma_mcp.operations import offers
from luma_mcp.tools.tool import Tool

_WRITTEN = (
    "lines", "issue_date", "valid_until", "currency", "prices_include_tax", "discount_percent", "notes", "status",
)  # fmt: skip

TOOLS = (
    Tool(
        offers.list_offers,
        "List offers",
        "Find offers (quotes) by status, client, date or words. Newest first, with totals per currency over all that "
        "match. Changes nothing.",
        shown=("status", "client_id", "from", "to", "search", "limit", "cursor"),
        words={
            "from": "First issue date",
            "to": "Last issue date",
            "search": "Words in number, client, lines or notes",
        },
    ),
    Tool(
        offers.get_offer,
        "Show an offer",
        "Show one offer whole: lines, VAT and the actions allowed next. Changes nothing.",
    ),
    Tool(
        offers.create_offer,
        "Create an offer",
        "Write an offer (quote) for a client, valid for 30 days. What is not given comes from the company, as for an "
        "invoice. Once accepted, convert_offer turns it into an invoice.",
        shown=("client_id", *_WRITTEN),
        words={
            "status": "draft (default) or sent",
            "issue_date": "Default: today",
            "valid_until": "Default: 30 days after issue",
        },
    ),
    Tool(
        offers.update_offer,
        "Change an offer",
        "Change a draft offer, or record by status that it was sent and how the client answered. Only what is given "
        "changes; lines are replaced whole.",
        shown=("id", "client_id", *_WRITTEN),
        words={"lines": "Replace all lines", "status": "sent, accepted or declined", "issue_date": ""},
        repeatable=True,
    ),
    Tool(
        offers.delete_offer,
        "Delete a draft offer",
        "Remove a draft for good; its number stays on record as void. A sent offer is declined instead (update_offer).",
        repeatable=True,
    ),
    Tool(
        offers.convert_offer,
        "Convert an offer into an invoice",
        "Make a draft invoice out of an accepted offer, once: same client, lines and prices, new number, today's date. "
        "Answers the invoice.",
    ),
)
