"""Expenses and their receipts, as tools."""

from luma_mcp.operations import expenses
from luma_mcp.tools.tool import Tool

_WORDS = {
    "amount": "Gross, in the company's currency, e.g. '129.70'",
    "tax_rate": "VAT % contained in the amount; default 0",
    "status": "Default unpaid; paid if paid_on is given",
    "paid_on": "Date of payment",
    "bank_account_id": "Paid from: name, IBAN or id; default the default one",
    "external_id": "Id in another system, unique",
    "date": "Date of the receipt",
    "due_date": "",
}

TOOLS = (
    Tool(
        expenses.list_expenses,
        "List expenses",
        "Find expenses (bills, purchases) by status, vendor, category, date or words, with totals over all that match. "
        "Changes nothing.",
        shown=("status", "vendor_id", "category", "from", "to", "search", "limit", "cursor"),
        words={"search": "Words in description or vendor", "category": "e.g. travel"},
    ),
    Tool(
        expenses.get_expense,
        "Show an expense",
        "Show one expense with VAT, payment and what is known of its receipt. Changes nothing.",
    ),
    Tool(
        expenses.create_expense,
        "Record an expense",
        "Record a bill or purchase of the company, gross. It is confirmed at once as unpaid, or paid with paid_on; "
        "status draft books nothing yet.",
        shown=("date", "amount", "category", "vendor_id", "tax_rate", "description", "status", "paid_on", "due_date"),
        words=_WORDS,
    ),
    Tool(
        expenses.update_expense,
        "Change an expense",
        "Change an expense, confirm a draft (status unpaid) or record that it was paid (status paid). Only what is "
        "given changes.",
        words=_WORDS | {"status": "unpaid confirms a draft, paid pays", "date": "", "tax_rate": "VAT % contained"},
        repeatable=True,
    ),
    Tool(
        expenses.delete_expense,
        "Delete an expense",
        "Remove an expense recorded by mistake, or reject a draft. The audit trail keeps that it was.",
        repeatable=True,
    ),
    Tool(
        expenses.attach_receipt,
        "Attach a receipt",
        "Keep the receipt of an expense: JPG, PNG or PDF up to 10 MB. Replaces the one that was there.",
        words={"content": "The file in base64", "file_name": ""},
        repeatable=True,
    ),
    Tool(
        expenses.get_receipt,
        "Fetch a receipt",
        "Fetch the receipt file of an expense, to look at it. Changes nothing.",
    ),
)
