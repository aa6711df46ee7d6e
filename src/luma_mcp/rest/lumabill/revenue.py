"""Revenue, and income that comes without an invoice: the rows."""

from luma_mcp.operations import income, revenue
from luma_mcp.rest.binding import Binding

BINDINGS = (
    Binding("GET", "/v1/revenue", revenue.get_revenue),
    Binding("POST", "/v1/income", income.create_income, 201, location="/v1/income/{id}"),
)
