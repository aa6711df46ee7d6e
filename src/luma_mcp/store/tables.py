"""Every table, in one place, for migrations and for the laws over them."""

from sqlalchemy import MetaData

from luma_mcp.store import (
    accounts,
    audit,
    back_posting,
    bank_accounts,
    categories,
    clients,
    contact_tables,
    counters,
    credit_notes,
    dimension_tables,
    document_templates,
    exchange_rates,
    expenses,
    files,
    fiscal_years,
    grants,
    idempotency,
    income,
    invitations,
    invoices,
    journal,
    journal_tables,
    keys,
    leases,
    ledger_accounts,
    members,
    oauth_clients,
    oauth_tokens,
    offers,
    open_items,
    outbox,
    party_group_tables,
    payments,
    period_locks,
    product_groups,
    product_tables,
    profiles,
    rates,
    recurring_invoices,
    vat_codes,
    vendors,
    web_sessions,
)
from luma_mcp.store.schema import metadata

MODULES = (
    accounts, audit, back_posting, bank_accounts, categories, clients, contact_tables, counters, credit_notes,
    dimension_tables, document_templates, exchange_rates, expenses, files, fiscal_years, grants, idempotency,
    income, invitations, invoices, journal, journal_tables, keys, leases, ledger_accounts, members, oauth_clients,
    oauth_tokens, offers, open_items, outbox, party_group_tables, payments, period_locks, product_groups,
    product_tables, profiles, rates, recurring_invoices, vat_codes, vendors, web_sessions,
)  # fmt: skip

ALL: MetaData = metadata

WITHOUT_PROFILE = frozenset(
    {
        "account",
        "account_audit",
        "api_key",
        "back_posting",
        "exchange_rate",
        "invitation",
        "lease",
        "member",
        "member_profile",
        "oauth_client",
        "oauth_code",
        "oauth_grant",
        "oauth_token",
        "profile",
        "rate_window",
        "web_session",
    }
)
"""The listed exception: keyed by account, or by nothing that belongs to anybody."""
