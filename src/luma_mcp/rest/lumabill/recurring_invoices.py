"""Recurring invoices: the rows."""

from luma_mcp.operations import recurring_invoices
from luma_mcp.rest.binding import Binding

BINDINGS = (
    Binding("GET", "/v1/recurring-invoices", recurring_invoices.list_recurring_invoices),
    Binding("GET", "/v1/recurring-invoices/{id}", recurring_invoices.get_recurring_invoice),
    Binding(
        "POST",
        "/v1/recurring-invoices",
        recurring_invoices.create_recurring_invoice,
        201,
        location="/v1/recurring-invoices/{id}",
    ),
    Binding("PUT", "/v1/recurring-invoices/{id}", recurring_invoices.update_recurring_invoice),
    Binding("DELETE", "/v1/recurring-invoices/{id}", recurring_invoices.delete_recurring_invoice, 204),
    Binding("POST", "/v1/recurring-invoices/{id}/pause", recurring_invoices.pause_recurring_invoice),
    Binding("POST", "/v1/recurring-invoices/{id}/resume", recurring_invoices.resume_recurring_invoice),
)
