"""Open items, as tools."""

from luma_mcp.operations import open_items
from luma_mcp.tools.tool import Tool

_BANK = {
    "bank_account_id": "Bank account: name, IBAN or id; default the default one",
    "date": "Default: today",
    "note": "",
}

TOOLS = (
    Tool(
        open_items.list_open_items,
        "List open items",
        "Find what is owed either way and not settled: receivables, payables, credits and over-payments, the first due "
        "first. Changes nothing.",
        shown=("kind", "client_id", "vendor_id", "search", "settled", "limit", "cursor"),
    ),
    Tool(
        open_items.get_open_item,
        "Show an open item",
        "Show one open item and what settled it, payment by payment. Changes nothing.",
    ),
    Tool(
        open_items.allocate_open_items,
        "Set a credit against an invoice",
        "Use a client's credit note or over-payment for an invoice of the same client. No money moves.",
        words={"amount": "Default: as much as both allow"},
    ),
    Tool(
        open_items.settle_open_item,
        "Pay an open item",
        "Record money for an item without an invoice or expense: received or paid for an opening balance, or a credit "
        "or over-payment paid back to the client (refund).",
        words=_BANK | {"amount": "In the item's currency; default all that is open"},
    ),
    Tool(
        open_items.undo_allocation,
        "Undo a settlement",
        "Take back a set-off, a write-off or a refund that was recorded by mistake; what it settled is open again.",
        words={"allocation_id": "Id under settlements of get_open_item"},
        repeatable=True,
    ),
)
