"""Expenses and their receipts: the rows."""

from luma_mcp.operations import expenses
from luma_mcp.rest.binding import Binding, Body

BINDINGS = (
    Binding("GET", "/v1/expenses", expenses.list_expenses),
    Binding("GET", "/v1/expenses/{id}", expenses.get_expense),
    Binding("POST", "/v1/expenses", expenses.create_expense, 201, location="/v1/expenses/{id}"),
    Binding("PUT", "/v1/expenses/{id}", expenses.update_expense),
    Binding("DELETE", "/v1/expenses/{id}", expenses.delete_expense, 204),
    Binding("PUT", "/v1/expenses/{id}/receipt", expenses.attach_receipt, takes=Body.FILE),
    Binding("GET", "/v1/expenses/{id}/receipt", expenses.get_receipt, gives=Body.FILE),
)
