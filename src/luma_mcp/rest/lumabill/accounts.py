"""The chart of accounts: the row."""

from luma_mcp.operations import accounts
from luma_mcp.rest.binding import Binding

BINDINGS = (Binding("GET", "/v1/accounts", accounts.list_accounts),)
