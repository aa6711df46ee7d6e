"""The whole table of `/v1`."""

from luma_mcp.rest.binding import Binding
from luma_mcp.rest.lumabill import (
    accounts,
    bank_accounts,
    catalog,
    clients,
    expenses,
    fiscal_years,
    invoices,
    journal_entries,
    offers,
    profiles,
    recurring_invoices,
    reports,
    revenue,
    vendors,
)

BINDINGS: tuple[Binding, ...] = (
    *profiles.BINDINGS,
    *clients.BINDINGS,
    *vendors.BINDINGS,
    *catalog.BINDINGS,
    *invoices.BINDINGS,
    *offers.BINDINGS,
    *recurring_invoices.BINDINGS,
    *expenses.BINDINGS,
    *bank_accounts.BINDINGS,
    *revenue.BINDINGS,
    *reports.BINDINGS,
    *journal_entries.BINDINGS,
    *accounts.BINDINGS,
    *fiscal_years.BINDINGS,
)
