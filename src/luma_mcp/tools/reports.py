"""Reports, as tools."""

from luma_mcp.operations.reports import report
from luma_mcp.tools.tool import Tool

TOOLS = (
    Tool(
        report.list_reports,
        "List reports",
        "List the types of reports that get_report makes: what each shows and which parameters it takes. "
        "Changes nothing.",
        words={"limit": ""},
    ),
    Tool(
        report.get_report,
        "Get a report",
        "Make a report: profit and loss, balance sheet, VAT return, who owes what, cash flow, ledger of an account. "
        "Default: this fiscal year to today (vat: this VAT period). To see what makes up a row, call again with the "
        "same type and period and the row's drill (vat: drill 'due' for all documents). Changes nothing.",
        shown=(
            "type", "period", "from", "to", "as_of", "compare", "basis", "account", "client_id", "drill", "limit",
            "cursor",
        ),
        words={
            "type": "",
            "period": "Instead of dates",
            "as_of": "Balance sheet, ageing",
            "compare": "Adds an earlier period",
            "basis": "profit_loss only",
            "account": "general_ledger: number",
            "client_id": "customer_statement: client",
            "drill": "From a row",
            "limit": "1 to 200",
        },
    ),
)  # fmt: skip
