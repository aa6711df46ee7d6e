"""Every table, in one place, for migrations and for the laws over them."""

from sqlalchemy import MetaData

from luma_mcp.store import (
    accounts,
    audit,
    bank_accounts,
    catalog,
    categories,
    clients,
    counters,
    expenses,
    files,
    idempotency,
    income,
    invoices,
    keys,
    leases,
    offers,
    outbox,
    payments,
    profiles,
    rates,
    recurring_invoices,
    vendors,
)
from luma_mcp.store.schema import metadata

MODULES = (
    accounts, audit, bank_accounts, catalog, categories, clients, counters, expenses, files, idempotency, income,
    invoices, keys, leases, offers, outbox, payments, profiles, rates, recurring_invoices, vendors,
)  # fmt: skip

ALL: MetaData = metadata

WITHOUT_PROFILE = frozenset({"account", "account_audit", "api_key", "lease", "profile", "rate_window"})
"""The listed exception: keyed by account, or by nothing that belongs to anybody."""
