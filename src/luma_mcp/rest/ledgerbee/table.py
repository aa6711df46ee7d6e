"""The whole table of `/api`."""

from luma_mcp.rest.binding import Binding
from luma_mcp.rest.ledgerbee import customers, vendors

BINDINGS: tuple[Binding, ...] = (
    *customers.BINDINGS,
    *vendors.BINDINGS,
)
