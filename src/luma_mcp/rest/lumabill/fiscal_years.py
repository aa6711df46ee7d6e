"""Fiscal years: the rows."""

from luma_mcp.operations import fiscal_years
from luma_mcp.rest.binding import Binding

_ONE = "/v1/fiscal-years/{id}"

BINDINGS = (
    Binding("GET", "/v1/fiscal-years", fiscal_years.list_fiscal_years),
    Binding("POST", "/v1/fiscal-years", fiscal_years.create_fiscal_year, 201, location=_ONE),
    Binding("PUT", _ONE, fiscal_years.update_fiscal_year),
)
