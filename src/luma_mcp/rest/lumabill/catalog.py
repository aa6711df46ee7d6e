"""The catalog: what the company sells: the rows."""

from luma_mcp.operations import catalog
from luma_mcp.rest.binding import Binding

BINDINGS = (
    Binding("GET", "/v1/catalog", catalog.list_catalog_items),
    Binding("GET", "/v1/catalog/{id}", catalog.get_catalog_item),
    Binding("POST", "/v1/catalog", catalog.create_catalog_item, 201, location="/v1/catalog/{id}"),
    Binding("PUT", "/v1/catalog/{id}", catalog.update_catalog_item),
    Binding("DELETE", "/v1/catalog/{id}", catalog.delete_catalog_item, 204),
)
