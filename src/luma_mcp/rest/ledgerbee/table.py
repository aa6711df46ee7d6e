"""The whole table of `/api`."""

from luma_mcp.rest.binding import Binding

BINDINGS: tuple[Binding, ...] = ()
