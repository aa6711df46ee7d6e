"""Offers: the rows."""

from luma_mcp.operations import offers
from luma_mcp.rest.binding import Binding

BINDINGS = (
    Binding("GET", "/v1/offers", offers.list_offers),
    Binding("GET", "/v1/offers/{id}", offers.get_offer),
    Binding("POST", "/v1/offers", offers.create_offer, 201, location="/v1/offers/{id}"),
    Binding("PUT", "/v1/offers/{id}", offers.update_offer),
    Binding("DELETE", "/v1/offers/{id}", offers.delete_offer, 204),
    Binding("POST", "/v1/offers/{id}/convert", offers.convert_offer, 201, location="/v1/invoices/{id}"),
)
