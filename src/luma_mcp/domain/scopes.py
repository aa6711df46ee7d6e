"""Scopes in LedgerBee's words and in the core's: the one table between them (LedgerBee's guide to scopes).

A credential's scopes may be given in either; it then has both, so that every interface asks in its own.
"""

from collections.abc import Iterable, Mapping
from functools import cache

_READ_AND_WRITE = {
    "accounts": ("accounts",),
    "company": ("profiles",),
    "customers": ("clients",),
    "dimensions": ("dimensions",),
    "document-templates": ("document-templates",),
    "invoices": ("invoices",),
    "journal-categories": ("journal-categories",),
    "journal-entries": ("journal-entries",),
    "order-confirmations": (),
    "payment-methods": (),
    "products": ("products", "catalog"),
    "projects": ("projects",),
    "quotes": ("offers",),
    "subscriptions": (),
    "vat-codes": ("vat-codes",),
    "vendors": ("vendors",),
    "webhook-endpoints": (),
}
"""LedgerBee's resources, each with the core's nouns; those without one come with the parts that they are about."""

_VERBS = ("meter-report", "portal-catalog-read")

PARTNER = frozenset({"portal-provision", "portal-sso-mint"})
"""Only a partner's single sign-on key may have these; no other key and no OAuth client."""


def _table() -> dict[str, frozenset[str]]:
    kinds = ("read", "write")
    found = {
        f"{resource}-{kind}": frozenset(f"{noun}-{kind}" for noun in nouns)
        for resource, nouns in _READ_AND_WRITE.items()
        for kind in kinds
    }
    return found | dict.fromkeys(_VERBS, frozenset[str]())


LEDGERBEE: Mapping[str, frozenset[str]] = _table()
"""Every scope of LedgerBee that a key can have, with the core's scopes that it stands for."""


def widened(scopes: Iterable[str]) -> frozenset[str]:
    """These scopes in both vocabularies: what LedgerBee's stand for, and LedgerBee's that are covered whole."""
    return _widened(frozenset(scopes))


def in_ledgerbee_words(scopes: Iterable[str]) -> tuple[str, ...]:
    """Those of a credential's scopes that LedgerBee knows, in order."""
    return tuple(sorted(widened(scopes) & LEDGERBEE.keys()))


@cache
def _widened(scopes: frozenset[str]) -> frozenset[str]:
    ours = scopes.union(*(LEDGERBEE.get(scope, frozenset()) for scope in scopes))
    return ours | {theirs for theirs, meant in LEDGERBEE.items() if meant and meant <= ours}
