"""The chart of accounts, as tools."""

from luma_mcp.operations import accounts
from luma_mcp.tools.tool import Tool

_WORDS = {"number": "e.g. 6570", "archived": "true: takes no new lines by hand", "search": "Number or words of a name"}

TOOLS = (
    Tool(
        accounts.list_accounts,
        "List accounts",
        "Find accounts of the chart by number, name, class or type, with their balances. Changes nothing.",
        words=_WORDS | {"archived": "Default: both"},
    ),
    Tool(
        accounts.create_account,
        "Create an account",
        "Add an account to the chart. Look with list_accounts first, so that it is not added twice.",
        words=_WORDS,
    ),
    Tool(
        accounts.update_account,
        "Change an account",
        "Rename, archive or move an account; only what is given changes. One with entries keeps number, class, type.",
        words=_WORDS,
        repeatable=True,
    ),
    Tool(
        accounts.list_chart,
        "Show the chart of accounts",
        "Show the whole chart from top to bottom, headings and totals too. To find an account, use list_accounts. "
        "Changes nothing.",
        words={"limit": "Rows, 1 to 200; default 200"},
    ),
)
