"""Bank accounts and cash registers: the rows."""

from luma_mcp.operations import bank_accounts
from luma_mcp.rest.binding import Binding

BINDINGS = (
    Binding("GET", "/v1/bank-accounts", bank_accounts.list_bank_accounts),
    Binding("GET", "/v1/bank-accounts/{id}", bank_accounts.get_bank_account),
    Binding("POST", "/v1/bank-accounts", bank_accounts.create_bank_account, 201, location="/v1/bank-accounts/{id}"),
    Binding("PUT", "/v1/bank-accounts/{id}", bank_accounts.update_bank_account),
    Binding("DELETE", "/v1/bank-accounts/{id}", bank_accounts.delete_bank_account, 204),
)
