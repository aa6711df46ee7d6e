"""Journal entries and opening balances, as tools."""

from luma_mcp.operations import journal_entries, opening_balances
from luma_mcp.tools.tool import Tool

_WORDS = {
    "lines": "Up to 500 lines; debit and credit must come to the same, a control leg that is added counted",
    "description": "What was booked",
    "date": "Posting date; must be open",
    "currency": "Default: the company's",
}
_LINE = {
    "lines": "1 to 500 lines: account and debit or credit in the company's currency",
    "description": "What it is",
    "number": "Number of the open invoice",
    "currency": "Its own currency, with amount",
}
_WRITTEN = (
    "date", "description", "lines", "reference", "currency", "type", "category_id", "original_amount", "client_id",
    "vendor_id", "control_leg", "tag_ids", "external_id", "attachments",
)  # fmt: skip

TOOLS = (
    Tool(
        journal_entries.list_journal_entries,
        "List journal entries",
        "Find postings by date, account, client, vendor, source, amount or words. Reversed ones are shown with "
        "include_reversed. Changes nothing.",
        shown=("from", "to", "account", "client_id", "vendor_id", "source", "search", "sort", "limit", "cursor"),
    ),
    Tool(
        journal_entries.get_journal_entry,
        "Show a journal entry",
        "Show one posting with its lines, VAT lines included, and what reverses or corrects it. Changes nothing.",
        shown=("id", "include_reversed"),
    ),
    Tool(
        journal_entries.create_journal_entry,
        "Post a journal entry",
        "Post debit and credit by hand, at once, for what no invoice, expense or payment covers (depreciation, wages, "
        "accruals). A line on receivables or payables names its client or vendor and opens an item; it pays no "
        "invoice. Ask the user first.",
        shown=_WRITTEN,
        words=_WORDS,
    ),
    Tool(
        journal_entries.update_journal_entry,
        "Change a journal entry",
        "Correct a manual posting or opening balance: text in place; date, lines (all of them) or currency by a "
        "reversal and a new version under the same id. Entries of documents change with their document.",
        shown=("id", "date", "description", "lines", "reference", "currency", "external_id", "tag_ids"),
        words=_WORDS,
        repeatable=True,
    ),
    Tool(
        journal_entries.delete_journal_entry,
        "Delete a journal entry",
        "Take a manual posting back by its opposite on the same date; both stay in the ledger. Entries of documents "
        "are taken back with their document.",
        repeatable=True,
    ),
    Tool(
        opening_balances.record_opening_balances,
        "Record opening balances",
        "Record what accounts begin with, and open invoices by client and vendor, when books do not start empty; "
        "the rest goes to opening equity. Once an account; correct it with update_journal_entry.",
        words=_LINE,
    ),
)
