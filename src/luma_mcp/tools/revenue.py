"""Revenue and income without an invoice, as tools."""

from luma_mcp.operations import income, revenue
from luma_mcp.tools.tool import Tool

TOOLS = (
    Tool(
        revenue.get_revenue,
        "Show revenue",
        "Answer how much was earned: issued invoices and other income of a period, as rows or grouped, with totals per "
        "currency over everything that matches. Default: this fiscal year to today. Changes nothing.",
        shown=("period", "from", "to", "group_by", "compare", "client_id", "limit", "cursor"),
        words={
            "period": "Instead of from and to",
            "group_by": "Groups instead of rows",
            "compare": "Adds the period before",
            "kind": "",
        },
    ),
    Tool(
        income.create_income,
        "Record other income",
        "Record money that came without an invoice, such as a cash sale, interest or a subsidy. It counts in "
        "get_revenue at once; use record_payment for invoices.",
        words={
            "amount": "Gross, in the company's currency, e.g. '12.40'",
            "category": "cash_sales, interest, subsidies, insurance_refunds, owner_contributions or other",
            "bank_account_id": "Received on: name, IBAN or id",
            "tax_rate": "VAT % contained in the amount; default 0",
            "currency": "Only the company's",
            "description": "",
        },
    ),
)
