"""Vendors: from whom the company buys: the rows."""

from luma_mcp.operations import vendors
from luma_mcp.rest.binding import Binding

BINDINGS = (
    Binding("GET", "/v1/vendors", vendors.list_vendors),
    Binding("GET", "/v1/vendors/{id}", vendors.get_vendor),
    Binding("POST", "/v1/vendors", vendors.create_vendor, 201, location="/v1/vendors/{id}"),
    Binding("PUT", "/v1/vendors/{id}", vendors.update_vendor),
    Binding("DELETE", "/v1/vendors/{id}", vendors.delete_vendor, 204),
)
