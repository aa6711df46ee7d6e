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
        "Make a report: result (profit_loss), balance sheet, trial balance, an account's lines, VAT return, who owes "
        "us, whom we owe, cash flow, a client's statement. Default: this fiscal year to today. What makes up a row: "
        "call again with the same type and period and its drill (vat: 'due'). Changes nothing.",
        words={
            "type": "",
            "period": "Instead of dates",
            "as_of": "balance_sheet, ageing: date",
            "compare": "Adds the period before, or the same a year earlier",
            "basis": "profit_loss only",
            "account": "general_ledger: number or name",
            "client_id": "customer_statement, aged_receivables: client",
            "vendor_id": "aged_payables: vendor",
            "dimension_id": "dimensions: which",
            "dimension_value_id": "profit_loss: only this",
            "drill": "From a row",
            "format": "csv: as a file",
            "limit": "1 to 200",
        },
    ),
)
