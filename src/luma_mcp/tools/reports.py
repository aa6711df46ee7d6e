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
        "Make a report. profit_loss: revenue, expense and result. balance_sheet. trial_balance: every account. "
        "general_ledger: lines of one account. vat: VAT return and what is due. aged_receivables: who owes us, how "
        "late. aged_payables: whom we owe. cash_flow. customer_statement: one client's account. Default: this fiscal "
        "year to today. To see what makes up a row, call again with the same type and period and the row's drill "
        "(vat: 'due' for all invoices and expenses). Changes nothing.",
        words={
            "type": "",
            "period": "Instead of dates",
            "as_of": "balance_sheet, ageing: date",
            "compare": "Adds the period before, or the same a year earlier",
            "basis": "profit_loss only",
            "account": "general_ledger: number or name",
            "client_id": "customer_statement, aged_receivables: client",
            "vendor_id": "aged_payables: vendor",
            "drill": "From a row",
            "format": "csv: as a file",
            "limit": "1 to 200",
        },
    ),
)
