"""Toolsets: what a client is shown. Explicit lists; what is allowed never depends on them."""

from collections.abc import Iterable, Sequence

from luma_mcp.errors import Refusal
from luma_mcp.tools import (
    accounts,
    bank_accounts,
    catalog,
    clients,
    credit_notes,
    dimensions,
    document_templates,
    draft_entries,
    expenses,
    fiscal_years,
    invoices,
    journal_batches,
    journal_entries,
    locks,
    offers,
    open_items,
    party_contacts,
    party_groups,
    product_prices,
    products,
    profiles,
    projects,
    recurring_invoices,
    reports,
    revenue,
    vat_codes,
    vendors,
)
from luma_mcp.tools.registry import TOOLS
from luma_mcp.tools.tool import Tool

DEFAULT = "default"
ALL = "all"

DISCOVERY = ("find_operation", "read_operation", "write_operation")
"""Listed in every toolset, for all the rest."""

EVERYWHERE = "whoami"


BEYOND_THE_SURFACE = frozenset(
    {
        "record_opening_balances",
        "create_account",
        "update_account",
        "get_company",
        "list_chart",
        "list_locks",
        "set_lock",
        "grant_lock_exception",
        "revoke_lock_exception",
        "list_credit_notes",
        "get_credit_note",
        "create_credit_note",
        "write_off_invoice",
        "list_open_items",
        "get_open_item",
        "allocate_open_items",
        "settle_open_item",
        "undo_allocation",
        *(tool.name for tool in (*party_contacts.TOOLS, *party_groups.TOOLS)),
        *(tool.name for tool in (*dimensions.TOOLS, *projects.TOOLS)),
        *(tool.name for tool in (*products.TOOLS, *product_prices.TOOLS)),
        *(tool.name for tool in (*document_templates.TOOLS, *vat_codes.TOOLS)),
        *(tool.name for tool in (*journal_batches.TOOLS, *draft_entries.TOOLS)),
    }
)
"""Operations without a row in the endpoint tables: in toolsets of their own, found by find_operation, not in `all`."""


def _names(tools: Iterable[Tool]) -> tuple[str, ...]:
    return tuple(tool.name for tool in tools)


TOOLSETS: dict[str, tuple[str, ...]] = {
    DEFAULT: (
        "whoami",
        "list_invoices",
        "get_invoice",
        "create_invoice",
        "update_invoice",
        "send_invoice",
        "record_payment",
        "list_clients",
        "create_client",
        "update_client",
        "list_vendors",
        "create_vendor",
        "list_expenses",
        "create_expense",
        "list_offers",
        "create_offer",
        "list_catalog_items",
        "get_revenue",
        "get_report",
    ),
    ALL: tuple(name for name in _names(TOOLS) if name not in BEYOND_THE_SURFACE),
    "profiles": _names(profiles.TOOLS),
    "invoices": _names(invoices.TOOLS),
    "credits": _names((*credit_notes.TOOLS, *open_items.TOOLS)),
    "recurring_invoices": _names(recurring_invoices.TOOLS),
    "offers": _names(offers.TOOLS),
    "document_templates": _names(document_templates.TOOLS),
    "clients": _names(clients.TOOLS),
    "vendors": _names(vendors.TOOLS),
    "dimensions": _names(dimensions.TOOLS),
    "projects": _names(projects.TOOLS),
    "parties": _names((*party_contacts.TOOLS, *party_groups.TOOLS)),
    "expenses": _names(expenses.TOOLS),
    "catalog": _names(catalog.TOOLS),
    "products": _names((*products.TOOLS, *product_prices.TOOLS)),
    "bank_accounts": _names(bank_accounts.TOOLS),
    "revenue": _names(revenue.TOOLS),
    "reports": _names(reports.TOOLS),
    "journal": _names((*journal_batches.TOOLS, *draft_entries.TOOLS)),
    "ledger": _names((*journal_entries.TOOLS, *accounts.TOOLS, *vat_codes.TOOLS, *fiscal_years.TOOLS, *locks.TOOLS)),
}


class UnknownToolset(Refusal):
    """There is no such toolset."""

    code = "unknown_toolset"


def chosen(toolsets: Sequence[str]) -> tuple[str, ...]:
    """The names of the operations' tools that these toolsets list, sorted; none means the default.

    Raises:
        UnknownToolset: one of them does not exist; names those that do.
    """
    unknown = [name for name in toolsets if name not in TOOLSETS]
    if unknown:
        raise UnknownToolset(
            f"There is no toolset {', '.join(unknown)}.",
            fix=f"Choose among: {', '.join(TOOLSETS)}.",
            candidates=tuple(TOOLSETS),
        )
    wanted = {EVERYWHERE} | {name for toolset in toolsets or (DEFAULT,) for name in TOOLSETS[toolset]}
    return tuple(sorted(wanted))
