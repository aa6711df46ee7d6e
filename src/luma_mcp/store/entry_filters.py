"""What lists of entries and of drafts are narrowed by alike: an account as it is called, amounts."""

from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, case, cast, or_, select

from luma_mcp.domain.draft_entries import DraftEntryQuery
from luma_mcp.domain.journal_entries import JournalEntryQuery
from luma_mcp.domain.money import USUAL_EXPONENT, unusual_exponents
from luma_mcp.store.books import Books
from luma_mcp.store.ledger_accounts import ledger_account

_LARGEST = 2**62
"""More than any sum in the books, and less than a column holds."""


def accounts_meant(books: Books, spoken: str) -> Any:
    """The ids of the accounts that are called so: by number or by id."""
    known = ledger_account.c.number == spoken
    with suppress(ValueError):
        known = or_(known, ledger_account.c.id == UUID(spoken))
    return select(ledger_account.c.id).where(books.own(ledger_account), known)


def within(
    query: JournalEntryQuery | DraftEntryQuery, amount: ColumnElement[int], currency: ColumnElement[str]
) -> list[ColumnElement[bool]]:
    """The conditions that an amount in minor units of a currency lies within what is asked for."""
    conditions = []
    if query.amount_from is not None:
        conditions.append(amount >= _minor(query.amount_from, currency, ceil))
    if query.amount_to is not None:
        conditions.append(amount <= _minor(query.amount_to, currency, floor))
    return conditions


def _minor(limit: Decimal, currency: ColumnElement[str], rounded: Callable[[Fraction], int]) -> ColumnElement[int]:
    """A limit in minor units of whatever currency a row is in."""

    def at(exponent: int) -> ColumnElement[int]:
        return cast(min(rounded(Fraction(limit) * 10**exponent), _LARGEST), BigInteger)

    unusual = ((currency.in_(codes), at(exponent)) for exponent, codes in unusual_exponents().items())
    return case(*unusual, else_=at(USUAL_EXPONENT))
