"""Every tool, by name: an explicit list, in the order of the documentation."""

from luma_mcp.tools import (
    accounts,
    bank_accounts,
    catalog,
    clients,
    credit_notes,
    dimensions,
    document_templates,
    expenses,
    fiscal_years,
    invoices,
    journal_entries,
    locks,
    offers,
    open_items,
    party_contacts,
    party_groups,
    profiles,
    recurring_invoices,
    reports,
    revenue,
    vat_codes,
    vendors,
)
from luma_mcp.tools.tool import Tool

TOOLS: tuple[Tool, ...] = (
    *profiles.TOOLS,
    *invoices.TOOLS,
    *credit_notes.TOOLS,
    *open_items.TOOLS,
    *clients.TOOLS,
    *vendors.TOOLS,
    *party_contacts.TOOLS,
    *party_groups.TOOLS,
    *expenses.TOOLS,
    *offers.TOOLS,
    *document_templates.TOOLS,
    *revenue.TOOLS,
    *reports.TOOLS,
    *catalog.TOOLS,
    *recurring_invoices.TOOLS,
    *bank_accounts.TOOLS,
    *journal_entries.TOOLS,
    *dimensions.TOOLS,
    *accounts.TOOLS,
    *vat_codes.TOOLS,
    *fiscal_years.TOOLS,
    *locks.TOOLS,
)

BY_NAME: dict[str, Tool] = {tool.name: tool for tool in TOOLS}
