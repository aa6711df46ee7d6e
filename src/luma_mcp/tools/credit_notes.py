"""Credit notes, as tools."""

from luma_mcp.operations import credit_notes
from luma_mcp.tools.tool import Tool

TOOLS = (
    Tool(
        credit_notes.list_credit_notes,
        "List credit notes",
        "Find credit notes by client, invoice, date or words, newest first, with totals per currency. Changes nothing.",
        shown=("client_id", "invoice_id", "from", "to", "search", "limit", "cursor"),
        words={"from": "First issue date", "to": "Last issue date"},
    ),
    Tool(
        credit_notes.get_credit_note,
        "Show a credit note",
        "Show one credit note whole: lines, VAT, and what of it is not yet set against an invoice or paid back. "
        "Changes nothing.",
    ),
    Tool(
        credit_notes.create_credit_note,
        "Credit an invoice",
        "Give back a sent invoice, all that is left of it or some lines, once the user agrees. It settles what is open "
        "of the invoice; the rest is kept for the client. It cannot be changed or deleted.",
        words={"lines": "Default: everything that is left", "issue_date": "Default: today"},
    ),
)
