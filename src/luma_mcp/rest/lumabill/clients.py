"""Clients: whom the company sells to: the rows."""

from luma_mcp.operations import clients
from luma_mcp.rest.binding import Binding

BINDINGS = (
    Binding("GET", "/v1/clients", clients.list_clients),
    Binding("GET", "/v1/clients/{id}", clients.get_client),
    Binding("POST", "/v1/clients", clients.create_client, 201, location="/v1/clients/{id}"),
    Binding("PUT", "/v1/clients/{id}", clients.update_client),
    Binding("DELETE", "/v1/clients/{id}", clients.delete_client, 204),
)
