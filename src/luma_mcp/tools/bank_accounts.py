"""Bank accounts, as tools."""

from luma_mcp.operations import bank_accounts
from luma_mcp.tools.tool import Tool

_WORDS = {
    "opening_balance": "e.g. '1000.00'; written once",
    "is_default": "Payments go here unless said otherwise",
    "account_number": "Number of the ledger account",
    "archived": "true hides it",
    "currency": "Default: the company's; fixed once something is booked",
}

TOOLS = (
    Tool(
        bank_accounts.list_bank_accounts,
        "List bank accounts",
        "Show bank accounts and cash registers with their balances. Changes nothing.",
    ),
    Tool(
        bank_accounts.get_bank_account,
        "Show a bank account",
        "Show one bank account with its balance. Changes nothing.",
    ),
    Tool(
        bank_accounts.create_bank_account,
        "Create a bank account",
        "Add a bank account or cash register for payments to go to. The first one becomes the default.",
        words=_WORDS,
    ),
    Tool(
        bank_accounts.update_bank_account,
        "Change a bank account",
        "Change a bank account or make it the default; only what is given changes.",
        words=_WORDS,
        repeatable=True,
    ),
    Tool(
        bank_accounts.delete_bank_account,
        "Delete a bank account",
        "Remove a bank account that nothing was booked on for good. One that is used is archived instead "
        "(update_bank_account).",
        repeatable=True,
    ),
)
