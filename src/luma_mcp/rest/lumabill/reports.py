"""Reports: the rows."""

from luma_mcp.operations.reports import report
from luma_mcp.rest.binding import Binding

BINDINGS = (
    Binding("GET", "/v1/reports", report.list_reports),
    Binding("GET", "/v1/reports/{type}", report.get_report),
)
