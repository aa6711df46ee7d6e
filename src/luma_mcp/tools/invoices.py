"""Invoices and their payments, as tools."""

from luma_mcp.operations import invoices, payments, write_offs
from luma_mcp.tools.tool import Tool

_WRITTEN = (
    "lines", "issue_date", "due_date", "currency", "prices_include_tax", "discount_percent", "notes", "status",
)  # fmt: skip

TOOLS = (
    Tool(
        invoices.list_invoices,
        "List invoices",
        "Find invoices by status, client, date or words: what is unpaid, overdue or billed. Newest first, with totals "
        "per currency over all that match, not only this page. Changes nothing.",
        shown=("status", "client_id", "from", "to", "search", "limit", "cursor"),
        words={
            "from": "First issue date",
            "to": "Last issue date",
            "search": "Words in number, client, lines or notes",
            "due_from": "First due date",
            "due_to": "Last due date",
        },
    ),
    Tool(
        invoices.get_invoice,
        "Show an invoice",
        "Show one invoice whole: lines, VAT, payments and the actions allowed next. Use it before changing or sending "
        "one. Changes nothing.",
    ),
    Tool(
        invoices.create_invoice,
        "Create an invoice",
        "Write an invoice for a client. It stays a draft until send_invoice. What is not given comes from the company: "
        "number, today, due date, currency, VAT, sender. Answers number, totals and allowed actions.",
        shown=("client_id", *_WRITTEN),
        words={"status": "draft (default) or sent", "issue_date": "Default: today"},
    ),
    Tool(
        invoices.update_invoice,
        "Change an invoice",
        "Change a draft; only what is given changes, lines are replaced whole. A sent invoice takes only due_date and "
        "notes: cancel it for anything else.",
        shown=("id", "client_id", *_WRITTEN),
        words={"lines": "Replace all lines", "status": "sent, paid or cancelled moves it on", "issue_date": ""},
        repeatable=True,
    ),
    Tool(
        invoices.delete_invoice,
        "Delete a draft invoice",
        "Remove a draft for good; its number stays on record as void. A sent invoice is cancelled instead "
        "(cancel_invoice).",
        repeatable=True,
    ),
    Tool(
        invoices.send_invoice,
        "Send an invoice",
        "Mark a draft as sent once the user agrees: from then on it is owed and its amounts are fixed. No e-mail is "
        "sent.",
        repeatable=True,
    ),
    Tool(
        invoices.cancel_invoice,
        "Cancel an invoice",
        "Cancel an invoice that should not be owed any more. It keeps its number and stays on record; this cannot be "
        "undone. Payments have to be undone first.",
        repeatable=True,
    ),
    Tool(
        payments.record_payment,
        "Record a payment",
        "Record money received for a sent invoice: part, all or more than is open. Answers what is open then.",
        words={
            "amount": "In the invoice's currency, e.g. '150.00'; default all that is open",
            "date": "Default: today",
            "bank_account_id": "Bank account: name, IBAN or id; default the default one",
            "note": "",
        },
    ),
    Tool(
        payments.delete_payment,
        "Undo a payment",
        "Undo a payment that was recorded by mistake; it stays on record as undone and the invoice is open again.",
        words={"payment_id": "Id under payments of get_invoice"},
        repeatable=True,
    ),
    Tool(
        write_offs.write_off_invoice,
        "Write off an invoice",
        "Give up what a client will not pay (bad debt) or need not pay (cash discount, small difference), once the "
        "user agrees. VAT is corrected with it; undo_allocation takes it back.",
        words={
            "reason": "bad_debt, cash_discount or small_difference",
            "amount": "With VAT; default all that is open",
            "date": "Default: today",
            "note": "",
        },
    ),
)
