"""Invoices and their payments: the rows."""

from luma_mcp.operations import invoices, payments
from luma_mcp.rest.binding import Binding

BINDINGS = (
    Binding("GET", "/v1/invoices", invoices.list_invoices),
    Binding("GET", "/v1/invoices/{id}", invoices.get_invoice),
    Binding("POST", "/v1/invoices", invoices.create_invoice, 201, location="/v1/invoices/{id}"),
    Binding("PUT", "/v1/invoices/{id}", invoices.update_invoice),
    Binding("DELETE", "/v1/invoices/{id}", invoices.delete_invoice, 204),
    Binding("POST", "/v1/invoices/{id}/send", invoices.send_invoice),
    Binding("POST", "/v1/invoices/{id}/cancel", invoices.cancel_invoice),
    Binding("POST", "/v1/invoices/{id}/payments", payments.record_payment, 201, location="/v1/invoices/{id}"),
    Binding(
        "DELETE",
        "/v1/invoices/{id}/payments/{paymentId}",
        payments.delete_payment,
        204,
        words={"paymentId": "payment_id"},
    ),
)
