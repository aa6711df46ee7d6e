"""The whole table of `/api`."""

from luma_mcp.rest.binding import Binding
from luma_mcp.rest.ledgerbee import customers, dimensions, vendors

BINDINGS: tuple[Binding, ...] = (
    *customers.BINDINGS,
    *dimensions.BINDINGS,
    *vendors.BINDINGS,
)
