"""Every table, in one place, for migrations and for the laws over them."""

from sqlalchemy import MetaData

from luma_mcp.store import (
    accounts,
    audit,
    back_posting,
    bank_accounts,
    catalog,
    categories,
    clients,
    counters,
    credit_notes,
    exchange_rates,
    expenses,
    files,
    fiscal_years,
    idempotency,
    income,
    invoices,
    journal,
    keys,
    leases,
    ledger_accounts,
    offers,
    open_items,
    outbox,
    payments,
    period_locks,
    profiles,
    rates,
    recurring_invoices,
    vat_codes,
    vendors,
)
from luma_mcp.store.schema import metadata

MODULES = (
    accounts, audit, back_posting, bank_accounts, catalog, categories, clients, counters, credit_notes, exchange_rates,
    expenses, files, fiscal_years, idempotency, income, invoices, journal, keys, leases, ledger_accounts, offers,
    open_items, outbox, payments, period_locks, profiles, rates, recurring_invoices, vat_codes, vendors,
)  # fmt: skip

ALL: MetaData = metadata

WITHOUT_PROFILE = frozenset(
    {"account", "account_audit", "api_key", "back_posting", "exchange_rate", "lease", "profile", "rate_window"}
)
"""The listed exception: keyed by account, or by nothing that belongs to anybody."""
