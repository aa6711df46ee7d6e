"""The whole table of `/api`."""

from luma_mcp.rest.binding import Binding
from luma_mcp.rest.ledgerbee import (
    accounts,
    api_key,
    company,
    customers,
    dimensions,
    document_templates,
    draft_journal_entries,
    journal_categories,
    journal_entries,
    product_groups,
    product_prices,
    products,
    projects,
    vat_codes,
    vendors,
)

BINDINGS: tuple[Binding, ...] = (
    *accounts.BINDINGS,
    *api_key.BINDINGS,
    *company.BINDINGS,
    *customers.BINDINGS,
    *dimensions.BINDINGS,
    *document_templates.BINDINGS,
    *product_groups.BINDINGS,
    *product_prices.BINDINGS,
    *products.BINDINGS,
    *draft_journal_entries.BINDINGS,
    *journal_categories.BINDINGS,
    *journal_entries.BINDINGS,
    *projects.BINDINGS,
    *vat_codes.BINDINGS,
    *vendors.BINDINGS,
)
