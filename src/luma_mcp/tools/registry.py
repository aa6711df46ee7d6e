"""Every tool, by name: an explicit list. The order is the one that clients see."""

from luma_mcp.tools import (
    bank_accounts,
    catalog,
    clients,
    expenses,
    invoices,
    offers,
    profiles,
    recurring_invoices,
    revenue,
    vendors,
)
from luma_mcp.tools.tool import Tool

TOOLS: tuple[Tool, ...] = (
    *profiles.TOOLS,
    *invoices.TOOLS,
    *clients.TOOLS,
    *vendors.TOOLS,
    *expenses.TOOLS,
    *offers.TOOLS,
    *revenue.TOOLS,
    *catalog.TOOLS,
    *recurring_invoices.TOOLS,
    *bank_accounts.TOOLS,
)

BY_NAME: dict[str, Tool] = {tool.name: tool for tool in TOOLS}
